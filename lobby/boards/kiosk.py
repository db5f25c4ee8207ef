"""What a kiosk offers: the services, whether they can be drawn now, and how many wait."""

from collections import Counter as Tally

from lobby.boards.view import JSON, View, day_and_time, frame, head, iso
from lobby.domain import calendar, capacity, numbers, turn
from lobby.domain.lifecycle import State
from lobby.domain.office import Service


def board(view: View) -> JSON:
    """All services in the office's order, each with its walk-in state: open, paused, quota-reached or closed.

    `appointments`: whether there are any today that could be checked in.
    """
    waiting = Tally(ticket.service_id for ticket in view.day.having(State.WAITING))
    return (
        head(view)
        | frame(view)
        | {
            "accepts_walk_ins": calendar.accepts_walk_ins(view.office, view.as_of),
            "appointments": view.day.appointments > 0 and view.day.ended_at is None,
            "services": [_service(view, service, waiting[service.id]) for service in view.office.services.values()],
        }
    )


def _service(view: View, service: Service, waiting: int) -> JSON:
    state = _state(view, service)
    ahead = turn.ahead_of(view.office, view.day, service.id, view.as_of)
    again = calendar.next_opening(view.office, view.as_of, service) if state == "closed" else None
    return {
        "slug": service.slug,
        "letter": service.letter,
        "name": view.text(service.name),
        "icon": service.icon,
        "express": service.express,
        "waiting": waiting,
        "ahead": ahead,
        "wait": None,
        "state": state,
        "probably_today": capacity.is_probably_today(view.office, view.day, service, view.as_of, ahead),
        "next_opening": iso(again),
        "opens": day_and_time(view, again) if again else None,
    }


def _state(view: View, service: Service) -> str:
    if not calendar.accepts_walk_ins(view.office, view.as_of, service):
        return "closed"
    if service.paused:
        return "paused"
    drawn = max((int(t.number[1:]) for t in view.day.tickets.values() if t.number[0] == service.letter), default=0)
    return "open" if drawn < numbers.limit(service.daily_quota) else "quota-reached"
