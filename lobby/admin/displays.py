"""Displays: what each shows, how large, with a live preview; and the pictures and videos shown between calls."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.boards.view import counter_name
from lobby.commands import audit, displays
from lobby.domain.display import LAYOUTS, Display
from lobby.domain.errors import N_, LobbyError, NotFound
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, pick
from lobby.web import displayform, media, staff
from lobby.web.access import holder, office_id
from lobby.web.limits import large_body
from lobby.web.pages import with_frames
from lobby.web.runtime import here

KINDS = {
    "hall": N_("Wartebereich: alle Aufrufe"),
    "area": N_("Bereich: nur einige Schalter oder Anliegen"),
    "door": N_("Türschild: ein Schalter"),
    "wall": N_("Empfang: alle Schalter auf einen Blick"),
}
SAID = {
    "saved": N_("Die Angaben sind gespeichert. Die Anzeige zeigt sie gleich."),
    "gone": N_("Die Anzeige ist gelöscht."),
    "media": N_("Die Datei wird jetzt gezeigt."),
    "media-gone": N_("Die Datei ist gelöscht."),
}

pages = Blueprint("admin-displays", __name__, template_folder="templates")


@pages.get("/admin/displays")
def listed() -> Response:
    """All displays, one of them (`?display=SLUG`) in the form."""
    return _page()


@pages.post("/admin/displays")
def change() -> AnyResponse:
    slug = request.form.get("slug", "").strip()
    part = displayform.read(request.form, here().office(office_id()), slug)
    here().do(displays.change, office_id(), holder().name, part)
    return _back("saved", slug)


@pages.post("/admin/displays/<slug>/retire")
def retire(slug: str) -> AnyResponse:
    here().do(displays.retire, office_id(), holder().name, slug)
    return _back("gone")


@pages.post("/admin/displays/media")
@large_body(media.LARGEST_VIDEO + 4096)
def upload() -> AnyResponse:
    file = request.files.get("file")
    name = media.keep(here().office(office_id()).slug, file.read() if file else b"")
    here().do(audit.told, "media.add", office_id(), name=name)
    return _back("media")


@pages.post("/admin/displays/media/<name>/delete")
def delete(name: str) -> AnyResponse:
    media.delete(here().office(office_id()).slug, name)
    here().do(audit.told, "media.delete", office_id(), name=name)
    return _back("media-gone")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    """What was chosen stays in the form."""
    return frame.stay(error, lambda **problem: _page(_unsaved() if "layout" in request.form else None, **problem))


def _unsaved() -> Display:
    form = request.form
    layout = form.get("layout")
    return Display(
        0,
        form.get("slug", "")[:40],
        form.get("name", "")[:200],
        layout=next((each for each in LAYOUTS if each == layout), "hall"),
        area=form.get("area") or None,
        services=tuple(form.getlist("services")),
        counters=tuple(form.getlist("counters")),
        part=form.get("part", 1, type=int),
        parts=form.get("parts", 1, type=int),
        viewing_metres=form.get("viewing_metres", 6.0, type=float),
        screen_inches=form.get("screen_inches", 55.0, type=float),
        contrast="contrast" in form,
        break_minutes=form.get("break_minutes", 0, type=int),
        promises="promises" in form,
    )


def _back(said: str, slug: str | None = None) -> AnyResponse:
    return redirect(url_for("admin-displays.listed", office=request.args.get("office"), said=said, display=slug), 303)


def _chosen(office: Office) -> Display:
    """The display in the form: the one asked for, a new one, or the first."""
    asked = request.args.get("display")
    if asked == "new" or not office.displays:
        return Display(0, "", "")
    if asked and asked not in office.displays:
        raise NotFound()
    return office.displays[asked] if asked else next(iter(office.displays.values()))


def _page(unsaved: Display | None = None, **context: Any) -> Response:
    office, language = here().office(office_id()), staff.language()
    areas = {each.slug: pick(each.name, language) for each in office.areas.values()}
    areas |= {each.area: each.area for each in office.counters.values() if each.area not in areas}
    response = frame.page(
        "admin/displays.html",
        office,
        displays=office.displays.values(),
        shown=unsaved or _chosen(office),
        is_new=(unsaved or _chosen(office)).slug not in office.displays,
        kinds={layout: KINDS[layout] for layout in LAYOUTS},
        areas=areas,
        services=[(each.slug, f"{each.letter} {pick(each.name, language)}") for each in office.services.values()],
        counters=[(each.slug, counter_name(here().view(office.id, "", language), each)) for each in office.counters.values()],
        spoken=[LANGUAGES[code] for code in office.languages],
        files=media.listed(office.slug),
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        **context,
    )
    return with_frames(response)
