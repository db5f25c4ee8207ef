"""The demo's log-ins and devices: made once with random passwords, kept in a file that only its owner reads."""

import os
import secrets
from pathlib import Path
from typing import Any

import tomlkit

from lobby.commands import devices, staff
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import Role

FILE = "demo-logins.txt"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that look alike
PEOPLE = {
    "schalter-1": [Role.CASEWORKER],
    "schalter-2": [Role.CASEWORKER],
    "tresen": [Role.FRONTDESK],
    "leitung": [Role.LEAD],
    "admin": [Role.ADMIN],
}


def kept(data_dir: Path) -> dict[str, Any] | None:
    """What was made at an earlier start: `{people: {login: password}, devices: {name: token}}`."""
    path = data_dir / FILE
    return tomlkit.parse(path.read_text()).unwrap() if path.exists() else None


def make(db: Database, office: str, data_dir: Path) -> dict[str, Any]:
    """New log-ins and device tokens for the demo office, written down."""
    made = {"people": {login: _password() for login in PEOPLE}, "devices": _devices(db, office)}
    for login, roles in PEOPLE.items():
        staff.add(db, login, [role.value for role in roles], [office], made["people"][login])
    path = data_dir / FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("# Log-ins and device tokens of the demo. They open nothing but this demo.\n" + tomlkit.dumps(made))
    return made


def _devices(db: Database, office: str) -> dict[str, str]:
    made = {"printer": devices.add(db, DeviceKind.PRINTER, "printer", office)}
    made["kiosk"] = devices.add(db, DeviceKind.KIOSK, "kiosk", office, printer="printer")
    return made | {"display": devices.add(db, DeviceKind.DISPLAY, "hall", office)}


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
