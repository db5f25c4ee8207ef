"""A display: who is called where, newest first, and who waits for what. What only its screen shows is `hall.scene`."""

import json
from collections import Counter as Tally
from zlib import crc32

from lobby.boards import announcing, hall
from lobby.boards.view import JSON, View, call, frame, head, spoken, wait_of
from lobby.domain.day import Ticket
from lobby.domain.lifecycle import State
from lobby.domain.waiting.outlook import outlook

MOST_CALLS = 8
LARGEST = 3800  # bytes of data; the topic is added to them. Room for eight calls: a board that was skipped loses none
LONGEST = 80  # letters of a text in the data; the screen itself has it whole


def board(view: View) -> JSON:
    """The Board of the contract. Calls are those not missed or withdrawn since; waiting lists services with somebody waiting.

    Of the calls as many as the bound of the data lets in, eight at most. `scene` changes whenever the screen would look
    otherwise. Raises NotFound for an unknown display.
    """
    display = hall.display_of(view)
    window = display.window if display.part > 1 else slice(0, MOST_CALLS)
    found = (
        head(view)
        | frame(view)
        | {
            "display": view.key,
            "calls": [_call(view, ticket) for ticket in hall.calls(view)[window]][:MOST_CALLS],
            "waiting": waiting(view),
            "notice": _notice(view),
            "promises": hall.promises(view),
            "scene": _digest(hall.scene(view)),
            "announce": announcing.open_calls(view, hall.calls(view)) if display.announces else [],
            "sound": announcing.sound(view),
        }
    )
    while found["calls"][1:] and _size(found) > LARGEST:
        found["calls"].pop()
    return found


def scene(view: View) -> JSON:
    """What the screen shows besides."""
    told = {each["service"]: each for each in waiting(view)}
    services = [view.office.service(slug) for slug in told]
    named = [
        told[each.slug] | {"name": view.text(each.name), "letter": each.letter, "icon": each.icon} for each in services if each
    ]
    return hall.scene(view) | {"waiting": named}


def waiting(view: View) -> list[JSON]:
    """The services of this display with somebody waiting. `wait`: None where it is unknown."""
    tally = Tally(ticket.service_id for ticket in view.day.having(State.WAITING))
    shown = hall.services(view)
    waits = outlook(view.office, view.day, view.as_of).services
    return [
        {"service": service.slug, "waiting": tally[service.id], "wait": wait_of(waits[service.id])}
        for service in view.office.services.values()
        if tally[service.id] and service.id in shown
    ]


def _call(view: View, ticket: Ticket) -> JSON:
    found = call(view, ticket) or {}
    about = {"line": ticket.call_line, "number": ticket.number, "spoken": spoken(ticket), "language": ticket.language}
    texts = {name: found[name][:LONGEST] for name in ("counter_name", "hint")}
    return found | about | texts | {"state": ticket.state.value}


def _notice(view: View) -> str | None:
    newest = next(iter(hall.notices(view)), None)
    return str(view.text(newest.texts))[:LONGEST] if newest else None


def _size(found: JSON) -> int:
    """In bytes, as it goes over the wire."""
    return len(json.dumps(found, separators=(",", ":")))


def _digest(shown: JSON) -> str:
    return f"{crc32(json.dumps(shown, sort_keys=True).encode()):08x}"
