"""What a kiosk offers: the services, whether they can be drawn now, and how many wait."""

from collections import Counter as Tally
from datetime import timedelta

from lobby.boards.view import JSON, View, day_and_time, frame, head, iso, wait_of
from lobby.domain import calendar, capacity, concerns, numbers, turn
from lobby.domain.errors import N_
from lobby.domain.lifecycle import State
from lobby.domain.office import PAUSE_REASONS, Service
from lobby.domain.waiting.outlook import outlook

ONWARDS = N_("Weitere Anliegen")


def board(view: View) -> JSON:
    """All services in the office's order, each with its walk-in state: open, paused, quota-reached or closed.

    `levels`: what is offered together, each a list of tiles: a service's slug, or a group that leads to another level.
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
            "levels": [_level(view, level) for level in concerns.levels(view.office)],
        }
    )


def _service(view: View, service: Service, waiting: int) -> JSON:
    wait = outlook(view.office, view.day, view.as_of).services[service.id]
    limit = view.office.kiosk.long_wait
    ahead = turn.ahead_of(view.office, view.day, service.id, view.as_of)
    again = calendar.next_opening(view.office, view.as_of, service) if state(view, service) == "closed" else None
    return {
        "slug": service.slug,
        "letter": service.letter,
        "name": view.text(service.name),
        "icon": service.icon,
        "express": service.express,
        "waiting": waiting,
        "ahead": ahead,
        "wait": wait_of(wait),
        "is_long": wait is not None and bool(limit) and timedelta(minutes=wait.high_minutes) > limit,
        "state": state(view, service),
        "reason": pause_reason(view, service),
        "probably_today": capacity.is_probably_today(view.office, view.day, service, view.as_of, ahead),
        "next_opening": iso(again),
        "opens": day_and_time(view, again) if again else None,
    }


def _level(view: View, level: concerns.Level) -> JSON:
    name = view.text(level.group.name) if level.group else None
    return {"name": name, "back": level.back, "tiles": [_tile(view, tile, level) for tile in level.tiles]}


def _tile(view: View, tile: concerns.Tile, level: concerns.Level) -> JSON:
    """The tile that leads on from a full level bears its group's name and picture."""
    if tile.service is not None:
        return {"service": tile.service.slug}
    group = tile.group or level.group
    name = view.text(group.name) if group else view.words.gettext(ONWARDS)
    return {"leads_to": tile.leads_to, "name": name, "icon": group.icon if group else "more"}


def pause_reason(view: View, service: Service) -> str | None:
    """Why there are no tickets for a service, in the view's language; None where nobody said why, or there are some."""
    return view.words.gettext(PAUSE_REASONS[service.pause_reason]) if service.paused and service.pause_reason else None


def state(view: View, service: Service) -> str:
    """Whether a service's tickets can be drawn now: open, paused, quota-reached or closed."""
    if not calendar.accepts_walk_ins(view.office, view.as_of, service):
        return "closed"
    if service.paused:
        return "paused"
    drawn = max((int(t.number[1:]) for t in view.day.tickets.values() if t.number[0] == service.letter), default=0)
    return "open" if drawn < numbers.limit(service.daily_quota) else "quota-reached"
