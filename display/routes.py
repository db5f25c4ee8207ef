"""The page of the hall's screen, and how it speaks several languages at once."""

import json
import re
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from flask import Blueprint, Response, request, send_file
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from display import example, strip
from display.saying import Said
from lobby.boards import display as board
from lobby.boards import hall
from lobby.boards.view import JSON, View
from lobby.domain.display import Display
from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, texts
from lobby.store.tables.devices import DeviceKind
from lobby.web import displayform, media, pairing, problems, qr
from lobby.web.access import office_id
from lobby.web.pages import READY, render, with_frames
from lobby.web.runtime import here

pages = Blueprint("display", __name__, template_folder="templates", static_folder="static", static_url_path="/display/static")
pages.add_app_template_global(N_, "N_")


@pages.get("/display/<slug>")
def shown(slug: str) -> Response:
    """The screen called `slug`. Raises NotFound for an unknown one."""
    view = here().view(office_id(), slug, _language(here().office(office_id())))
    return _page(view, hall.display_of(view))


@pages.get("/display/<slug>/preview")
def preview(slug: str) -> Response:
    """What the display would look like with the settings in the query, on an invented day. Raises Invalid."""
    office = here().office(office_id())
    part = displayform.read(request.args | MultiDict({"name": "?"}), office, slug)
    view = example.view(here().view(office.id, slug, _language(office)), part)
    return with_frames(_page(view, hall.display_of(view), is_preview=True), is_inner=True)


@pages.get("/display/measures/<int(max=5000):metres>-<int(max=20000):inches>.css")
def measures(metres: int, inches: int) -> Response:
    """How large letters and rows are at least: both in hundredths, of a metre and of an inch."""
    display = Display(0, "", "", viewing_metres=metres / 100, screen_inches=max(inches, 100) / 100)
    style = f":root {{ --least: {display.font_share:.3f}vmax; --row: {display.row_share:.3f}vmax; }}\n"
    return Response(style, mimetype="text/css", headers={"Cache-Control": "max-age=86400"})


@pages.get("/display/<slug>/strip")
def between(slug: str) -> Response:
    """The slides between calls, as the page has them at first."""
    view = here().view(office_id(), slug, _language(here().office(office_id())))
    hall.display_of(view)
    return render("display/_strip.html", view.language, **_slides(view))


@pages.get("/display/media/<name>")
def shown_file(name: str) -> Response:
    """A picture or a video of the office."""
    office = here().office(office_id())
    response = send_file(media.path(office.slug, name), mimetype=media.kind(name), conditional=True, etag=True)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _slides(view: View) -> dict[str, Any]:
    address = here().public_url(view.office)
    found = strip.slides(view, media.listed(view.office.slug), has_code=address is not None)
    return {
        "slides": found,
        "code": qr.code(f"{address}/how") if address else None,
        "media_path": "/display/media",
        "office_slug": view.office.slug,
    }


def _page(view: View, display: Display, **context: Any) -> Response:
    office = view.office
    shown = {"topic": f"{office.slug}/display/{display.slug}"} | board.board(view) | {"scene": board.scene(view)}
    return render(
        "display/page.html",
        view.language,
        board=shown,
        display=display,
        measures=f"{round(display.viewing_metres * 100)}-{round(display.screen_inches * 100)}",
        languages=office.languages,
        time_zone=office.time_zone,
        **_slides(view),
        **context,
    )


@pages.errorhandler(LobbyError)
def refused(error: LobbyError) -> AnyResponse:
    """A screen without its key shows a code, by which staff add it."""
    return pairing.shown(DeviceKind.DISPLAY) if pairing.is_wanted(error) else problems.answer(error)


@pages.app_template_global()
def in_languages(message: str, languages: Iterable[str] = ()) -> list[Said]:
    """The sentence in each of these languages, or in all. Leichte Sprache is left out beside German: it says nearly the same."""
    by_tag = {LANGUAGES[code].tag: LANGUAGES[code] for code in reversed(list(languages or READY))}
    return [Said(language, texts(language.code).gettext(message)) for language in reversed(by_tag.values())]


@pages.app_template_global()
def setup_of(scene: JSON) -> str:
    """What a page is made for: where it changes, the page is loaded anew."""
    told = (scene["layout"], scene["part"], scene["parts"], scene["contrast"], *scene["measures"])
    return " ".join(map(str, told))


@pages.app_template_global()
def strip_version(board: JSON) -> str:
    """Changes with what is shown beside calls; a new picture comes with the next board, after half a minute at the latest."""
    shown = [board["scene"]["notices"], board["scene"]["tips"], board["scene"]["promises"], media.listed(board["office"])]
    return f"{crc32(json.dumps(shown).encode()):08x}"


@pages.app_template_filter()
def in_short(name: str) -> str:
    """A service's name up to its first comma, colon or bracket: "Abholung: Aufenthaltstitel (eAT)" is "Abholung"."""
    return re.split(r"[,،:(]", name)[0].strip()


def _language(office: Office) -> str:
    """The language of what is shown once only: the office's first, whatever browser the screen has; `?lang=` overrides."""
    asked = request.args.get("lang")
    return asked if asked in office.languages else office.languages[0]
