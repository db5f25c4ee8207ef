"""A what-if from its order to its result: figures by service, counter and hour, and nothing of a person."""

from typing import Any

from lobby.commands import whatiffile
from lobby.commands.whatiffile import Order
from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.domain.whatif import comparing, roster
from lobby.domain.whatif.comparing import Tell
from lobby.domain.whatif.material import Material
from lobby.store import pastdays, reading
from lobby.store.database import Database


class NoPastDays(LobbyError):
    code, status = "no-past-days", 422
    message = N_("Von diesen Tagen gibt es keine Nummern mehr. Bitte spätere Tage wählen, oder eine Prognose eingeben.")


def simulated(db: Database, office_id: int, order: Order, tell: Tell = lambda done, total: None) -> dict[str, Any]:
    """Read the days, play them, and tell what came of it. Raises Invalid, NoPastDays, TooFewVisits, and what `tell` raises."""
    with db.snapshot() as session:
        office = reading.office(db, session, office_id)
    whatiffile.check(office, order)
    material, gone = _material(db, office, order)
    scenario, plan = whatiffile.scenario(office, order), whatiffile.plan(order)
    parts = 1 if order.search is None else 2
    told = comparing.compare(office, material, scenario, plan, _part(tell, 0, parts)).as_json()
    for side in (told["unchanged"], told["changed"]):
        side["by_service"] = _by_slug(office, side["by_service"])
        side["by_hour"] = {str(hour): figures for hour, figures in side["by_hour"].items()}
    result = {"taken": [day.date.isoformat() for day in material], "gone": gone, "comparison": told, "roster": None}
    if order.search is not None:
        wanted = roster.search(office, material, scenario, order.search.p90_minutes, plan, _part(tell, 1, 2))
        result["roster"] = _roster(office, wanted.as_json())
    return result


def _part(tell: Tell, part: int, parts: int) -> Tell:
    """Telling of one of several parts, each as long as the others: what is told never goes back."""
    return lambda done, total: tell(part * total + min(done, total), parts * total)


def _material(db: Database, office: Office, order: Order) -> tuple[list[Material], int]:
    """The days, and how many of those asked for only counts are left."""
    if order.forecast is not None:
        return [whatiffile.forecast(office, order.forecast)], 0
    assert order.days is not None
    asked = order.days.first, order.days.last, whatiffile.weekdays(order.days.weekdays)
    with db.snapshot() as session:
        dates, gone = pastdays.dates(session, office, *asked), pastdays.gone(session, office, *asked)
        found = [pastdays.of_date(session, office, on) for on in dates]
    if not found:
        raise NoPastDays()
    return found, gone


def _by_slug(office: Office, told: dict[int, Any]) -> dict[str, Any]:
    """In the office's order."""
    return {service.slug: told[id_] for id_, service in office.services.items() if id_ in told}


def _roster(office: Office, told: dict[str, Any]) -> dict[str, Any]:
    for need in told["needs"]:
        service = office.services.get(need.pop("service_id"))
        need["counter"] = office.counters[need.pop("counter_id")].slug
        need["service"] = None if service is None else service.slug
    told["spared"] = [{"counter": office.counters[id_].slug, "start": start, "end": end} for id_, start, end in told["spared"]]
    return told
