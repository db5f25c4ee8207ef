"""A month on one sheet of paper, in German: for the head of the office and the project's funder."""

from datetime import date

from flask import Blueprint, Response, request

from lobby.domain import calendar
from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.insight import monthwords, pencil
from lobby.reports import month
from lobby.web.access import office_id
from lobby.web.runtime import Runtime, here


class NoSuchMonth(LobbyError):
    code, status = "no-such-month", 422
    message = N_("Das ist kein Monat, der vorbei ist.")


pages = Blueprint("insight-month", __name__)


@pages.get("/insight/month.pdf")
def printed() -> Response:
    """One page of a month that is over, in German: `?month=2026-11`, else the last one. Raises NoSuchMonth, CannotDraw."""
    office = here().office(office_id())
    first = _month(calendar.local_date(office, here().clock.now()))
    response = Response(pencil.page(here().work.compute(_month_told, here(), office, first)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{office.slug}-{first:%Y-%m}.pdf"'
    return response


def _month(today: date) -> date:
    """The first day of the month that is asked for. Raises NoSuchMonth for one that is none, or not over."""
    asked = request.args.get("month")
    try:
        first = date.fromisoformat(f"{asked}-01") if asked else month.before(today)
    except ValueError:
        raise NoSuchMonth() from None
    if first >= today.replace(day=1):
        raise NoSuchMonth()
    return first


def _month_told(runtime: Runtime, office: Office, first: date) -> dict[str, object]:
    with runtime.db.snapshot() as session:
        return monthwords.told(office, month.month(session, office, first), month.month(session, office, month.before(first)))
