"""The counters as the desk's pages tell of them."""

from collections.abc import Iterable

from lobby.boards.view import JSON, View, counter_hint, counter_name
from lobby.domain import turn
from lobby.domain.errors import NothingInCommon
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office
from lobby.store import reading
from lobby.web.access import staff_id
from lobby.web.runtime import here
from lobby.web.seat import own_counter


def at_all(view: View) -> list[JSON]:
    """All counters, each with what it serves and how many wait for it."""
    return [counter_told(view, counter) for counter in view.office.counters.values()]


def chosen_services(office: Office, counter: Counter | None, chosen: Iterable[str]) -> tuple[str, ...] | None:
    """Those chosen that the counter has, as slugs; None for all that it has. Raises NothingInCommon."""
    wanted = set(chosen)
    if counter is None or not wanted:
        return None
    found = tuple(s.slug for s in office.services.values() if s.id in counter.service_ids and s.slug in wanted)
    if not found:
        raise NothingInCommon()
    return found


def freed(view: View) -> JSON | None:
    """The counter that was freed because the browser of whoever asks was lost; None where she left it herself."""
    with here().db.snapshot() as session:
        counter_id, by = reading.last_left(session, view.office.id, view.day.date, staff_id()) or (0, "")
    counter = view.office.counters.get(counter_id)
    if counter is None or by != "clock" or own_counter(view.office, view.day):
        return None
    return {"name": counter_name(view, counter), "minutes": int(view.office.policy.desk_lost.total_seconds() // 60)}


def counter_told(view: View, counter: Counter) -> JSON:
    seat = view.day.seats.get(counter.id)
    here_now = [ticket.number for ticket in view.day.having(State.SERVING) if ticket.counter_id == counter.id]
    served = [service for service in view.office.services.values() if service.id in counter.service_ids]
    return {
        "slug": counter.slug,
        "name": counter_name(view, counter),
        "hint": counter_hint(view, counter),
        "services": [{"letter": service.letter, "name": view.text(service.name)} for service in served],
        "waiting": len(turn.queue(view.office, view.day, counter, view.as_of)),
        "left_behind": here_now[0] if here_now and seat is None else None,
        "is_taken": seat is not None,
        "is_mine": seat is not None and seat.staff_id == staff_id(),
    }
