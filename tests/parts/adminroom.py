"""Somebody of the staff at the admin pages, with a browser without scripts."""

import html
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


def form_of(text):
    """What a browser would send of an admin page's form, untouched; of several values of one name a list."""
    form = text[text.index('<main class="admin">') :]
    fields = {}
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields.setdefault(name, []).append(value)
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if "name" in found and (found.get("type") not in ("checkbox", "radio") or " checked" in tag):
            fields.setdefault(found["name"], []).append(found.get("value", ""))
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', inside)[:1]
    fields.pop("csrf_token")
    return {name: [html.unescape(value) for value in values] for name, values in fields.items()}
