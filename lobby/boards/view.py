"""What every board is built from, and the words that several boards share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lobby.domain import calendar, numbers
from lobby.domain.appointments import Appointment
from lobby.domain.day import DayState, Ticket
from lobby.domain.errors import N_
from lobby.domain.kept import Kept
from lobby.domain.office import Counter, Office, Service
from lobby.domain.waiting.shown import Wait
from lobby.i18n import Texts, dates, pick, texts
from lobby.store.arrivals import Usual
from lobby.store.devices import Device
from lobby.store.printers import Printer

JSON = dict[str, Any]

KINDS = {
    "room": N_("Zimmer {number}"),
    "service-point": N_("Servicepunkt {number}"),
    "counter": N_("Schalter {number}"),
}


@dataclass(frozen=True)
class View:
    """An office's day at the instant `as_of`, seen by one watcher's eyes.

    `key` is the topic's last part (a display, a counter, a ticket's id); `is_inside` shows what only the house may see;
    `speed` is the clock's: patience is counted in real seconds. `notes`: what staff wrote, ticket id → texts.
    `printers`, `appointments`, `devices`: what they say of themselves, and who is booked today, for topics that show it.
    `voices`: the languages that can be spoken. `kept`: how promises held on the last day that may be told of. `usual`: a usual day.
    """

    office: Office
    day: DayState
    as_of: datetime
    key: str
    language: str
    is_inside: bool = False
    speed: float = 1.0
    notes: Mapping[int, list[str]] = field(default_factory=dict)
    printers: tuple[Printer, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    devices: tuple[Device, ...] = ()
    voices: frozenset[str] = frozenset()
    kept: Kept | None = None
    usual: Usual | None = None

    @property
    def words(self) -> Texts:
        return texts(self.language)

    def text(self, by_language: Any) -> Any:
        """The office's own text in the view's language, or the nearest one it has."""
        return pick(by_language, self.language)

    @property
    def is_open(self) -> bool:
        return calendar.is_open(self.office, self.as_of)


def iso(instant: datetime | None) -> str | None:
    """An instant as ISO 8601 with Z."""
    return None if instant is None else instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock_time(view: View, instant: datetime) -> str:
    """The time of day in the office: "10:15"."""
    return f"{instant.astimezone(ZoneInfo(view.office.time_zone)):%H:%M}"


def day_and_time(view: View, instant: datetime) -> str:
    """Day and time in the office, as the view's language writes them: "Donnerstag, 26. November · 10:15"."""
    return dates.day_and_time(instant.astimezone(ZoneInfo(view.office.time_zone)), view.language)


def head(view: View) -> JSON:
    """What every board begins with. The topic is added by whoever hands the board out."""
    return {
        "office": view.office.slug,
        "office_name": view.text(view.office.name),
        "day": view.day.date.isoformat(),
        "revision": view.day.revision,
        "as_of": iso(view.as_of),
        "demo": view.office.is_demo,
        "evacuation": _evacuation(view),
    }


def _evacuation(view: View) -> JSON | None:
    """Since when everybody leaves the building, and in which languages that is said."""
    since = view.day.evacuation
    return None if since is None else {"since": iso(since), "languages": list(view.office.languages)}


def frame(view: View) -> JSON:
    """Whether something in the office is open, until when, and when the office opens next."""
    opening = calendar.current_opening(view.office, view.as_of)
    return {
        "open": opening is not None,
        "closes_at": iso(opening.end) if opening else None,
        "next_opening": None if opening else iso(calendar.next_opening(view.office, view.as_of)),
    }


def counter_name(view: View, counter: Counter) -> str:
    """What a counter is called: "Zimmer 104"."""
    if counter.name:
        return str(view.text(counter.name))
    return view.words.gettext(KINDS[counter.kind], number=counter.number)


def counter_hint(view: View, counter: Counter) -> str:
    """Where a counter is: "1. Stock"."""
    if counter.hint:
        return str(view.text(counter.hint))
    if counter.floor == 0:
        return view.words.gettext("Erdgeschoss")
    return view.words.gettext("{floor}. Stock", floor=counter.floor)


def service_of(view: View, ticket: Ticket) -> Service | None:
    """The ticket's service; None when it has been retired since."""
    return view.office.services.get(ticket.service_id)


def service_name(view: View, ticket: Ticket) -> str:
    service = service_of(view, ticket)
    return str(view.text(service.name)) if service else ""


def call(view: View, ticket: Ticket) -> JSON | None:
    """The ticket's present call, or its last one; None where it was never called."""
    counter = view.office.counters.get(ticket.counter_id or 0)
    if ticket.call_id is None or counter is None:
        return None
    return {
        "id": ticket.call_id,
        "counter": counter.slug,
        "counter_name": counter_name(view, counter),
        "hint": counter_hint(view, counter),
        "count": ticket.call_count,
        "called_at": iso(ticket.called_at),
    }


def spoken(ticket: Ticket) -> str:
    return numbers.spoken(ticket.number)


def wait_of(found: Wait | None) -> JSON | None:
    """A range as the contract tells it; None is unknown."""
    return None if found is None else {"low_minutes": found.low_minutes, "high_minutes": found.high_minutes}
