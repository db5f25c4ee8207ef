"""The front desk: the whole house at a glance. Who waits, how busy it is, what rests, whose paper did not come."""

from collections import Counter as Tally
from datetime import datetime, timedelta

from lobby.boards import desk, kiosk, why
from lobby.boards.appointments import today
from lobby.boards.ticket import public
from lobby.boards.view import JSON, View, call, clock_time, frame, head, iso, service_name, service_of, wait_of
from lobby.domain import load, turn
from lobby.domain.day import Ticket
from lobby.domain.errors import N_, NotFound
from lobby.domain.lifecycle import NEXT, OVER, State, Verb
from lobby.domain.load import Load
from lobby.domain.office import PAUSE_REASONS, Service
from lobby.domain.turn import Pick
from lobby.domain.waiting.outlook import outlook
from lobby.store.printers import Printer
from lobby.store.tables.devices import PrinterState

MOST_WAITING, MOST_PARKED, MOST_MISSED, MOST_UNPRINTED, MOST_APPOINTMENTS = 30, 5, 5, 5, 8
USUAL: tuple[tuple[str, object], ...] = (("needs", []), ("party_size", 1))
HELD = (State.CALLED, State.SERVING, State.PARKED)
PRINTER_STATES = {
    "online": N_("bereit"),
    "offline": N_("nicht verbunden"),
    "paper-low": N_("Papier wird knapp"),
    "paper-out": N_("Papier ist leer"),
    "cover-open": N_("Deckel ist offen"),
    "error": N_("Störung"),
    "unknown": N_("keine Meldung"),
}
"""What a printer says of itself, in words."""


def board(view: View) -> JSON:
    """The front desk's board. `settled` stands with each service; `load` is a traffic light for the house and each group."""
    everybody = turn.everybody(view.office, view.day, view.as_of)
    waiting = Tally(pick.ticket.service_id for pick in everybody)
    missed = [ticket for ticket in view.day.having(State.MISSED) if _grace_s(view, ticket) > 0]
    return (
        head(view)
        | frame(view)
        | {
            "services": {each.slug: _service(view, each, waiting[each.id]) for each in view.office.services.values()},
            "reasons": {code: view.words.gettext(reason) for code, reason in PAUSE_REASONS.items()},
            "load": _load(load.house(view.office, view.day, view.as_of)),
            "groups": [_group(view, each) for each in load.by_group(view.office, view.day, view.as_of)],
            "waiting": [_in_line(view, pick) for pick in everybody[:MOST_WAITING]],
            "counts": desk.counts(view, len(everybody)) | {"settled": sum(view.day.settled.values())},
            "counters": [each for each in _counters(view) if each["state"] != "closed"],
            "parked": [_brief(view, ticket) for ticket in view.day.having(State.PARKED)][:MOST_PARKED],
            "missed": [_brief(view, ticket) for ticket in missed][-MOST_MISSED:],
            "unprinted": [_brief(view, each) | {"slip": each.slip.value} for each in desk.unprinted(view)][-MOST_UNPRINTED:],
            "printers": [_printer(view, each) for each in view.printers],
            "panics": desk.panics(view),
            "appointments": appointments(view),
        }
    )


def scene(view: View) -> JSON:
    """What its page shows besides: how long those in line have still to wait, by the ticket's id."""
    return {"waits": {id_: wait_of(wait) for id_, wait in outlook(view.office, view.day, view.as_of).tickets.items()}}


def ticket(view: View) -> JSON:
    """One ticket, whose id is the view's key, as staff see it, and what the front desk can do with it. Raises NotFound."""
    found = view.day.tickets.get(int(view.key))
    if found is None:
        raise NotFound()
    return desk.shown(view, found) | {
        "service_name": service_name(view, found),
        **{name: public(view, found)[name] for name in ("ahead", "wait")},
        "call": call(view, found) if found.state in HELD else None,
        "notes": list(view.notes.get(found.id, [])),
        "can": _can(view, found),
    }


def _can(view: View, ticket: Ticket) -> list[str]:
    """What of a ticket the front desk can change now: who is at a counter belongs to that counter."""
    if ticket.state in OVER:
        return []
    if ticket.state in HELD:
        return ["slip"]
    verbs = [verb.value for verb in (Verb.REINSTATE, Verb.TRANSFER, Verb.WITHDRAW) if verb in NEXT[ticket.state]]
    is_late = ticket.state is State.MISSED and _grace_s(view, ticket) <= 0
    return ["slip", "note", *(verb for verb in verbs if verb != Verb.REINSTATE or not is_late)]


def appointments(view: View) -> list[JSON]:
    """Booked appointments to check in, each as `{code, time, service, state, number}`: those to come before those that came."""
    found = [_booked(view, each) for each in today(view, view.appointments)]
    return sorted(found, key=lambda each: each["number"] is not None)[:MOST_APPOINTMENTS]


def _booked(view: View, told: JSON) -> JSON:
    time = clock_time(view, datetime.fromisoformat(told["at"]))
    return {"time": time} | {name: told[name] for name in ("code", "service", "state", "number")}


def _counters(view: View) -> list[JSON]:
    return [desk.colleague(view, counter) for counter in view.office.counters.values()]


def _service(view: View, service: Service, waiting: int) -> JSON:
    return {
        "letter": service.letter,
        "name": view.text(service.name),
        "waiting": waiting,
        "settled": view.day.settled.get(service.id, 0),
        "state": kiosk.state(view, service),
        "reason": service.pause_reason if service.paused else None,
    }


def _in_line(view: View, pick: Pick) -> JSON:
    """Somebody waiting, shorter than at a desk: `why` leaves out the needs, and what is usual is not said."""
    reasons = [reason for reason in pick.reasons if not reason.startswith("needs:")]
    told = desk.in_line(view, pick) | {"why": why.words(view, reasons)}
    return {name: value for name, value in told.items() if (name, value) not in USUAL}


def _load(found: Load) -> JSON:
    minutes = found.longest // timedelta(minutes=1)
    return {"light": found.light.value, "waiting": found.waiting, "counters": found.counters, "longest_minutes": minutes}


def _group(view: View, found: Load) -> JSON:
    return {"letters": [each.letter for each in view.office.services.values() if each.id in found.service_ids]} | _load(found)


def _brief(view: View, ticket: Ticket) -> JSON:
    service = service_of(view, ticket)
    return {"id": ticket.id, "number": ticket.number, "service": service.slug if service else None}


def _grace_s(view: View, ticket: Ticket) -> float:
    """For how many seconds more a missed ticket can be reinstated."""
    return (ticket.since + view.office.policy.grace - view.as_of).total_seconds() if ticket.since else 0


def _printer(view: View, printer: Printer) -> JSON:
    """What a printer says of itself, and since when it is known; one that has been silent for long is not known."""
    state = PrinterState.UNKNOWN if printer.is_silent else printer.said
    return {
        "id": printer.id,
        "name": printer.name,
        "state": state.value,
        "reported_at": iso(printer.said_at),
        "time": clock_time(view, printer.said_at) if printer.said_at else None,
        "is_down": printer.is_down,
        "is_low": printer.is_low,
        "slips_left": printer.slips_left,
        "alarms": printer.is_down and printer.said_at is not None,
        "since": clock_time(view, printer.since) if printer.since else None,
        "replaced_by": printer.replaced_by,
        "loses_slips": printer.loses_slips,
    }
