"""Who plays: a kiosk, a display and a caseworker for each counter. Made beside the server's data, or read from a file."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import tomlkit

from lobby.commands import devices, keys, staff
from lobby.domain.errors import N_, Invalid, LobbyError, NotFound
from lobby.domain.office import Office
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import Role

NAME = "rehearsal"


class NotADemo(LobbyError):
    code, status = "not-a-demo", 409
    message = N_("Geprobt wird nur in einem Amt, das als Demo eingerichtet ist. „{office}“ ist keines.")


@dataclass(frozen=True, slots=True)
class Caseworker:
    """A log-in and its API token."""

    login: str
    token: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """The tokens of an office's players: one kiosk, one display, the caseworkers in the order of the counters."""

    office: str
    kiosk: str
    display: str
    caseworkers: tuple[Caseworker, ...]

    @classmethod
    def load(cls, path: Path) -> "Credentials":
        """Read what `save` wrote. Raises Invalid for anything else."""
        try:
            found: dict[str, Any] = tomlkit.parse(path.read_text()).unwrap()
            workers = tuple(Caseworker(str(each["login"]), str(each["token"])) for each in found["caseworkers"])
            return cls(str(found["office"]), str(found["kiosk"]), str(found["display"]), workers)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Invalid({str(path): str(error)}) from error

    def save(self, path: Path) -> None:
        """Write a TOML file that only its owner may read: whoever has it can play caseworker."""
        text = tomlkit.dumps(asdict(self) | {"caseworkers": [asdict(worker) for worker in self.caseworkers]})
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)


def prepare(db: Database, office: str) -> Credentials:
    """Make the players of an office. Raises NotFound for an unknown one, NotADemo for one with real visitors."""
    counters = len(_demo(db, office).counters)
    logins = [f"{NAME}-{place:02d}" for place in range(1, counters + 1)]
    for login in logins:
        staff.add(db, login, [Role.CASEWORKER], [office])
    return Credentials(
        office=office,
        # one rehearsal does not end another's
        kiosk=devices.add(db, DeviceKind.KIOSK, NAME, office, printer=devices.first_printer(db, office), keeps_old=True),
        display=devices.add(db, DeviceKind.DISPLAY, NAME, office, keeps_old=True),
        caseworkers=tuple(Caseworker(login, staff.token(db, login)) for login in logins),
    )


def discard(db: Database, credentials: Credentials) -> None:
    """The tokens open nothing from now on: for those made for one rehearsal only."""
    for secret in (credentials.kiosk, credentials.display, *(worker.token for worker in credentials.caseworkers)):
        keys.revoke(db, secret)


def _demo(db: Database, slug: str) -> Office:
    with db.snapshot() as session:
        office_id = reading.office_slugs(session).get(slug)
        if office_id is None:
            raise NotFound({"office": slug})
        office = reading.office(db, session, office_id)
    if not office.is_demo:
        raise NotADemo(office=slug)
    return office
