"""The running server: database, clock, work, the present day of each office, and boards built from it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from flask import current_app

from lobby.boards.view import JSON, View
from lobby.clock import Clock
from lobby.domain import calendar, kept, languages
from lobby.domain.appointments import Appointment, code_of
from lobby.domain.day import DayState
from lobby.domain.errors import Gone, NotFound
from lobby.domain.office import Office, Service
from lobby.domain.waiting.outlook import is_known, outlook
from lobby.reports import promises
from lobby.reports.forecast import Learned
from lobby.settings import Settings
from lobby.speech import engines
from lobby.speech.kept import Kept
from lobby.speech.maker import Maker
from lobby.speech.voice import Voice
from lobby.store import appointments, arrivals, counts, learned, reading
from lobby.store.arrivals import Usual
from lobby.store.database import Announcement, Database
from lobby.store.devices import Device, devices
from lobby.store.printers import Printer, printers
from lobby.web.manners import Manners
from lobby.web.screen import Topic
from lobby.web.work import Work

P = ParamSpec("P")
R = TypeVar("R")
Render = Callable[[str, str, JSON], str]  # template, language, board → fragment
GLANCE_S = 0.05  # of real time: boards pushed in this time are of one reading, unless news comes


class Runtime:
    """What routes and sockets work with. One a process. `desks_in_sight`: whose desks browsers show, (office id, staff id)."""

    def __init__(self, settings: Settings, db: Database, work: Work, topics: Iterable[Topic], render: Render) -> None:
        self.settings, self.db, self.work = settings, db, work
        self.clock: Clock = db.clock
        self.manners = Manners()
        self.voice, self.caller = engines.voice(*_voice_of(settings, "speech")), _caller(settings)
        self.topics = {topic.kind: topic for topic in topics}
        self.listeners: list[Callable[[Announcement], None]] = [self._wake_printers]
        self.desks_in_sight: Callable[[], set[tuple[int, int]]] = set
        self.note_screens: Callable[[], None] = lambda: None
        self.hang_up_on_revoked: Callable[[], None] = lambda: None
        self.is_ending = self.is_cut_off = False  # no new connections come; the database is away
        self._render = render
        self._news = 0
        self._heard: dict[int, tuple[date, int]] = {}  # office id → the last line heard of
        self._glanced: dict[int, tuple[float, tuple[Office, DayState]]] = {}
        self._drawn: dict[int, tuple[date, dict[str, int]]] = {}
        self._kept: dict[int, tuple[date, kept.Kept | None]] = {}
        self.learned: dict[int, tuple[date, Office, Learned]] = {}  # office id → what its days before a date tell
        self._usual: dict[int, tuple[date, Usual | None]] = {}
        self._paper: defaultdict[int, Event] = defaultdict(Event)
        self.spread: Callable[[Announcement], None] = self.hear
        db.announce = lambda announcement: work.tell(lambda: self.spread(announcement))

    def do(self, command: Callable[Concatenate[Database, P], R], *args: P.args, **named: P.kwargs) -> R:
        """Run a command where writes run; its errors come through."""
        return self.work.write(command, self.db, *args, **named)

    def day(self, office_id: int, on: date | None = None) -> tuple[Office, DayState]:
        """The office and its present day, or that of another date, from one snapshot."""
        known = self.db.days.get(office_id)  # before the snapshot, which is then as new at least
        with self.db.snapshot() as session:
            office = reading.office(self.db, session, office_id)
            today = on or calendar.local_date(office, self.clock.now())
            day = learned.followed(self.db, session, office, today, reading.revision(session, office_id, today), known)
        if on is None:
            self.db.days[office_id] = day
        return office, day

    def day_after(self, office_id: int) -> tuple[Office, DayState]:
        """The office and its day as this process's last command on it left them, or newer: mostly without reading anything."""
        known, reached = self.db.days.get(office_id), self.db.reached.get(office_id)
        if known is None or reached is None or (known.date, known.revision) < reached:
            return self.day(office_id)
        return self.db.offices[office_id][1], known

    def view(
        self, office_id: int, key: str, language: str, inside: bool = False, on: date | None = None, is_pushed: bool = False
    ) -> View:
        """The office's day, or that of another date, at this instant, for a board's builder.

        With staff's notes where it is seen from inside. `is_pushed`: as of the last news heard, after which the next push follows.
        """
        office, day = self.glance(office_id) if is_pushed else self.day(office_id, on)
        view = self._view(office, day, key, language)
        if not is_known(office, day, view.as_of):
            self.work.compute(outlook, office, day, view.as_of)  # once a half minute and revision; the loop goes on meanwhile
        return replace(view, is_inside=True, notes=self._notes(day)) if inside else view

    def view_after(self, office_id: int, key: str, language: str) -> View:
        """As `view`, of the day as this process's last command on it left it. Nobody has made its ranges yet."""
        return self._view(*self.day_after(office_id), key, language)

    def _view(self, office: Office, day: DayState, key: str, language: str) -> View:
        now = self.clock.now()
        as_of = now.replace(microsecond=now.microsecond // 1000 * 1000)  # to the millisecond, as it is told
        told = self.promises_kept(office, day.date)
        return View(office, day, as_of, key, language, speed=self.clock.speed, voices=self.caller.languages, kept=told)

    def board(
        self,
        kind: str,
        office_id: int,
        key: str,
        language: str,
        inside: bool = False,
        topic: str | None = None,
        is_pushed: bool = False,
        is_known: Callable[[JSON], bool] = lambda _: False,
    ) -> JSON:
        """A topic's whole state, with its fragment in `html`. Raises NotFound for what is not there.

        The fragment costs most of it: of a board that `is_known` there is none.
        """
        known = self.topics[kind]
        view = self.view(office_id, key, language, inside, is_pushed=is_pushed)
        if known.shows_house:
            booked = tuple(self.appointments(view.office, view.day.date)) if view.day.appointments else ()
            view = replace(view, printers=self.printers(office_id), appointments=booked)
        if known.shows_devices:
            view = replace(view, devices=self.devices(office_id))
        if known.shows_usual:
            view = replace(view, usual=self.usual(view.office, view.day.date))
        name = topic or "/".join(part for part in (view.office.slug, kind, known.has_key and key) if part)
        board = {"topic": name} | known.board(view)
        if is_known(board):
            return board
        shown = board | {"scene": known.scene(view)} if known.scene else board
        return board | {"html": self._render(known.template, language, shown) if known.template else ""}

    def printers(self, office_id: int) -> tuple[Printer, ...]:
        with self.db.snapshot() as session:
            return printers(session, office_id, self.clock.now(), self.clock.speed)

    def devices(self, office_id: int) -> tuple[Device, ...]:
        with self.db.snapshot() as session:
            return devices(session, office_id, self.clock.now(), self.clock.speed)

    def glance(self, office_id: int) -> tuple[Office, DayState]:
        """The office and its day, up to all news heard: read once for all who ask in a moment. News and time make it look again."""
        known = self._glanced.get(office_id)
        if known is None or known[0] < monotonic():
            news = self._news
            known = (monotonic() + GLANCE_S, self.day(office_id))
            if news == self._news:  # none came while it was read
                self._glanced[office_id] = known
        return known[1]

    def _notes(self, day: DayState) -> dict[int, list[str]]:
        with self.db.snapshot() as session:
            return reading.notes(session, day)

    def hear(self, announcement: Announcement) -> None:
        """Pass on what was committed, here or by another worker."""
        self._news += 1
        told = (announcement.date, announcement.revision)
        self._heard[announcement.office_id] = max(told, self._heard.get(announcement.office_id, told))
        self._glanced.pop(announcement.office_id, None)
        for listener in self.listeners:
            listener(announcement)

    def missed(self) -> list[Announcement]:
        """What others committed and nobody told: of each office whose day has lines that this process has not heard of."""
        found = []
        with self.db.snapshot() as session:
            for office_id, on, revision in reading.revisions(session, self.clock.now().date() - timedelta(days=1)):
                heard_on, heard = self._heard.get(office_id, (date.min, 0))
                if (on, revision) > (heard_on, heard):
                    touched = reading.touched(session, office_id, on, heard if on == heard_on else 0)
                    found.append(Announcement(office_id, on, revision, touched, frozenset(self._paper)))
        return found

    def offices(self) -> dict[str, int]:
        """Slug → id."""
        with self.db.snapshot() as session:
            return reading.office_slugs(session)

    def office(self, office_id: int) -> Office:
        with self.db.snapshot() as session:
            return reading.office(self.db, session, office_id)

    def languages(self, office: Office) -> tuple[str, ...]:
        """The office's languages in the order in which to offer them: the same from midnight to midnight."""
        if office.order_languages != "used":
            return office.languages
        today = calendar.local_date(office, self.clock.now())
        if self._drawn.get(office.id, (None,))[0] != today:
            with self.db.snapshot() as session:
                since, until = today - languages.REMEMBERED, today - timedelta(days=1)
                self._drawn[office.id] = (today, counts.languages(session, office.id, since, until))
        return languages.most_used_first(office.languages, self._drawn[office.id][1])

    def promises_kept(self, office: Office, today: date) -> kept.Kept | None:
        """How promises held on the last day before this one that may be told of: looked up once a day, where a display tells it."""
        if not any(display.tells_promises for display in office.displays.values()):
            return None
        if self._kept.get(office.id, (None,))[0] != today:
            self._kept[office.id] = (today, self.work.compute(self._last_day, office, today))
        return self._kept[office.id][1]

    def usual(self, office: Office, today: date) -> Usual | None:
        """How such a day usually is: looked up once a day."""
        if self._usual.get(office.id, (None,))[0] != today:
            self._usual[office.id] = (today, self.work.compute(self._usual_day, office, today))
        return self._usual[office.id][1]

    def ticket_id(self, token: str) -> tuple[int, int]:
        """The (office id, ticket id) that a token of today opens. Raises NotFound, and Gone after the day."""
        with self.db.snapshot() as session:
            found = reading.by_token(session, token)
        if found is None:
            raise NotFound()
        office, _ = self.glance(found.office_id)
        if found.date != calendar.local_date(office, self.clock.now()):
            raise Gone()
        return found.office_id, found.ticket_id

    def appointments(self, office: Office, on: date) -> list[Appointment]:
        """The appointments of a date, cancelled ones included."""
        with self.db.snapshot() as session:
            return appointments.of_day(session, office, on)

    def booked_service(self, office: Office, code: str) -> Service | None:
        """The service that the appointment of a code is for; None where there is no such appointment."""
        with self.db.snapshot() as session:
            row = appointments.row_of(session, office.id, code_of(code))
            return office.services.get(row.service_id) if row else None

    def token(self, ticket_id: int) -> str | None:
        with self.db.snapshot() as session:
            return reading.token(session, ticket_id)

    def public_url(self, office: Office) -> str | None:
        """What QR codes point to; None: print none. The demo stands in with its own address."""
        if self.settings.public_url or not office.is_demo:
            return self.settings.public_url
        return f"http://{self.settings.bind}"

    def paper(self, printer_id: int) -> Event:
        """Set when there may be a slip for this printer."""
        return self._paper[printer_id]

    def wake_printers(self) -> None:
        """Let every printer's agent look again."""
        for bell in self._paper.values():
            bell.set()

    def _last_day(self, office: Office, today: date) -> kept.Kept | None:
        with self.db.snapshot() as session:
            return promises.last_day(session, office, today)

    def _usual_day(self, office: Office, today: date) -> Usual | None:
        with self.db.snapshot() as session:
            return arrivals.usual(session, office, today)

    def _wake_printers(self, announcement: Announcement) -> None:
        for printer_id in announcement.printer_ids:
            self.paper(printer_id).set()


def _voice_of(settings: Settings, folder: str) -> tuple[str, Path | None, Path, int]:
    """What `engines.voice` asks for. Kiosks and displays have a folder of clips each, so that they drive out none of each other."""
    return settings.speech, settings.speech_dir, settings.data_dir / folder, settings.speech_cache_mb * 1024 * 1024


def _caller(settings: Settings) -> Voice:
    about = _voice_of(settings, "calls")
    voice = engines.voice(*about)
    return Maker(voice, *about) if isinstance(voice, Kept) else voice


def here() -> Runtime:
    """The runtime of the app that handles this request."""
    return cast(Runtime, current_app.extensions["lobby"])


def extend(app: Any, runtime: Runtime) -> None:
    app.extensions["lobby"] = runtime
