"""All of it, one after the other: what cannot be looked at is found, too, and ends nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from lobby.doctor import machine, people, services
from lobby.doctor.finding import Finding, Level, bad, warn
from lobby.settings import BadSetting, Settings
from lobby.store import schema
from lobby.store.database import Database

PREFIX = "LOBBY_"
OF_THE_AGENT = frozenset(("LOBBY_PRINTER_TOKEN", "LOBBY_SERVER_URL"))


def examine(env: Mapping[str, str]) -> list[Finding]:
    """Look at everything with these settings. Changes nothing, and makes no database."""
    try:
        settings = Settings.from_env(read := _Noting(env))
    except (BadSetting, OSError) as error:
        return [bad("settings", str(error), "correct it in the environment, or in /etc/lobby/server.env")]
    unknown = [
        warn("settings", f"{name} is no setting of Lobby's", "a slip of the pen? deploy/server.env.example has all of them")
        for name in sorted(set(env) - read.asked - OF_THE_AGENT)
        if name.startswith(PREFIX)
    ]
    return unknown + [found for look in _looks(settings) for found in _safely(look)]


def of_file(text: str) -> dict[str, str]:
    """The variables of a file as systemd reads it (EnvironmentFile=): NAME=VALUE lines, quotes around values, # comments."""
    found = {}
    for line in text.splitlines():
        name, is_one, value = line.strip().partition("=")
        if is_one and not name.startswith(("#", ";")):
            value = value.strip()
            found[name.strip()] = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
    return found


def worst(findings: Iterable[Finding]) -> Level:
    order = list(Level)
    return max((each.level for each in findings), key=order.index, default=Level.OK)


def as_text(findings: Iterable[Finding]) -> Iterator[str]:
    """A line each, and what to do below it."""
    for each in findings:
        yield f"{each.level.value:<5} {each.about}: {each.says}"
        if each.do:
            yield f"      → {each.do}"


def _looks(settings: Settings) -> Iterator[Callable[[], Iterable[Finding]]]:
    yield machine.versions
    yield machine.files
    yield machine.open_files
    yield machine.time
    for look in (machine.folder, machine.port, services.database, services.several, services.copies, services.address):
        yield lambda look=look: look(settings)  # type: ignore[misc]
    yield lambda: _within(settings)


def _within(settings: Settings) -> Iterator[Finding]:
    """What only a database of this version can tell."""
    db = Database(settings, settings.clock)
    try:
        is_there = not settings.is_sqlite or (settings.data_dir / "lobby.sqlite").exists()
        is_ready = is_there and not schema.reasons_not_ready(db)
        if is_ready:
            yield from people.offices(db)
        yield from people.voices(settings, db if is_ready else None)
    finally:
        db.close()


def _safely(look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (OSError, SQLAlchemyError) as error:
        yield bad("doctor", f"could not look at it: {type(error).__name__}: {error}", "tell whoever looks after this machine")


class _Noting(dict[str, str]):
    """An environment that knows which of its variables somebody asked for."""

    def __init__(self, env: Mapping[str, str]) -> None:
        super().__init__(env)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)
