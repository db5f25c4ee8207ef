"""A desk: who is here, who comes next and why, who stepped aside or did not come, what colleagues do."""

from collections import Counter as Tally
from datetime import datetime, timedelta

from lobby.boards import why
from lobby.boards.view import JSON, View, counter_hint, counter_name, frame, head, iso, service_of, wait_of
from lobby.domain import turn
from lobby.domain.day import Seat, Ticket
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import UNDO_WITHIN, SlipState, State
from lobby.domain.office import Counter
from lobby.domain.turn import Pick
from lobby.domain.waiting.outlook import outlook
from lobby.i18n import GERMAN, SIMPLE_GERMAN

MOST_WAITING, MOST_MISSED, MOST_UNPRINTED, MOST_DONE, MOST_PARKED = 30, 10, 10, 5, 10
PATIENCE = timedelta(seconds=10)  # a slip that is not on paper by then is shown to staff


def board(view: View) -> JSON:
    """The board of the counter that is the view's key. Raises NotFound."""
    counter = view.office.counter(view.key)
    if counter is None:
        raise NotFound()
    seat = view.day.seats.get(counter.id)
    queue = turn.queue(view.office, view.day, counter, view.as_of)
    held = {state: _held(view, counter, state) for state in (State.CALLED, State.SERVING, State.PARKED)}
    here = held[State.CALLED] + held[State.SERVING]
    missed = [ticket for ticket in view.day.having(State.MISSED) if ticket.service_id in counter.service_ids]
    return (
        head(view)
        | frame(view)
        | {
            "counter": {"slug": counter.slug, "name": counter_name(view, counter), "hint": counter_hint(view, counter)},
            "services": {service.slug: view.text(service.name) for service in view.office.services.values()},
            "outcomes": {slug: view.text(name) for slug, name in view.office.policy.outcomes.items()},
            "signed_on": seat is not None,
            "languages": list(seat.languages) if seat else [],
            "break_since": iso(seat.break_since) if seat else None,
            "current": current(view, here[0]) if here else None,
            "waiting": [in_line(view, pick) for pick in queue[:MOST_WAITING]],
            "unspoken": unspoken(view),
            "counts": counts(view, len(queue)),
            "parked": [_parked(view, ticket) for ticket in held[State.PARKED][:MOST_PARKED]],
            "missed": [_brief(view, ticket) | {"until": iso(_grace_ends(view, ticket))} for ticket in missed][-MOST_MISSED:],
            "done": _done(view, counter),
            "undo": _undo(view, counter),
            "unprinted": [_brief(view, t) | {"slip": t.slip.value} for t in unprinted(view)][-MOST_UNPRINTED:],
            "colleagues": [colleague(view, each) for each in view.office.counters.values() if each.id != counter.id],
            "panics": panics(view),
        }
    )


def entry(view: View, pick: Pick) -> JSON:
    """A waiting ticket in a list of the staff's, why it stands there, and how long it has still to wait."""
    wait = wait_of(outlook(view.office, view.day, view.as_of).tickets.get(pick.ticket.id))
    return shown(view, pick.ticket) | {"why": why.words(view, pick.reasons), "wait": wait} | _sent_to(view, pick.ticket)


def shown(view: View, ticket: Ticket) -> JSON:
    """A ticket in a list of the staff's; `why` is why it was called, where it was."""
    about = {"state": ticket.state.value, "drawn_at": iso(ticket.drawn_at), "slip": ticket.slip.value}
    return _person(view, ticket) | about | {"why": why.words(view, ticket.why)}


def in_line(view: View, pick: Pick) -> JSON:
    """Somebody waiting, as short as a board of thirty needs it."""
    return _person(view, pick.ticket) | {"why": why.words(view, pick.reasons)} | _sent_to(view, pick.ticket)


def unspoken(view: View) -> list[str]:
    """Languages of living tickets that nobody signed on speaks: here an interpreter may be wanted."""
    spoken = {GERMAN, SIMPLE_GERMAN}.union(*(seat.languages for seat in view.day.seats.values()))
    living = view.day.having(State.WAITING, State.CALLED, State.SERVING, State.PARKED)
    return sorted({ticket.language for ticket in living} - spoken)


def counts(view: View, waiting_here: int) -> dict[str, int]:
    """How many there are in the house, by state; `waiting` are those of this desk, `others` the rest of the waiting."""
    states = Tally(ticket.state for ticket in view.day.tickets.values())
    told = {state.value: states[state] for state in (State.CALLED, State.SERVING, State.PARKED, State.MISSED, State.FINISHED)}
    return told | {"waiting": waiting_here, "others": states[State.WAITING] - waiting_here}


def current(view: View, ticket: Ticket) -> JSON:
    """Who is called or served at a counter, with waiting, walking and service time apart (seconds before `since`)."""
    back = view.office.counters.get(ticket.return_to or 0)
    policy = view.office.policy
    return shown(view, ticket) | {
        "called_at": iso(ticket.called_at),
        "started_at": iso(ticket.started_at),
        "since": iso(ticket.since),
        "waited_s": ticket.waited_s,
        "walked_s": ticket.walked_s,
        "served_s": ticket.served_s,
        "count": ticket.call_count,
        "is_last_call": ticket.call_count >= policy.most_calls,
        "repeat_from": iso(ticket.called_at + policy.repeat_gap) if ticket.called_at else None,
        "call_line": ticket.call_line,
        "return_to": counter_name(view, back) if back else None,
        "notes": list(view.notes.get(ticket.id, [])),
    }


def colleague(view: View, counter: Counter) -> JSON:
    """What goes on at a counter: closed, break, free, called or serving, and with which number."""
    seat = view.day.seats.get(counter.id)
    here = _held(view, counter, State.SERVING) or _held(view, counter, State.CALLED)
    return {
        "slug": counter.slug,
        "name": counter_name(view, counter),
        "state": _doing(seat, here),
        "number": here[0].number if here else None,
    }


def panics(view: View) -> list[JSON]:
    """Calls for help, and who is coming."""
    return [
        {
            "counter": counter.slug,
            "name": counter_name(view, counter),
            "hint": counter_hint(view, counter),
            "since": iso(panic.since),
            "coming": [_helper(view, id_) for id_ in panic.coming],
        }
        for counter_id, panic in view.day.panics.items()
        if (counter := view.office.counters.get(counter_id))
    ]


def unprinted(view: View) -> list[Ticket]:
    """Tickets in life whose paper did not come, or is late."""
    alive = view.day.having(State.WAITING, State.CALLED)
    return [ticket for ticket in alive if ticket.slip in (SlipState.FAILED, SlipState.UNCONFIRMED) or _is_late(view, ticket)]


def _doing(seat: Seat | None, here: list[Ticket]) -> str:
    if here:
        return here[0].state.value
    if seat is None:
        return "closed"
    return "break" if seat.break_since else "free"


def _helper(view: View, counter_id: int) -> str:
    counter = view.office.counters.get(counter_id)
    return counter_name(view, counter) if counter else view.words.gettext("Servicepunkt")


def _held(view: View, counter: Counter, state: State) -> list[Ticket]:
    return [ticket for ticket in view.day.having(state) if ticket.counter_id == counter.id]


def _person(view: View, ticket: Ticket) -> JSON:
    service = service_of(view, ticket)
    return {
        "id": ticket.id,
        "number": ticket.number,
        "service": service.slug if service else None,
        "language": ticket.language,
        "needs": list(ticket.needs),
        "party_size": ticket.party_size,
    }


def _sent_to(view: View, ticket: Ticket) -> JSON:
    counter = view.office.counters.get(ticket.sent_to or 0)
    return {"sent_to": counter_name(view, counter)} if counter else {}


def _brief(view: View, ticket: Ticket) -> JSON:
    service = service_of(view, ticket)
    return {"id": ticket.id, "number": ticket.number, "service": service.slug if service else None}


def _parked(view: View, ticket: Ticket) -> JSON:
    is_due = ticket.remind_at is not None and ticket.remind_at <= view.as_of
    about = {"language": ticket.language, "since": iso(ticket.since), "remind_at": iso(ticket.remind_at), "is_due": is_due}
    return _brief(view, ticket) | about | {"notes": list(view.notes.get(ticket.id, []))}


def _grace_ends(view: View, ticket: Ticket) -> datetime | None:
    return ticket.since + view.office.policy.grace if ticket.since else None


def _done(view: View, counter: Counter) -> list[JSON]:
    """The last ones finished at this counter, the newest first."""
    finished = [ticket for ticket in view.day.having(State.FINISHED) if ticket.counter_id == counter.id and ticket.finished_at]
    newest = sorted(finished, key=lambda ticket: (ticket.finished_at, ticket.id), reverse=True)[:MOST_DONE]
    return [_brief(view, t) | {"served_s": t.served_s, "outcome": t.outcome, "finished_at": iso(t.finished_at)} for t in newest]


def _undo(view: View, counter: Counter) -> JSON | None:
    """The last step of this desk that it can still take back."""
    steps = [ticket for ticket in view.day.tickets.values() if ticket.step and ticket.step[1] == counter.id]
    last = max(steps, key=lambda ticket: str(ticket.step[2]), default=None)
    if last is None:
        return None
    until = datetime.fromisoformat(last.step[2]) + UNDO_WITHIN
    return None if until < view.as_of else {"id": last.id, "number": last.number, "verb": last.step[0], "until": iso(until)}


def _is_late(view: View, ticket: Ticket) -> bool:
    since = ticket.slip_at or ticket.drawn_at  # a copy has its own time
    assert since is not None
    return ticket.slip in (SlipState.QUEUED, SlipState.SENDING) and view.as_of - since > PATIENCE * view.speed
