"""What a display's screen shows beside its board's data: places and ways, door signs, the wall, notices, tips."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from lobby.boards.view import JSON, View, call, counter_hint, counter_name, iso, spoken
from lobby.domain.day import Ticket
from lobby.domain.display import Display
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import State
from lobby.domain.notice import Notice
from lobby.domain.office import Counter

SHOWN = (State.CALLED, State.SERVING, State.FINISHED)


def display_of(view: View) -> Display:
    """The display that the view's key names. Raises NotFound."""
    if view.key not in view.office.displays:
        raise NotFound()
    return view.office.displays[view.key]


def scene(view: View) -> JSON:
    """The whole screen, but for who waits: that moves by itself."""
    display = display_of(view)
    return {
        "layout": display.layout,
        "part": display.part,
        "parts": display.parts,
        "contrast": display.contrast,
        "measures": [display.viewing_metres, display.screen_inches],
        "languages": list(view.office.languages),
        "calls": _shown(view, display),
        "door": _door(view, display) if display.layout == "door" else None,
        "counters": [_at_counter(view, counter) for counter in counters(view)] if display.layout == "wall" else [],
        "notices": [{"id": notice.id, "texts": dict(notice.texts)} for notice in notices(view)],
        "promises": promises(view),
        "tips": [{"slug": tip.slug, "icon": tip.icon, "texts": dict(tip.text)} for tip in view.office.tips],
    }


def counters(view: View) -> list[Counter]:
    """The counters whose calls the display shows, in the office's order."""
    display = display_of(view)
    return [
        counter
        for counter in view.office.counters.values()
        if display.area in (None, counter.area) and (not display.counters or counter.slug in display.counters)
    ]


def services(view: View) -> set[int]:
    """The ids of the services whose visitors the display is for: those it names, else those that its counters serve."""
    display = display_of(view)
    if display.services:
        return {service.id for service in view.office.services.values() if service.slug in display.services}
    if not (display.area or display.counters):
        return set(view.office.services)
    return {service_id for counter in counters(view) for service_id in counter.service_ids}


def calls(view: View) -> list[Ticket]:
    """All that the display could show as called, the newest first; nobody is called while everybody leaves the building."""
    if view.day.evacuation is not None:
        return []
    display, here = display_of(view), {counter.id for counter in counters(view)}
    wanted = services(view) if display.services else None
    called = (ticket for ticket in view.day.having(*SHOWN) if ticket.call_line is not None and ticket.counter_id in here)
    return sorted((t for t in called if wanted is None or t.service_id in wanted), key=lambda ticket: -(ticket.call_line or 0))


def notices(view: View) -> Iterable[Notice]:
    """The lead's notices that are still true, newest first."""
    return (notice for notice in view.office.notices if notice.until > view.as_of)


def promises(view: View) -> JSON | None:
    """How many of ten were called no later than told, and when that was; None where it is not said."""
    if view.kept is None or not display_of(view).tells_promises:
        return None
    return {"day": view.kept.day.isoformat(), "of_ten": view.kept.of_ten}


def _shown(view: View, display: Display) -> list[JSON]:
    """The calls on the screen; those that ring and found no place come `later`, to be seen while they are announced."""
    found = calls(view)
    shown = [_call(view, ticket) | {"later": False} for ticket in found[display.window]]
    beyond = found[display.window.stop :] if display.announces else []
    return shown + [_call(view, each) | {"later": True} for each in beyond if each.state is State.CALLED]


def _call(view: View, ticket: Ticket) -> JSON:
    counter = view.office.counters[ticket.counter_id or 0]
    about = {"line": ticket.call_line, "number": ticket.number, "spoken": spoken(ticket), "language": ticket.language}
    return about | _place(view, counter) | {"state": ticket.state.value, "own": _own(view, ticket)}


def _place(view: View, counter: Counter) -> JSON:
    return {
        "place": counter.number,
        "counter_name": counter_name(view, counter),
        "hint": counter_hint(view, counter),
        "direction": counter.direction,
    }


def _own(view: View, ticket: Ticket) -> JSON | None:
    """Where to go in the visitor's language, if that is another than the board's."""
    if ticket.language == view.language:
        return None
    told = call(replace(view, language=ticket.language), ticket) or {}
    return {name: told[name] for name in ("counter_name", "hint")}


def _door(view: View, display: Display) -> JSON | None:
    """A door sign's one counter; `back_at`: when a break will probably be over, as long as it is not."""
    counter = next(iter(counters(view)), None)
    if counter is None:
        return None
    seat = view.day.seats.get(counter.id)
    back = seat.break_since + timedelta(minutes=display.break_minutes) if seat and seat.break_since else view.as_of
    return _at_counter(view, counter) | {"back_at": iso(back) if back > view.as_of else None}


def _at_counter(view: View, counter: Counter) -> JSON:
    """What goes on at a counter: called, serving, free, break, or away where nobody sits; since when, and for whom."""
    here = [t for t in view.day.having(State.CALLED, State.SERVING) if t.counter_id == counter.id]
    ticket = max(here, key=lambda each: each.call_line or 0, default=None)
    seat = view.day.seats.get(counter.id)
    if ticket is not None:
        state, since = ticket.state.value, ticket.since
    elif seat is None:
        state, since = "away", None
    else:
        state, since = ("break", seat.break_since) if seat.break_since else ("free", None)
    about = {"state": state, "since": iso(since), "number": ticket.number if ticket else None, "counter": counter.slug}
    return about | _place(view, counter) | {"language": ticket.language if ticket else None, "line": ticket and ticket.call_line}
