"""What a kiosk needs to be loaded anew while the server is away: a service worker, and the page that it keeps."""

from flask import Blueprint, Response, current_app, send_from_directory

from kiosk import tongues
from kiosk.routes import LOST_BRIEFLY
from lobby.i18n import pick
from lobby.web.access import office_id
from lobby.web.pages import render
from lobby.web.runtime import here

SCOPE = "/kiosk"

pages = Blueprint("kiosk-offline", __name__, template_folder="templates")


@pages.get("/kiosk/worker.js")
def worker() -> Response:
    """The service worker; it may stand in for every page of the kiosk."""
    response = send_from_directory(str(current_app.blueprints["kiosk"].static_folder), "worker.js", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/kiosk/offline")
def lost() -> Response:
    """No connection, in all languages of the office."""
    office = here().office(office_id())
    language = office.languages[0]
    name = str(pick(office.name, language))
    return render("kiosk/offline.html", language, said=tongues.said(LOST_BRIEFLY, office.languages), office_name=name)
