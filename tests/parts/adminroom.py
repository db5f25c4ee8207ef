"""Somebody of the staff at the admin pages, with a browser without scripts."""

import re

from lobby.admin.screen import SCREEN
from lobby.commands import staff
from lobby.desk.screen import SCREEN as DESK
from lobby.web.app import create_app
from printer.station.screen import SCREEN as STATION


class Browser:
    """Somebody of the staff at a browser without scripts."""

    def __init__(self, day, role="lead", page="/admin/appointments", screens=()):
        staff.add(day.db, role, [role], ["bernburg"], "a password")
        self.app = create_app(day.settings, (SCREEN, DESK, STATION, *screens))
        self.client, self.answer = self.app.test_client(), None
        self.ask("GET", "/login")
        self.send("/login", login=role, password="a password", next=page)

    @property
    def text(self):
        return self.answer.get_data(as_text=True)

    def ask(self, method, path, **how):
        self.answer = self.client.open(path, method=method, headers={"Accept-Language": "de"}, follow_redirects=True, **how)
        return self.text

    def send(self, path, csrf=True, **fields):
        token = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', self.text)[1]} if csrf else {}
        return self.ask("POST", path, data=token | fields)
