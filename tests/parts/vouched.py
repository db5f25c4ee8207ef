"""A Lobby in this process whose people log in through a provider, and a browser without scripts that is sent there and back."""

import itertools
import re
from dataclasses import replace
from urllib.parse import urlsplit

from lobby.admin.screen import SCREEN as ADMIN
from lobby.desk.screen import SCREEN
from lobby.web.app import create_app

_nets = itertools.count(1)


def app_with(day, known, **changes):
    """The day's Lobby, with this provider."""
    return create_app(replace(day.settings, oidc=known, **changes), (SCREEN, ADMIN))


class Visitor:
    """One browser. `at_provider`: what its user does there: address → address that leads back."""

    def __init__(self, app, at_provider):
        self.client, self.at_provider, self.answer = app.test_client(), at_provider, None
        self.address = f"10.77.{next(_nets)}.1"

    @property
    def text(self):
        return self.answer.get_data(as_text=True)

    @property
    def status(self):
        return self.answer.status_code

    @property
    def path(self):
        return self.answer.request.path

    def get(self, path, follow=True, **headers):
        return self._ask("GET", path, follow, headers=headers)

    def send(self, path, **fields):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        return self._ask("POST", path, True, data=fields | ({"csrf_token": token[1]} if token else {}))

    def leave(self, onward=""):
        """The button was pressed; the address at the provider."""
        return self.get(f"/oidc/login?next={onward}", follow=False).answer.headers.get("Location")

    def log_in(self, onward=""):
        way = self.leave(onward)
        return self.come_back(self.at_provider(way)) if way else self

    def come_back(self, address):
        parts = urlsplit(address)
        return self.get(f"{parts.path}?{parts.query}")

    def cookie(self, name, path="/"):
        found = self.client.get_cookie(name, path=path)
        return found.value if found else None

    def _ask(self, method, path, follow, **how):
        headers = {"Accept-Language": "de"} | how.pop("headers", {})
        base = {"REMOTE_ADDR": self.address}
        self.answer = self.client.open(path, method=method, headers=headers, environ_base=base, follow_redirects=follow, **how)
        return self
