"""OpenID Connect: a provider vouches for people. Authorization code flow with PKCE, state and nonce; logging out both ways.

Nothing of a token is believed before its signature, issuer, audience, time and nonce have been checked. Where the provider is
comes from the settings, and what it says of its endpoints is asked for there alone.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from lobby.domain.errors import N_, LobbyError
from lobby.settings import LOOPBACK, Oidc
from lobby.web.abroad import careful

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]  # never one with a shared secret
BASIC = "client_secret_basic"
KEPT_S = 3600.0  # of what the provider says of itself
AGAIN_S = 10.0  # its keys are not asked for more often, whatever tokens say
LEEWAY_S = 60  # by so much may clocks differ
JUST_S = 600  # so long does a proof at the provider count as just given
FRESH_S = 300  # a logout token is no older
LONGEST = 255  # of a subject, a session, an office or a role
LONGEST_LOGIN = 80
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"

log = logging.getLogger(__name__)


class ProviderAway(LobbyError):
    code, status = "provider-away", 503
    message = N_("Die Anmeldung über Ihre Behörde ist gerade nicht erreichbar. Bitte versuchen Sie es in einigen Minuten wieder.")
    retry_after = 60


class NotVouched(LobbyError):
    code, status = "not-vouched", 403
    message = N_("Die Anmeldung über Ihre Behörde hat nicht geklappt. Bitte versuchen Sie es noch einmal.")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a browser keeps while it is at the provider: only the answer to this one question is taken from it."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for. `session`: its own name for the log-in. `offices`: None where it says nothing of them."""

    issuer: str
    subject: str
    login: str
    roles: tuple[str, ...]
    offices: tuple[str, ...] | None
    session: str | None
    id_token: str
    has_just_proven: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """Whose log-in the provider says is over: this session's, or all of the subject's."""

    subject: str | None
    session: str | None


class Provider:
    """One a process. Remembers what the provider says of itself, and its keys."""

    def __init__(self, known: Oidc) -> None:
        self.known = known
        self._about: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def way_there(self, back: str, anew: bool = False) -> tuple[str, Errand]:
        """The address at which to log in, coming back to `back`; `anew`: also who is logged in there. Raises ProviderAway."""
        errand = Errand(*(secrets.token_urlsafe(48) for _ in range(3)))
        with self._client(back) as client:
            asked = {"state": errand.state, "nonce": errand.nonce, "code_verifier": errand.verifier}
            asked |= {"prompt": "login", "max_age": str(JUST_S)} if anew else {}
            url, _ = client.create_authorization_url(self._endpoint("authorization_endpoint"), **asked)
        return str(url), errand

    def vouched(self, errand: Errand | None, answer: Mapping[str, str], back: str) -> Vouched:
        """Whom this answer of the provider is about. Raises NotVouched, ProviderAway."""
        if errand is None or not hmac.compare_digest(answer.get("state", "").encode(), errand.state.encode()):
            raise _refused("state")
        if answer.get("iss", self.known.issuer) != self.known.issuer or "code" not in answer:
            raise _refused(str(answer.get("error", "iss"))[:LONGEST])
        with self._client(back) as client:
            token = self._token(client, answer["code"], errand)
            claims = self._claims(token, errand.nonce)
            if "userinfo_endpoint" in self.about() and not self._says_all(claims):
                claims = self._told_besides(client, claims) | claims
        return self._read(claims, token["id_token"])

    def way_out(self, id_token: str | None, back: str) -> str | None:
        """The address at which to log out there, too; None where the provider has none. Raises ProviderAway."""
        if "end_session_endpoint" not in self.about():
            return None
        told = {"client_id": self.known.client_id, "post_logout_redirect_uri": back, "id_token_hint": id_token}
        url = self._endpoint("end_session_endpoint")
        return f"{url}{'&' if '?' in url else '?'}{urlencode({name: value for name, value in told.items() if value})}"

    def ended(self, logout_token: str) -> Ended:
        """Whom a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6) logs out. Raises NotVouched, ProviderAway."""
        claims = self._signed(logout_token).claims
        options: Any = {
            "iss": {"essential": True, "value": self.known.issuer},
            "aud": {"essential": True, "value": self.known.client_id},
            "iat": {"essential": True},
            "jti": {"essential": True},
        }
        try:
            jwt.JWTClaimsRegistry(leeway=LEEWAY_S, **options).validate(claims)
        except JoseError as error:
            raise _refused(f"logout token: {error}") from error
        events, named = claims.get("events"), {name: _text(claims.get(name)) for name in ("sub", "sid")}
        if "nonce" in claims or not isinstance(events, dict) or LOGGED_OUT not in events or not any(named.values()):
            raise _refused("logout token")
        if time.time() - claims["iat"] > FRESH_S:
            raise _refused("old logout token")
        return Ended(named["sub"], named["sid"])

    def about(self) -> dict[str, Any]:
        """What the provider says of itself. Raises ProviderAway."""
        if self._about is None or time.monotonic() - self._about[0] > KEPT_S:
            told = self._asked(self.known.issuer.rstrip("/") + DISCOVERY)
            if told.get("issuer") != self.known.issuer:
                raise _away(f"it calls itself {told.get('issuer')!r}, not {self.known.issuer!r}")
            self._about = time.monotonic(), told
        return self._about[1]

    def _endpoint(self, name: str) -> str:
        url = self.about().get(name)
        if not isinstance(url, str):
            raise _away(f"it has no {name}")
        _refuse_unsafe(url)
        return url

    def _client(self, back: str) -> OAuth2Session:
        methods = self.about().get("token_endpoint_auth_methods_supported") or [BASIC]
        client = OAuth2Session(
            self.known.client_id,
            self.known.client_secret,
            scope=self.known.scopes,
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method=next(
                (method for method in methods if method == "client_secret_basic"), "client_secret_post"
            ),
        )
        return careful(client)

    def _asked(self, url: str, client: requests.Session | None = None) -> dict[str, Any]:
        """The JSON object that the provider answers."""
        _refuse_unsafe(url)
        try:
            with client or careful(requests.Session()) as session:
                answer = session.get(url, headers={"Accept": "application/json"})
                answer.raise_for_status()
                told = answer.json()
        except (requests.RequestException, AuthlibBaseError, ValueError) as error:
            raise _away(f"{url}: {error}") from error
        if not isinstance(told, dict):
            raise _away(f"{url}: no object")
        return told

    def _token(self, client: OAuth2Session, code: str, errand: Errand) -> dict[str, Any]:
        url = self._endpoint("token_endpoint")
        try:
            token = client.fetch_token(url, code=code, code_verifier=errand.verifier)
        except requests.RequestException as error:
            raise _away(f"{url}: {error}") from error
        except (AuthlibBaseError, ValueError) as error:
            raise _refused(str(error)) from error
        if not isinstance(token.get("id_token"), str):
            raise _refused("no id_token")
        return dict(token)

    def _claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token, checked as OpenID Connect Core 1.0, 3.1.3.7 says."""
        found = self._signed(token["id_token"])
        options = {
            "iss": {"essential": True, "value": self.known.issuer},
            "aud": {"essential": True, "value": self.known.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }
        expected = {"nonce": nonce, "client_id": self.known.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(found.claims, found.header, options, expected)
        try:
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(f"id_token: {error}") from error
        return dict(claims)

    def _signed(self, token: str) -> jwt.Token:
        """A token whose signature is the provider's. A key that is not known yet may be a new one."""
        try:
            return jwt.decode(token, self._key_set(), ALGORITHMS)
        except (InvalidKeyIdError, JoseError, ValueError) as error:
            if isinstance(error, InvalidKeyIdError) and self._keys and time.monotonic() - self._keys[0] > AGAIN_S:
                self._keys = None
                return self._signed(token)
            raise _refused(f"signature: {error}") from error

    def _key_set(self) -> KeySet:
        if self._keys is None or time.monotonic() - self._keys[0] > KEPT_S:
            told: Any = self._asked(self._endpoint("jwks_uri"))
            try:
                self._keys = time.monotonic(), KeySet.import_key_set(told)
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise _away(f"its keys: {error}") from error
        return self._keys[1]

    def _says_all(self, claims: Mapping[str, Any]) -> bool:
        return all(_claim(claims, name) is not None for name in self._asked_for())

    def _asked_for(self) -> tuple[str, ...]:
        known = self.known
        return (known.login_claim, known.roles_claim, *([known.offices_claim] if known.offices_claim else []))

    def _told_besides(self, client: OAuth2Session, claims: Mapping[str, Any]) -> dict[str, Any]:
        told = self._asked(self._endpoint("userinfo_endpoint"), client)
        if told.get("sub") != claims["sub"]:
            raise _refused("userinfo is of somebody else")
        return told

    def _read(self, claims: Mapping[str, Any], id_token: str) -> Vouched:
        known, subject = self.known, _text(claims.get("sub"))
        login = _text(_claim(claims, known.login_claim))
        if subject is None or login is None or len(login) > LONGEST_LOGIN or not login.isprintable() or login != login.strip():
            raise _refused(f"no sub, or no {known.login_claim} that would do")
        values = _words(_claim(claims, known.roles_claim))
        roles = dict.fromkeys(role for value, role in known.roles if value in values)
        offices = _words(_claim(claims, known.offices_claim)) if known.offices_claim else None
        proven_at = claims.get("auth_time")  # not told: nobody knows
        just = isinstance(proven_at, int) and time.time() - proven_at <= JUST_S
        return Vouched(known.issuer, subject, login, tuple(roles), offices, _text(claims.get("sid")), id_token, just)


def _refuse_unsafe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise _away(f"{url} is not https")


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or by its path through claims inside claims."""
    if name in claims:
        return claims[name]
    first, _, rest = name.partition(".")
    inside = claims.get(first)
    return _claim(inside, rest) if rest and isinstance(inside, Mapping) else None


def _words(claim: Any) -> tuple[str, ...]:
    """A claim that is a list of words, or one alone."""
    found = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return tuple(word for word in found if _text(word))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST else None


def _away(why: str) -> ProviderAway:
    log.warning("OpenID provider: %.300r", why)
    return ProviderAway()


def _refused(why: str) -> NotVouched:
    log.warning("OpenID log-in refused: %.300r", why)
    return NotVouched()
