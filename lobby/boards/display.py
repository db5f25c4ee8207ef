"""The hall's display: who is called where, newest first, and who waits for what."""

from collections import Counter as Tally
from dataclasses import replace

from lobby.boards import announcing
from lobby.boards.view import JSON, View, call, frame, head, spoken, wait_of
from lobby.domain.day import Ticket
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import State
from lobby.domain.waiting.outlook import outlook

MOST_CALLS = 8
SHOWN = (State.CALLED, State.SERVING, State.FINISHED)


def board(view: View) -> JSON:
    """The Board of the contract. Calls are those not missed or withdrawn since; waiting lists services with somebody waiting.

    Raises NotFound for an unknown display.
    """
    if view.key not in view.office.displays:
        raise NotFound()
    is_calm = view.day.evacuation is None  # else nobody is called
    called = [ticket for ticket in view.day.having(*SHOWN) if ticket.call_line is not None and is_calm]
    newest = _newest(called)
    return (
        head(view)
        | frame(view)
        | {
            "display": view.key,
            "languages": list(view.office.languages),
            "calls": [_call(view, ticket) for ticket in newest],
            "waiting": _waiting(view),
            "notice": None,
            "announce": announcing.open_calls(view, called),
            "sound": announcing.sound(view),
        }
    )


def _newest(called: list[Ticket]) -> list[Ticket]:
    """The newest calls; however many there are, none is left out that is open: it has still to be announced."""
    ordered = sorted(called, key=lambda ticket: -(ticket.call_line or 0))
    return [ticket for at, ticket in enumerate(ordered) if at < MOST_CALLS or ticket.state is State.CALLED]


def _call(view: View, ticket: Ticket) -> JSON:
    about = {"line": ticket.call_line, "number": ticket.number, "spoken": spoken(ticket), "language": ticket.language}
    told = {"state": ticket.state.value, "own": _own(view, ticket)}
    return (call(view, ticket) or {}) | about | told


def _own(view: View, ticket: Ticket) -> JSON | None:
    """Where to go in the visitor's language, if that is another than the board's."""
    if ticket.language == view.language:
        return None
    told = call(replace(view, language=ticket.language), ticket) or {}
    return {name: told[name] for name in ("counter_name", "hint")}


def _waiting(view: View) -> list[JSON]:
    waiting = Tally(ticket.service_id for ticket in view.day.having(State.WAITING))
    waits = outlook(view.office, view.day, view.as_of).services
    return [
        {
            "service": service.slug,
            "name": view.text(service.name),
            "letter": service.letter,
            "icon": service.icon,
            "waiting": waiting[service.id],
            "wait": wait_of(waits[service.id]),
        }
        for service in view.office.services.values()
        if waiting[service.id]
    ]
