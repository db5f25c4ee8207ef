"""The page of promises kept: of today, of the last days, or of dates that are chosen."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid
from lobby.domain.office import Office
from lobby.i18n import pick, texts
from lobby.insight import frame
from lobby.insight.figures import Figures, figures
from lobby.reports import promises
from lobby.web import staff
from lobby.web.access import office_id
from lobby.web.api.reports import span
from lobby.web.runtime import Runtime, here

PERIODS = {"today": (1, N_("Heute")), "week": (7, N_("Letzte 7 Tage")), "month": (28, N_("Letzte 4 Wochen"))}
"""Name in the address → how many days, today the last of them."""

pages = Blueprint("insight-promises", __name__)


@pages.get("/insight/promises")
def kept() -> Response:
    """Of today where nothing else is asked for: `?period=`, or `?from=` and `?to=`. Raises Invalid for impossible dates."""
    office = here().office(office_id())
    first, last = _asked(calendar.local_date(office, here().clock.now()))
    language = staff.language()
    found = here().work.compute(_figures, here(), office, first, last, language)
    return _page(office, first=first, last=last, fields={"from": first, "to": last}, found=found)


@pages.errorhandler(Invalid)
def stay(error: Invalid) -> AnyResponse:
    return frame.stay(error, {"from", "to"}, _page)


def _page(office: Office, **context: Any) -> Response:
    period = None if request.args.get("from") or request.args.get("to") else request.args.get("period", "today")
    periods = [(name, words, name == period) for name, (_, words) in PERIODS.items()]
    return frame.page("insight/promises.html", office, periods=periods, **context)


def _asked(today: date) -> tuple[date, date]:
    first, last = frame.date_asked("from"), frame.date_asked("to")
    if first or last:
        return span(first, last, today)
    days, _ = PERIODS.get(request.args.get("period", ""), PERIODS["today"])
    return today - timedelta(days=days - 1), today


def _figures(runtime: Runtime, office: Office, first: date, last: date, language: str) -> Figures:
    with runtime.db.snapshot() as session:
        told = promises.told(session, office, first, last)
    names = {service.slug: str(pick(service.name, language)) for service in office.services.values()}
    names[""] = texts(language).gettext(frame.OTHERS)
    return figures(promises.by_service_and_hour(told), promises.by_day(told), names)
