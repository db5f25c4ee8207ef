"""Webhooks: addresses of other programs that are told what happens."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field

from lobby.boards.view import iso
from lobby.commands import webhooks
from lobby.store.tables.webhooks import WebhookRow
from lobby.web import hooks
from lobby.web.access import office_id
from lobby.web.api.models import Body, Id
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import here

Event = Literal[
    "ticket.drawn",
    "ticket.called",
    "ticket.started",
    "ticket.finished",
    "ticket.missed",
    "ticket.withdrawn",
    "office.evacuation",
    "office.all-clear",
    "alert.raised",
    "alert.cleared",
]


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password or parts.fragment:
        raise ValueError("an address begins with https:// or http://, and names a host and no user")
    return url


class WebhookBody(Body):
    """Where to, and of what."""

    url: Annotated[
        str,
        Field(min_length=8, max_length=500, pattern=r"^https?://[!-~]+$", json_schema_extra={"format": "uri"}),
        AfterValidator(_address),
    ]
    events: Annotated[list[Event], Field(min_length=1, max_length=10)]


class WebhookPath(BaseModel):
    webhook_id: Id = Field(description="The webhook's `id`, as `GET /webhooks` lists it.")


class WebhookOut(BaseModel):
    """`failures`: attempts in a row that did not arrive; the next one is at `try_at`. `secret`: told once, when it is made.

    `paused_at`: since when nothing is sent; after a day without an answer that begins by itself.
    """

    id: int
    url: str
    events: list[str]
    failures: int
    try_at: str | None
    paused_at: str | None
    secret: str | None = None


class WebhooksOut(BaseModel):
    webhooks: list[WebhookOut]


class DeliveryOut(BaseModel):
    """One attempt. `status`: what was answered; none where nobody answered, for the reason `error`."""

    event_id: str
    event: str
    attempt: int
    at: str
    status: int | None
    error: str | None


class PingOut(BaseModel):
    """What the address answered, or why it did not."""

    status: int | None
    error: str | None


class DeliveriesOut(BaseModel):
    deliveries: list[DeliveryOut]


api = blueprint("webhooks", "Webhooks: signed calls to other programs")


@api.post("/webhooks", summary="Tell a program what happens", responses={201: WebhookOut})
@checked
def add(body: WebhookBody) -> Any:
    """From now on. Each call is a POST of one event as JSON, in the order of the journal, signed with the secret answered here."""
    row = here().do(webhooks.add, office_id(), body.url, body.events)
    return _shown(row) | {"secret": row.secret}, 201


@api.get("/webhooks", summary="The office's webhooks", responses={200: WebhooksOut})
@checked
def listed() -> Any:
    """Their secrets are not told again."""
    return {"webhooks": [_shown(row) for row in webhooks.listed(here().db, office_id())]}


@api.get("/webhooks/<int:webhook_id>/deliveries", summary="Its last attempts", responses={200: DeliveriesOut})
@checked
def deliveries(path: WebhookPath) -> Any:
    """At most 100, newest first."""
    found = webhooks.deliveries(here().db, office_id(), path.webhook_id)
    fields = ("event_id", "event", "attempt", "status", "error")
    return {"deliveries": [{name: getattr(row, name) for name in fields} | {"at": iso(row.at)} for row in found]}


@api.delete("/webhooks/<int:webhook_id>", summary="Tell it nothing more", responses={204: None})
@checked
def remove(path: WebhookPath) -> Any:
    """Its attempts are forgotten with it."""
    here().do(webhooks.remove, office_id(), path.webhook_id)
    return "", 204


@api.post("/webhooks/<int:webhook_id>/secret", summary="Change its secret", responses={200: WebhookOut})
@checked
def rotate(path: WebhookPath) -> Any:
    """The new one is answered here, once; the old one signs nothing any more."""
    row = here().do(webhooks.rotate, office_id(), path.webhook_id)
    return _shown(row) | {"secret": row.secret}


@api.post("/webhooks/<int:webhook_id>/ping", summary="See whether it hears", responses={200: PingOut})
@checked
def ping(path: WebhookPath) -> Any:
    """Sends one `webhook.ping` at once, signed as everything is, and answers what came of it. It is tried once."""
    status, error = pinged(office_id(), path.webhook_id)
    return {"status": status, "error": error}


@api.put("/webhooks/<int:webhook_id>/pause", summary="Pause it", responses={204: None})
@checked
def pause(path: WebhookPath) -> Any:
    """Nothing is sent until it goes on."""
    here().do(webhooks.pause, office_id(), path.webhook_id)
    return "", 204


@api.delete("/webhooks/<int:webhook_id>/pause", summary="Try again now", responses={204: None})
@checked
def resume(path: WebhookPath) -> Any:
    """A paused one goes on, one that failed is tried at once. Events older than a day are left out."""
    here().do(webhooks.resume, office_id(), path.webhook_id)
    return "", 204


def pinged(of_office: int, webhook_id: int) -> tuple[int | None, str | None]:
    """Send a ping, and say what was answered, or why nothing was."""
    runtime = here()
    parcel = webhooks.ping(runtime.db, of_office, webhook_id)
    with runtime.manners.waiting():
        status, error = hooks.send(parcel, runtime.settings.webhook_loopback)
    runtime.do(webhooks.settle_ping, parcel, status, error)
    return status, error


def _shown(row: WebhookRow) -> dict[str, Any]:
    return {"id": row.id, "url": row.url, "events": row.events, "failures": row.failures} | {
        "try_at": iso(row.try_at),
        "paused_at": iso(row.paused_at),
    }
