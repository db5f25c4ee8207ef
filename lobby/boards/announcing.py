"""How a call is announced: the sentences that are spoken, where their clips are, and how loud the hall is now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lobby.boards.view import JSON, View, counter_name, iso
from lobby.domain import calendar, numbers
from lobby.domain.day import Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter
from lobby.i18n import texts
from lobby.speech.voice import NORMAL, RATES

AHEAD = 12  # of those who wait, so many have their clips made before they are called


@dataclass(frozen=True, slots=True)
class Sentence:
    """A call as one language says it."""

    text: str
    language: str
    rate: float


def open_calls(view: View, called: Iterable[Ticket]) -> list[JSON]:
    """The calls of a display that have still to be answered, oldest first: whatever else a board leaves out, it names these.

    `clips`: where what is spoken is had, below `/display/clips/`, in the order in which it is played; none where nothing has a
    voice.
    """
    ringing = sorted((each for each in called if each.state is State.CALLED), key=lambda each: each.call_line or 0)
    return [
        {"line": each.call_line, "number": each.number, "called_at": iso(each.called_at), "clips": _clips(view, each)}
        for each in ringing
    ]


def sentence(view: View, language: str, counter: Counter, number: str) -> Sentence:
    """ "A 12, Zimmer 104"."""
    named = counter_name(replace(view, language=language), counter)
    text = texts(language).gettext("{number}, {counter}", number=numbers.spoken(number), counter=numbers.in_speech(named))
    return Sentence(text, language, RATES.get(language, NORMAL) * view.office.announcements.speed)


def ahead(view: View) -> list[Sentence]:
    """What will be said soon: of those who have waited longest, for each counter that may call them now."""
    waiting = sorted(view.day.having(State.WAITING), key=lambda ticket: ticket.id)[:AHEAD]
    staffed = [counter for counter in view.office.counters.values() if counter.id in view.day.seats]
    return [
        sentence(view, code, counter, ticket.number)
        for ticket in waiting
        for counter in staffed
        if ticket.service_id in counter.service_ids
        for code in _languages(view, ticket)
    ]


def sound(view: View) -> JSON:
    """How the hall sounds at this instant."""
    now = view.office.announcements.sound(calendar.local(view.office, view.as_of).time())
    return {"volume": now.volume, "quiet": now.is_quiet, "chime": now.chimes, "clear": now.is_clear}


def _languages(view: View, ticket: Ticket) -> tuple[str, ...]:
    return view.office.announcements.languages(ticket.language, view.voices)


def _clips(view: View, ticket: Ticket) -> list[str]:
    counter = view.office.counters.get(ticket.counter_id or 0)
    return [f"{code}/{counter.slug}/{ticket.number}" for code in _languages(view, ticket)] if counter else []
