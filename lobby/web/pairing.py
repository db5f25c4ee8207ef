"""A screen without its key: its page shows a code, and opens by itself once staff have typed that at `/admin/devices`."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response as AnyResponse

from lobby.commands import keys, pairing
from lobby.domain.errors import Forbidden, LobbyError, TooMany, Unauthenticated
from lobby.i18n import LANGUAGES
from lobby.store.tables.devices import DeviceKind
from lobby.web import access, problems
from lobby.web.limits import limiter
from lobby.web.pages import render
from lobby.web.runtime import here

COOKIE = "lobby_pairing"
COOKIE_S = 20 * 60  # longer than a code lives: what was typed at the last moment counts
SPOKEN = ("de", "en")
CODES = "10/minute"

pages = Blueprint("pairing", __name__)


@pages.get("/pairing")
@limiter.limit("120/minute")
def state() -> Any:
    """How it stands with the code of this browser: open, paired or over."""
    secret = request.cookies.get(COOKIE, "")
    if keys.holder(here().db, secret):
        return jsonify({"state": "paired"})
    return jsonify({"state": "open" if pairing.is_open(here().db, secret) else "over"})


def is_wanted(error: LobbyError) -> bool:
    """Whether a screen that was refused so should show a code: nobody else's key, and no token, was shown."""
    is_unknown = isinstance(error, (Unauthenticated, Forbidden)) and "device" not in request.args
    return is_unknown and request.method == "GET" and "Authorization" not in request.headers


def shown(kind: DeviceKind) -> AnyResponse:
    """The page with the code; for a screen that has been added meanwhile, the way on, now with its key."""
    secret = request.cookies.get(COOKIE)
    holder = keys.holder(here().db, secret) if secret else None
    if secret and holder and holder.device_kind is kind:
        response = access.hand_over(redirect(request.path, 303), kind, secret)
        response.delete_cookie(COOKIE)
        return response
    try:
        return _code(kind, secret)
    except RateLimitExceeded:
        return problems.answer(TooMany())
    except TooMany as error:
        return problems.answer(error)


def _code(kind: DeviceKind, secret: str | None) -> AnyResponse:
    if not (secret and pairing.is_open(here().db, secret)):
        with limiter.limit(CODES):
            pass
    offer = here().do(pairing.offer, kind, secret)
    code = (offer.code[:4], offer.code[4:])
    spoken = [LANGUAGES[each] for each in SPOKEN]
    address = f"{request.host_url}admin/devices"
    way = request.path if kind is DeviceKind.DISPLAY else None
    response = render("pairing.html", SPOKEN[0], code=code, spoken=spoken, address=address, way=way)
    response.status_code = 401
    response.set_cookie(COOKIE, offer.secret, max_age=COOKIE_S, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
