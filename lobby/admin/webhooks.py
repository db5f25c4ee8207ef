"""Webhooks: which programs are told what happens, whether it arrives, and the log of it."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import webhooks
from lobby.domain import calendar
from lobby.domain.errors import N_, LobbyError
from lobby.i18n.dates import day_and_time
from lobby.web import problems, staff
from lobby.web.access import office_id, require_recent
from lobby.web.api.webhooks import WebhookBody, pinged
from lobby.web.runtime import here

MOST_SHOWN = 20
SAID = {
    "arrived": ("good", N_("Die Probe ist angekommen.")),
    "lost": ("bad", N_("Die Probe ist nicht angekommen. Warum, steht bei den Zustellungen.")),
    "paused": ("good", N_("Der Webhook ist angehalten.")),
    "resumed": ("good", N_("Es wird gleich wieder gesendet.")),
    "removed": ("good", N_("Der Webhook ist entfernt.")),
}

pages = Blueprint("admin-webhooks", __name__, template_folder="templates")


@pages.get("/admin/webhooks")
def listed() -> Response:
    return _page()


@pages.post("/admin/webhooks")
def add() -> Response:
    """The page that follows shows the secret, and no other ever will."""
    require_recent()
    sent = {"url": request.form.get("url", "").strip(), "events": request.form.getlist("events")}
    try:
        body = WebhookBody.model_validate(sent)
    except ValidationError as error:
        raise problems.invalid(error) from None
    return _once(here().do(webhooks.add, office_id(), body.url, body.events))


@pages.post("/admin/webhooks/<int(max=2147483647):webhook>/secret")
def rotate(webhook: int) -> Response:
    require_recent()
    return _once(here().do(webhooks.rotate, office_id(), webhook))


@pages.post("/admin/webhooks/<int(max=2147483647):webhook>/ping")
def ping(webhook: int) -> AnyResponse:
    status, _ = pinged(office_id(), webhook)
    return _back("arrived" if status is not None and 200 <= status < 300 else "lost")


@pages.post("/admin/webhooks/<int(max=2147483647):webhook>/pause")
def pause(webhook: int) -> AnyResponse:
    here().do(webhooks.pause, office_id(), webhook)
    return _back("paused")


@pages.post("/admin/webhooks/<int(max=2147483647):webhook>/resume")
def resume(webhook: int) -> AnyResponse:
    here().do(webhooks.resume, office_id(), webhook)
    return _back("resumed")


@pages.post("/admin/webhooks/<int(max=2147483647):webhook>/remove")
def remove(webhook: int) -> AnyResponse:
    require_recent()
    here().do(webhooks.remove, office_id(), webhook)
    return _back("removed")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, _page)


def _back(said: str) -> AnyResponse:
    return redirect(url_for("admin-webhooks.listed", office=request.args.get("office"), said=said), 303)


def _once(row: Any) -> Response:
    """The page with a secret on it, which nobody keeps."""
    response = _page(made=row)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(**context: Any) -> Response:
    runtime = here()
    office = runtime.office(office_id())
    rows = webhooks.listed(runtime.db, office.id)

    def time(instant: Any) -> str:
        return day_and_time(calendar.local(office, instant), staff.language()) if instant else ""

    return frame.page(
        "admin/webhooks.html",
        office,
        webhooks=rows,
        logs={row.id: webhooks.deliveries(runtime.db, office.id, row.id)[:MOST_SHOWN] for row in rows},
        time=time,
        events=webhooks.NAMES,
        entered=request.form if "problem" in context else None,
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        **context,
    )
