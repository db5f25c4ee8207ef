"""A day in the demo office, in one process: real commands, a real database, real boards, and a clock that waits."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from migrated import brought_up

from lobby.boards import desk, display, frontdesk, kiosk, lead, ticket
from lobby.boards import devices as device_boards
from lobby.boards.view import JSON, View
from lobby.clock import FrozenClock
from lobby.commands import calling, days, devices, offices, seats, slips, staff, tickets
from lobby.domain import calendar
from lobby.domain.day import DayState, replay
from lobby.domain.lifecycle import Verb
from lobby.domain.waiting.outlook import moved_on
from lobby.reports import promises
from lobby.settings import Settings
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app
from lobby.web.screen import Screen, Topic
from lobby.web.verbs import VERBS
from lobby.web.watchers import Watch

TUESDAY = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)  # half past nine in Bernburg: open
DEMO = resources.files("lobby.demo").joinpath("bernburg.toml").read_text(encoding="utf-8")
BOARDS = Screen(
    "boards alone",
    blueprints=(),
    topics=(
        Topic("display", display.board),
        Topic("desk", desk.board),
        Topic("ticket", ticket.board),
        Topic("kiosk", kiosk.board, has_key=False),
        Topic("devices", device_boards.board, has_key=False, shows_devices=True),
        Topic("frontdesk", frontdesk.board, has_key=False, shows_house=True),
        Topic("lead", lead.board, has_key=False, shows_house=True, shows_devices=True, shows_usual=True),
    ),
)
# bytes of data; a kiosk lists all services
LARGEST = {"desk": 8 * 1024, "frontdesk": 8 * 1024, "lead": 8 * 1024, "kiosk": 4 * 1024, "display": 2 * 1024}


@dataclass
class Pushed:
    """What one command sent out."""

    boards: list[JSON] = field(default_factory=list)

    @property
    def topics(self) -> set[str]:
        """The topics that got a board, without the office."""
        return {board["topic"].partition("/")[2] for board in self.boards}

    def board(self, topic: str) -> JSON:
        return next(board for board in self.boards if board["topic"].endswith(topic))


class Day:
    """One office, one day, nobody there yet. What it draws and calls is shown as a visitor or a caseworker would see it."""

    def __init__(self, folder: Path, database_url: str | None = None, text: str = DEMO, **settings: Any) -> None:
        url = database_url or f"sqlite:///{folder / 'lobby.sqlite'}"
        self.clock = FrozenClock(TUESDAY)
        self.settings = Settings(folder, url, "only for tests", **{"demo_open": False, "clock": self.clock} | settings)
        brought_up(url)
        self.app = create_app(self.settings, (BOARDS,))
        self.runtime = self.app.extensions["lobby"]
        self.db: Database = self.runtime.db
        self.pusher = self.app.extensions["pusher"]
        self.sent: list[JSON] = []
        self.pusher._send = lambda event, board, to: self.sent.append({"event": event} | board)
        offices.load(self.db, text, "test")
        self.office_id = self.runtime.offices()["bernburg"]
        self.printer = devices.add(self.db, DeviceKind.PRINTER, "printer", "bernburg")
        self.kiosk = devices.add(self.db, DeviceKind.KIOSK, "kiosk", "bernburg", "printer")
        self._keys = itertools.count(1)
        self._staff: dict[str, int] = {}

    @property
    def office(self) -> Any:
        return self.runtime.office(self.office_id)

    @property
    def today(self) -> DayState:
        """The day as the tables hold it now."""
        with self.db.snapshot() as session:
            return reading.day(session, self.office_id, calendar.local_date(self.office, self.clock.now()))

    @property
    def journal(self) -> list[Any]:
        with self.db.snapshot() as session:
            return reading.journal(session, self.office_id, calendar.local_date(self.office, self.clock.now()))

    def lease(self, printer_id: int = 1, lease_s: int = 30, length_mm: int = 120) -> slips.Paper | None:
        """The slip that a printer's agent gets now."""
        paper = slips.offered(self.db, printer_id, timedelta(seconds=120))
        assert paper is None or slips.lease(self.db, self.office_id, paper, length_mm, timedelta(seconds=lease_s))
        return paper

    def draw(self, service: str = "residence", language: str = "de", key: str | None = None, **more: Any) -> tickets.Drawn:
        key = key or f"key-{next(self._keys):020d}"
        return tickets.draw(self.db, self.office_id, tickets.Choice(service, language, **more), key, "device:1")

    def at(self, counter: str) -> int:
        """The caseworker signed on at this counter."""
        if counter not in self._staff:
            staff.add(self.db, f"at-{counter}", ["caseworker"], ["bernburg"], "a password")
            self._staff[counter] = staff.prove(self.db, f"at-{counter}", "a password")
            seats.sign_on(self.db, self.office_id, self._staff[counter], counter)
        return self._staff[counter]

    def leave(self, counter: str, worker: int) -> None:
        """The caseworker at this counter goes home."""
        seats.sign_off(self.db, self.office_id, worker)
        del self._staff[counter]

    def end(self) -> None:
        """What the hour brings about: at the end of a day it ends."""
        for office_id, on in days.due(self.db):
            days.turn(self.db, office_id, on)

    def newcomer(self, counter: str) -> int:
        """Somebody else signs on at a counter that is free again."""
        self._staff.pop(counter, None)
        login = f"new-at-{counter}"
        staff.add(self.db, login, ["caseworker"], ["bernburg"], "a password")
        self._staff[counter] = staff.prove(self.db, login, "a password")
        seats.sign_on(self.db, self.office_id, self._staff[counter], counter)
        return self._staff[counter]

    def sit(self, counter: str) -> None:
        """Sign this counter's caseworker on today, as on any earlier day."""
        if counter in self._staff:
            seats.sign_on(self.db, self.office_id, self._staff[counter], counter)
        self.at(counter)

    def load(self, changed: Callable[[str], str]) -> None:
        """The demo office with a changed office file."""
        text = changed(DEMO)
        assert text != DEMO
        offices.load(self.db, text, "test")

    def call_next(self, counter: str) -> str:
        """The number called to this counter."""
        called = calling.call_next(self.db, self.office_id, self.at(counter))
        return self.today.tickets[called.ticket_id].number

    def do(self, verb: Verb, counter: str, number: str, /, **told: Any) -> str:
        """One step with a ticket, at a counter; the state it is in then."""
        ticket_id = next(ticket.id for ticket in self.today.tickets.values() if ticket.number == number)
        VERBS[verb][0](self.db, self.office_id, self.at(counter), ticket_id, **told)
        return self.state(number)

    def state(self, number: str) -> str:
        return next(ticket.state.value for ticket in self.today.tickets.values() if ticket.number == number)

    def watch(self, *topics: str) -> None:
        """Somebody watches these topics (`display/hall`, `desk/104`, `ticket/<token>`, `kiosk`)."""
        for topic in topics:
            kind, _, key = topic.partition("/")
            if kind == "ticket":
                key = str(self.runtime.ticket_id(key)[1])
            self.pusher.join(Watch(f"bernburg/{topic}", kind, self.office_id, key, "de", inside=False), sid=topic)

    @contextmanager
    def pushes(self, lines: int) -> Iterator[Pushed]:
        """What a command sends, with four promises checked for it.

        `lines` new journal lines without a gap · each pushed board equals the one rebuilt, within its bound · boards not
        pushed show what they showed · tickets equal the journal replayed.
        """
        before, boards = self.today.revision, self._watched()
        self.sent.clear()
        pushed = Pushed()
        yield pushed
        self.pusher.push_concerned()
        self.pusher.push_house()
        self.pusher.push_others()
        pushed.boards += [board for board in self.sent if board.pop("event") == "board"]
        self.check_journal()
        assert self.today.revision == before + lines, [line.verb.value for line in self.journal[before:]]
        self._check_boards(pushed, boards)

    def check_journal(self) -> None:
        """The journal is gap-free, and replaying it gives the tables."""
        assert [line.revision for line in self.journal] == list(range(1, self.today.revision + 1))
        assert replay(self.today.date, self.journal) == self.today

    def rebuilt(self, watch: Watch, revision: int | None = None) -> JSON:
        """A watch's board, built from the journal alone."""
        lines = [line for line in self.journal if revision is None or line.revision <= revision]
        day = moved_on(self.office, DayState(self.today.date), lines)
        with self.db.snapshot() as session:
            notes = reading.notes(session, day) if watch.inside else {}
            kept = promises.last_day(session, self.office, day.date)
        view = View(self.office, day, self.clock.now(), watch.key, watch.language, watch.inside, notes=notes, kept=kept)
        topic = self.runtime.topics[watch.kind]
        booked = tuple(self.runtime.appointments(self.office, day.date)) if day.appointments else ()
        seen = replace(view, printers=self.runtime.printers(self.office_id), appointments=booked) if topic.shows_house else view
        known = replace(seen, devices=self.runtime.devices(self.office_id)) if topic.shows_devices else seen
        return {"topic": watch.topic} | topic.board(known)

    def _watched(self) -> dict[str, JSON]:
        return {watch.topic: self.rebuilt(watch) for watch in self.pusher._watchers.all()}

    def _check_boards(self, pushed: Pushed, before: dict[str, JSON]) -> None:
        sent = {board["topic"]: {name: value for name, value in board.items() if name != "html"} for board in pushed.boards}
        for watch in self.pusher._watchers.all():
            now = self.rebuilt(watch)
            if watch.topic in sent:
                assert sent[watch.topic] == now
                assert len(self.app.json.dumps(now, separators=(",", ":"))) <= LARGEST.get(watch.kind, 2 * 1024)
            else:
                assert _still(now) == _still(before[watch.topic]), f"{watch.topic} changed, and nobody was told"


def _still(board: JSON) -> JSON:
    return {name: value for name, value in board.items() if name not in ("revision", "as_of")}
