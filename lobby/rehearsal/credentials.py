"""Who plays: a kiosk, a display and a caseworker for each counter. Made beside the server's data, or read from a file."""

import os
from collections.abc import Sequence
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
        found = load_all(path)
        if len(found) != 1:
            raise Invalid({str(path): f"{len(found)} offices"})
        return found[0]

    def save(self, path: Path) -> None:
        """Write a TOML file that only its owner may read: whoever has it can play caseworker."""
        _write(path, self._told())

    def _told(self) -> dict[str, Any]:
        return asdict(self) | {"caseworkers": [asdict(worker) for worker in self.caseworkers]}

    @classmethod
    def _of(cls, found: dict[str, Any]) -> "Credentials":
        workers = tuple(Caseworker(str(each["login"]), str(each["token"])) for each in found["caseworkers"])
        return cls(str(found["office"]), str(found["kiosk"]), str(found["display"]), workers)


def load_all(path: Path) -> list[Credentials]:
    """The players of the offices in a file. Raises Invalid."""
    try:
        found: dict[str, Any] = tomlkit.parse(path.read_text()).unwrap()
        return [Credentials._of(each) for each in found.get("offices", [found])]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Invalid({str(path): str(error)}) from error


def save_all(several: Sequence[Credentials], path: Path) -> None:
    """Write one file of the players of several offices, or of one."""
    if len(several) == 1:
        several[0].save(path)
    else:
        _write(path, {"offices": [each._told() for each in several]})


def prepare_all(db: Database, slugs: Sequence[str]) -> list[Credentials]:
    """Make the players of several offices: each has caseworkers of its own. Raises as `prepare` does."""
    return [prepare(db, slug, NAME if len(slugs) == 1 else f"{NAME}-{slug}") for slug in slugs]


def prepare(db: Database, office: str, name: str = NAME) -> Credentials:
    """Make the players of an office. Raises NotFound for an unknown one, NotADemo for one with real visitors.

    `name`: what their log-ins begin with; a log-in belongs to the office for which it was made last.
    """
    counters = len(_demo(db, office).counters)
    logins = [f"{name}-{place:02d}" for place in range(1, counters + 1)]
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


def _write(path: Path, told: dict[str, Any]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(tomlkit.dumps(told))


def _demo(db: Database, slug: str) -> Office:
    with db.snapshot() as session:
        office_id = reading.office_slugs(session).get(slug)
        if office_id is None:
            raise NotFound({"office": slug})
        office = reading.office(db, session, office_id)
    if not office.is_demo:
        raise NotADemo(office=slug)
    return office
