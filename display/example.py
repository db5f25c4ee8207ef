"""An invented moment for a display's preview: some are called, some are served, some wait."""

from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any

from lobby.boards.view import View
from lobby.commands.displayfile import DisplayPart
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.display import Display
from lobby.domain.kept import LEAST, Kept
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter

MOST_WAITING = 12


def view(real: View, part: DisplayPart) -> View:
    """The office as it is, with this one display as `part` says, and with an invented day."""
    told = part.model_dump()
    display = Display(0, **told | {name: tuple(told[name]) for name in ("services", "counters")})
    office = replace(real.office, displays={part.slug: display}, always_open=True)
    invented = DayState(real.day.date, is_open=True, tickets=_tickets(real), seats=dict.fromkeys(real.office.counters, Seat(0)))
    kept = real.kept or Kept(real.day.date - timedelta(days=1), LEAST, LEAST * 9 // 10)
    return replace(real, office=office, key=part.slug, day=invented, kept=kept)


def _tickets(real: View) -> dict[int, Ticket]:
    counters = [each for each in real.office.counters.values() if each.service_ids]
    languages = cycle(real.office.languages)
    called = [_called(real, n, counter, next(languages), len(counters)) for n, counter in enumerate(counters, 1)]
    services = list(real.office.services.values())
    waiting = [
        Ticket(1000 + n, f"{service.letter}{100 + n}", service.id, next(languages), drawn_at=real.as_of)
        for n, service in zip(range(MOST_WAITING), cycle(services), strict=False)
    ]
    return {ticket.id: ticket for ticket in (*called, *waiting)}


def _called(real: View, n: int, counter: Counter, language: str, last: int) -> Ticket:
    """The last one rings, the others are being served."""
    service = real.office.services[min(counter.service_ids)]
    at = real.as_of - timedelta(minutes=3 * (last - n))
    state = State.CALLED if n == last else State.SERVING
    call: dict[str, Any] = {"counter_id": counter.id, "call_id": n, "call_line": n, "call_count": 1, "called_at": at}
    return Ticket(n, f"{service.letter}{n:03d}", service.id, language, state=state, since=at, **call)
