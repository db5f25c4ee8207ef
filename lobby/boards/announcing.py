"""How a call is announced: the sentences that are spoken, where their clips are, and how loud the hall is now."""

import hashlib
from dataclasses import dataclass, replace

from lobby.boards.view import JSON, View, counter_name
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


def clips(view: View, ticket: Ticket) -> list[str]:
    """Where the clips of a call are, in the order in which they are played; none where nothing has a voice."""
    counter = view.office.counters.get(ticket.counter_id or 0)
    if counter is None or ticket.state is not State.CALLED:
        return []
    return [_address(view, code, counter, ticket.number) for code in _languages(view, ticket)]


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


def _address(view: View, language: str, counter: Counter, number: str) -> str:
    """The path of a clip. What it says is part of it, so that a browser may keep the clip for as long as it likes."""
    said = sentence(view, language, counter, number)
    mark = hashlib.sha256(f"{said.text}\0{said.rate:.2f}".encode()).hexdigest()[:8]
    return f"/display/clips/{language}/{counter.slug}/{number}?v={mark}"
