"""What is in use is not taken away from under people; and what is gone is named nowhere any more."""

from typing import Any

from lobby.commands.officefile import OfficeFile
from lobby.domain.day import DayState, Ticket
from lobby.domain.errors import N_, LobbyError
from lobby.domain.lifecycle import OVER, State
from lobby.store.tables.staff import StaffRow
from lobby.store.tx import Tx

Told = dict[str, Any]
AT_COUNTER = (State.CALLED, State.SERVING)


class InUse(LobbyError):
    """What is set up is needed by somebody now."""

    code, status = "in-use", 409
    message = N_("Das wird gerade gebraucht.")


class CounterOccupied(InUse):
    message = N_("Am Schalter {counter} ist {login} angemeldet. Bitte zuerst abmelden.")


class CounterHasTicket(InUse):
    message = N_("Die Nummer {number} gehört gerade zum Schalter {counter}. Bitte zuerst fertigstellen oder weiterleiten.")


class ServiceInUse(InUse):
    message = N_("Heute sind noch Nummern offen für: {service}. Bitte nur pausieren, bis alle dran waren.")


class AreaInUse(InUse):
    message = N_("In diesem Wartebereich sind noch Schalter: {counters}.")


def check(tx: Tx, before: OfficeFile, after: OfficeFile) -> None:
    """Raises InUse: a counter at which somebody works, a service for which somebody waits, an area in which there are counters."""
    day = tx.so_far()
    for counter in tx.office.counters.values():
        if counter.slug not in {each.slug for each in after.counters}:
            _check_counter(tx, day, counter.id, counter.number)
    for service in tx.office.services.values():
        if service.slug not in {each.slug for each in after.services}:
            waiting = [each for each in _alive(day) if service.id in (each.service_id, each.return_service_id)]
            if waiting:
                raise ServiceInUse(service=service.name, count=len(waiting))


def _check_counter(tx: Tx, day: DayState, counter_id: int, number: str) -> None:
    if seat := day.seats.get(counter_id):
        raise CounterOccupied(counter=number, login=tx.session.get_one(StaffRow, seat.staff_id).login)
    for ticket in _alive(day):
        is_there = ticket.state in AT_COUNTER and ticket.counter_id == counter_id
        if is_there or counter_id in (ticket.sent_to, ticket.return_to):
            raise CounterHasTicket(counter=number, number=ticket.number)


def _alive(day: DayState) -> list[Ticket]:
    return [ticket for ticket in day.tickets.values() if ticket.state not in OVER]


def forget(told: Told, what: str, slug: str) -> None:
    """Name it nowhere any more; displays that have nothing left to show go with it. Raises AreaInUse."""
    if what == "areas" and (used := [each["number"] for each in told["counters"] if each["area"] == slug]):
        raise AreaInUse(counters=", ".join(used))
    for name in ("services", "counters", "displays"):
        told[name] = [_without(each, what, slug) for each in told[name]]
    if what == "services" and told["kiosk"].get("advice") == slug:
        del told["kiosk"]["advice"]
    told["displays"] = [each for each in told["displays"] if _shows_something(each)]


def _without(part: Told, what: str, slug: str) -> Told:
    """A part that names it no longer, in a list (`services`) or alone (`area`)."""
    alone = {"areas": "area", "groups": "group"}.get(what)
    left = {name: value for name, value in part.items() if not (name == alone and value == slug)}
    if isinstance(left.get(what), list):
        left[what] = [each for each in left[what] if each != slug]
    return left


def _shows_something(display: Told) -> bool:
    if display["layout"] == "door":
        return len(display["counters"]) == 1
    return display["layout"] != "area" or bool(display.get("area") or display["services"] or display["counters"])


def fitted(told: Told, what: str, part: Told) -> Told:
    """A part that comes back: without what went meanwhile."""
    known = {name: [each["slug"] for each in told[name]] for name in ("services", "areas", "groups")}
    for name, there in (("area", known["areas"]), ("group", known["groups"])):
        if part.get(name) not in there and (name == "group" or there):
            part.pop(name, None)
    if what == "counters":
        part["services"] = [slug for slug in part["services"] if slug in known["services"]]
        if there := known["areas"]:
            part.setdefault("area", there[0])
    return part
