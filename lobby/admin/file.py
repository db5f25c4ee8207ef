"""The office as a file: fetched, and taken over after its changes were seen."""

from datetime import date

from flask import Blueprint, Response, make_response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import offices, setup
from lobby.domain.errors import N_, Invalid, LobbyError
from lobby.web.access import holder, office_id
from lobby.web.limits import large_body
from lobby.web.runtime import here

LARGEST_FILE = 1_000_000
FORM_AROUND = 4096
NO_FILE = N_("Bitte wählen Sie eine Datei aus.")
NOT_READABLE = N_("Diese Datei lässt sich nicht lesen.")

pages = Blueprint("admin-file", __name__, template_folder="templates")


@pages.get("/admin/file")
def shown() -> Response:
    return _page()


@pages.get("/admin/file/office.toml")
def download() -> Response:
    slug = here().office(office_id()).slug
    response = make_response(here().work.compute(offices.dump, here().db, slug))
    response.headers["Content-Type"] = "application/toml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{_today().isoformat()}.toml"'
    return response


@pages.post("/admin/file/preview")
@large_body(LARGEST_FILE + FORM_AROUND)
def preview() -> Response:
    """What the file would change. It goes along in the form for the next step, and is kept nowhere."""
    text = _sent()
    changes = here().work.compute(setup.replace, here().db, office_id(), holder().name, text, True)
    return _page(text=text, changes=changes)


@pages.post("/admin/file")
@large_body(LARGEST_FILE + FORM_AROUND)
def take_over() -> AnyResponse:
    here().do(setup.replace, office_id(), holder().name, request.form.get("text", ""))
    return frame.back("admin-file.shown")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, _page)


def _sent() -> str:
    file = request.files.get("file")
    if file is None or not (content := file.read()):
        raise Invalid({"file": NO_FILE})
    try:
        return str(content, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid({"file": NOT_READABLE}) from error


def _today() -> date:
    return here().clock.now().date()


def _page(**context: object) -> Response:
    return frame.page("admin/file.html", here().office(office_id()), **{"text": None, "changes": None} | context)
