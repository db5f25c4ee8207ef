"""Browsers before the whole application: one that is every device at once, one of somebody with every role."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager

from office import Day
from wholehouse import screens

from lobby.commands import devices, staff
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app
from lobby.web.rights import ROLES

PASSWORD = "nobody else knows this"
_addresses = itertools.count(1)


class Whole:
    """The application of a day, its devices' tokens, and an account `root` of every role."""

    def __init__(self, day: Day) -> None:
        self.day, self.app = day, create_app(day.settings, screens())
        self.display = devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg")
        staff.add(day.db, "root", list(ROLES), ["bernburg"], PASSWORD)
        self.token = staff.token(day.db, "root")

    def client(self, **cookies):
        """A browser at an address of its own, with these cookies."""
        client, number = self.app.test_client(), next(_addresses)
        client.environ_base["REMOTE_ADDR"] = f"10.9.{number // 250}.{number % 250}"
        for name, value in cookies.items():
            client.set_cookie(f"lobby_{name}", value)
        return client

    def devices_browser(self):
        """A browser that is every device at once."""
        return self.client(kiosk=self.day.kiosk, display=self.display, printer=self.day.printer)

    def log_in(self, client, login="root", password=PASSWORD):
        """The same browser, logged in."""
        form = {"login": login, "password": password, "csrf_token": csrf_of(client)}
        assert client.post("/login", data=form).status_code == 303
        return client


def csrf_of(client) -> str:
    """The token that a form of ours would bring."""
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login?next=/x").get_data(as_text=True))[1]


@contextmanager
def whole(day: Day) -> Iterator[Whole]:
    """All of it, closed afterwards."""
    found = Whole(day)
    yield found
    found.app.extensions["lobby"].db.close()
