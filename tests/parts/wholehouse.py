"""The whole application in this process, with every screen that wsgi.py puts together; and a key for everybody who could ask."""

import re
from importlib import import_module
from pathlib import Path

from lobby.commands import devices, staff
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app
from lobby.web.rights import DEVICES, ROLES

WSGI = Path(__file__).parents[2] / "wsgi.py"
NOBODY = "nobody"
EVERYBODY = (*ROLES, *DEVICES, NOBODY)


def screens():
    """The screens that wsgi.py names, in its order."""
    return [import_module(module).SCREEN for module in re.findall(r"^from (\S+) import SCREEN", WSGI.read_text(), re.MULTILINE)]


class WholeHouse:
    """`keys`: a bearer token of each role and each kind of device in the demo office; `app`: the application."""

    def __init__(self, day):
        self.day, self.app = day, create_app(day.settings, screens())
        self.keys = {role: self._staff(role) for role in ROLES} | {kind: self._device(kind) for kind in DEVICES}

    def _staff(self, role):
        staff.add(self.day.db, f"one-{role}", [role], ["bernburg"], "correct horse battery")
        return staff.token(self.day.db, f"one-{role}")

    def _device(self, kind):
        return devices.add(self.day.db, DeviceKind(kind), "hall" if kind == "display" else f"one-{kind}", "bernburg")

    def headers(self, who):
        """What this one shows with a request."""
        return {} if who == NOBODY else {"Authorization": f"Bearer {self.keys[who]}"}
