"""What an office has several of (services, counters, areas …): a list in an order, and one form for each of them."""

import re
import unicodedata
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import fields, frame, kinds
from lobby.admin.kinds import KINDS, Kind
from lobby.commands import setup
from lobby.domain.errors import LobbyError, NotFound
from lobby.web import problems, staff
from lobby.web.access import holder, office_id
from lobby.web.runtime import here

STEPS = {"up": -1, "down": 1}
Told = dict[str, Any]

pages = Blueprint("admin-parts", __name__, template_folder="templates")


@pages.get("/admin/<what>")
def listed(what: str) -> Response:
    return _list(what)


@pages.get("/admin/<what>/<slug>")
def shown(what: str, slug: str) -> Response:
    return _form(what, slug, _part(what, slug))


@pages.post("/admin/<what>/<slug>")
def change(what: str, slug: str) -> AnyResponse:
    """Keep what was typed; `new` adds one."""
    typed = _typed(what, slug)
    if slug == "new":
        typed["slug"] = free_slug(typed, setup.slugs(here().db, office_id(), what))
    here().do(setup.put, office_id(), holder().name, what, typed)
    return frame.back("admin-parts.listed", what=what)


@pages.post("/admin/<what>/<slug>/move")
def move(what: str, slug: str) -> AnyResponse:
    _kind(what)
    here().do(setup.move, office_id(), holder().name, what, slug, STEPS.get(request.form.get("step", ""), 0))
    return frame.back("admin-parts.listed", what=what, moved=slug)


@pages.post("/admin/<what>/<slug>/retire")
def retire(what: str, slug: str) -> AnyResponse:
    _kind(what)
    here().do(setup.retire, office_id(), holder().name, what, slug)
    return frame.back("admin-parts.listed", what=what)


@pages.post("/admin/<what>/<slug>/bring-back")
def bring_back(what: str, slug: str) -> AnyResponse:
    if not _kind(what).comes_back:
        raise NotFound()
    here().do(setup.bring_back, office_id(), holder().name, what, slug)
    return frame.back("admin-parts.listed", what=what)


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    """What was typed stays in its form; what else is refused is said above the list."""
    if error.status == 404:
        return problems.answer(error)
    what, slug = (request.view_args or {}).get("what", ""), (request.view_args or {}).get("slug", "")
    if request.endpoint == "admin-parts.change":
        return frame.stay(error, lambda **problem: _form(what, slug, _typed(what, slug), **problem))
    return frame.stay(error, lambda **problem: _list(what, **problem))


def free_slug(typed: Told, taken: set[str]) -> str:
    """A short name for addresses and the office file, made of its number or its name; none that ever was another one's."""
    told = str(typed.get("number") or next(iter((typed.get("name") or typed.get("text") or {}).values()), ""))
    plain = unicodedata.normalize("NFKD", told.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    base = re.sub("[^a-z0-9]+", "-", plain)[:30].strip("-") or "x"
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in {"new", *taken})


def _kind(what: str) -> Kind:
    if what not in KINDS:
        raise NotFound()
    return KINDS[what]


def _part(what: str, slug: str) -> Told:
    if slug == "new":
        return _kind(what).blank
    _kind(what)
    found = setup.parts(here().db, office_id(), what).get(slug)
    if found is None:
        raise NotFound()
    return found


def _typed(what: str, slug: str) -> Told:
    return fields.read(_kind(what).fields, request.form, here().office(office_id()).languages, _part(what, slug))


def _list(what: str, **context: Any) -> Response:
    kind, office, language = _kind(what), here().office(office_id()), staff.language()
    there = setup.parts(here().db, office.id, what)
    gone = setup.retired(here().db, office.id, what) if kind.comes_back else {}
    return frame.page(
        "admin/parts.html",
        office,
        what=what,
        kind=kind,
        rows=[kinds.row(kind, office, part, language) for part in there.values()],
        gone=[kinds.row(kind, office, part, language) for part in gone.values()],
        moved=request.args.get("moved"),
        **context,
    )


def _form(what: str, slug: str, part: Told, problem: Told | None = None) -> Response:
    kind, office, language = _kind(what), here().office(office_id()), staff.language()
    return frame.page(
        "admin/part.html",
        office,
        what=what,
        kind=kind,
        slug=slug,
        name=kinds.row(kind, office, setup.parts(here().db, office.id, what)[slug], language).name if slug != "new" else None,
        **fields.shown(kind.fields, office, setup.PARTS[what], part, problem),
    )
