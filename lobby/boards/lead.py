"""Now, for the lead: what is wrong, who waits and how long, what goes on at the counters, how the day runs beside a usual one."""

from collections import Counter as Tally
from collections.abc import Sequence
from datetime import datetime, timedelta

from lobby.boards import kiosk
from lobby.boards.view import JSON, View, clock_time, counter_name, frame, head, iso, wait_of
from lobby.domain import alerts, calendar
from lobby.domain.errors import N_
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Service
from lobby.domain.waiting.outlook import outlook
from lobby.store.arrivals import IN_A_DAY, open_quarters, quarter_of

MOST_COUNTERS, MOST_DEVICES, MOST_ALERTS = 60, 60, 20
SAYS = {
    "wait": N_("{about}: Jemand wartet schon sehr lange."),
    "printer": N_("Drucker {about} druckt nicht."),
    "unserved": N_("{about}: Es warten Menschen, und kein Schalter bedient sie."),
    "idle": N_("{about} ist frei, obwohl jemand wartet."),
}
"""Rule → what an alert says."""


def board(view: View) -> JSON:
    """The lead's board: nothing in it is of one person, of the staff or of visitors, and nothing is suppressed."""
    office, day = view.office, view.day
    waiting = Tally(ticket.service_id for ticket in day.having(State.WAITING))
    longest, serving = alerts.longest_waits(office, day, view.as_of), alerts.serving(office, day)
    return (
        head(view)
        | frame(view)
        | {
            "alerts": [_alert(view, *each) for each in sorted(day.alerts.items(), key=lambda each: each[1])][:MOST_ALERTS],
            "waiting": sum(waiting.values()),
            "services": [
                _service(view, each, waiting[each.id], longest.get(each.id), serving[each.id]) for each in office.services.values()
            ],
            "counters": _counters(view),
            "today": _today(view),
            "devices": [
                {"kind": each.kind.value, "name": each.name, "state": _device(view, each.id, each.is_here)} for each in view.devices
            ][:MOST_DEVICES],
        }
    )


def _alert(view: View, name: alerts.Name, since: datetime) -> JSON:
    rule, about = name
    return {
        "rule": rule,
        "about": about,
        "since": iso(since),
        "time": clock_time(view, since),
        "says": view.words.gettext(SAYS[rule], about=_called(view, rule, about)),
    }


def _called(view: View, rule: str, about: str) -> str:
    """What an alert is about, as people call it."""
    if rule == "idle":
        counter = view.office.counter(about)
        return counter_name(view, counter) if counter else about
    service = view.office.service(about) if rule != "printer" else None
    return str(view.text(service.name)) if service else about


def _service(view: View, service: Service, waiting: int, longest: timedelta | None, counters: int) -> JSON:
    return {
        "slug": service.slug,
        "letter": service.letter,
        "name": view.text(service.name),
        "state": kiosk.state(view, service),
        "waiting": waiting,
        "longest_minutes": None if longest is None else longest // timedelta(minutes=1),
        "wait": wait_of(outlook(view.office, view.day, view.as_of).services[service.id]),
        "counters": counters,
    }


def _counters(view: View) -> list[JSON]:
    """Those where somebody is signed on. Their states say nothing of how fast anybody works."""
    idle = {about for rule, about in view.day.alerts if rule == "idle"}
    held = {ticket.counter_id for ticket in view.day.having(State.CALLED, State.SERVING)}
    signed_on = [counter for counter in view.office.counters.values() if counter.id in view.day.seats]
    return [
        {"slug": each.slug, "name": counter_name(view, each), "state": "idle" if each.slug in idle else _doing(view, each, held)}
        for each in signed_on
    ][:MOST_COUNTERS]


def _doing(view: View, counter: Counter, held: set[int | None]) -> str:
    if counter.id in held:
        return "busy"
    return "break" if view.day.seats[counter.id].break_since else "open"


def _device(view: View, device_id: int, is_here: bool) -> str:
    """here, gone, or of a printer down where it does not print, and low where its paper ends soon."""
    printer = next((each for each in view.printers if each.id == device_id), None)
    if printer is None:
        return "here" if is_here else "gone"
    return "down" if printer.is_down and printer.said_at else "gone" if printer.is_down else "low" if printer.is_low else "here"


def _today(view: View) -> JSON:
    """Arrivals by quarter of an hour, from the quarter `first` on; of the usual day as many, empty where none is known."""
    came, usual = [0] * IN_A_DAY, view.usual.quarters if view.usual else ()
    for ticket in view.day.tickets.values():
        if ticket.drawn_at is not None:
            came[quarter_of(calendar.local(view.office, ticket.drawn_at))] += 1
    now = quarter_of(calendar.local(view.office, view.as_of))
    first, last = _shown(view, came, usual)
    return {
        "first": first,
        "now": now,
        "came": came[first : min(now, last) + 1],
        "usual": [round(each, 1) for each in usual[first : last + 1]],
        "quarters": last + 1 - first,
        "usual_days": view.usual.days if view.usual else 0,
        "so_far": sum(came),
        "usual_so_far": round(sum(usual[: now + 1])) if usual else None,
    }


def _shown(view: View, came: Sequence[float], usual: Sequence[float]) -> tuple[int, int]:
    """The first and the last quarter worth showing, of whole hours: while it is open, and when somebody came or usually does."""
    worth = [each for each in range(IN_A_DAY) if came[each] or (usual and usual[each] >= 0.05)]
    worth += [] if view.office.always_open else open_quarters(view.office, view.day.date)
    worth = worth or [8 * 4, 18 * 4 - 1]
    return min(worth) // 4 * 4, max(worth) // 4 * 4 + 3
