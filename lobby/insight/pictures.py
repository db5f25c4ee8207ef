"""Pictures of the last weeks, each with a sentence and the table behind it."""

from datetime import date, timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain import calendar
from lobby.domain.errors import N_, NotFound
from lobby.domain.office import Office
from lobby.insight import frame, pencil
from lobby.insight.captions import Caption, captions
from lobby.reports import month, pictures
from lobby.web import staff
from lobby.web.access import office_id
from lobby.web.runtime import Runtime, here

WEEKS = {4: N_("Letzte 4 Wochen"), 12: N_("Letzte 12 Wochen"), 52: N_("Letztes Jahr")}
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A picture opened by itself styles itself, and loads nothing; the page that shows it keeps to its own rules."""


pages = Blueprint("insight-pictures", __name__)
Found = list[Caption]
_known = pencil.Kept[Found](most=30)


@pages.get("/insight/pictures")
def shown() -> Response:
    """Of the last `?weeks=`, until yesterday."""
    office, weeks = here().office(office_id()), _weeks()
    found = _found(office, weeks)
    today = calendar.local_date(office, here().clock.now())
    return frame.page(
        "insight/pictures.html",
        office,
        captions=found,
        weeks=weeks,
        periods=WEEKS,
        month=month.before(today),
    )


@pages.get("/insight/pictures/<name>.svg")
def picture(name: str) -> AnyResponse:
    """One of them, as an image of its own: `?weeks=`, `?lang=`. Raises NotFound, CannotDraw."""
    told = {each.name: each.told for each in _found(here().office(office_id()), _weeks()) if each.told}
    if name not in told:
        raise NotFound()
    response = Response(pencil.pictures(told)[name], mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = SVG_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _weeks() -> int:
    asked = request.args.get("weeks", type=int)
    return asked if asked in WEEKS else min(WEEKS)


def _found(office: Office, weeks: int) -> Found:
    """The pictures in words. What is over changes no more but by the office's names, and by what is deleted in the night."""
    runtime, language = here(), staff.language()
    last = calendar.local_date(office, runtime.clock.now()) - timedelta(days=1)
    version = runtime.db.offices[office.id][0]
    key = runtime.settings.database_url, office.id, version, last, weeks, language
    return _known.get(key, lambda: runtime.work.compute(_captions, runtime, office, weeks, last, language))


def _captions(runtime: Runtime, office: Office, weeks: int, last: date, language: str) -> Found:
    with runtime.db.snapshot() as session:
        found = pictures.pictures(session, office, last - timedelta(weeks=weeks) + timedelta(days=1), last)
    return captions(found, office, language)
