"""The counters as the desk's pages tell of them."""

from lobby.boards.view import JSON, View, counter_hint, counter_name
from lobby.domain import turn
from lobby.domain.office import Counter
from lobby.web.access import staff_id


def at_all(view: View) -> list[JSON]:
    """All counters, each with what it serves and how many wait for it."""
    return [counter_told(view, counter) for counter in view.office.counters.values()]


def counter_told(view: View, counter: Counter) -> JSON:
    seat = view.day.seats.get(counter.id)
    served = [service for service in view.office.services.values() if service.id in counter.service_ids]
    return {
        "slug": counter.slug,
        "name": counter_name(view, counter),
        "hint": counter_hint(view, counter),
        "services": [{"letter": service.letter, "name": view.text(service.name)} for service in served],
        "waiting": len(turn.queue(view.office, view.day, counter, view.as_of)),
        "is_taken": seat is not None,
        "is_mine": seat is not None and seat.staff_id == staff_id(),
    }
