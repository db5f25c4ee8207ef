"""How a visitor wants the screen: low to reach, strong in contrast, large. Kept in a cookie of the browser until she leaves."""

from typing import NamedTuple

from flask import Request, Response

from lobby.domain.errors import N_

COOKIE = "modes"
PATH = "/kiosk"
LABELS = {"low": N_("Alles unten"), "contrast": N_("Kontrast"), "large": N_("Große Schrift")}


class Mode(NamedTuple):
    """A button of the bar. `turned`: all modes, as an address says them, after it was pressed."""

    name: str
    label: str
    is_on: bool
    turned: str


def of(request: Request) -> tuple[str, ...]:
    """The modes that are on: those of the address, else those of the cookie; what is no mode is left out."""
    return _known(request.args.get(COOKIE, request.cookies.get(COOKIE, "")).split("."))


def bar(modes: tuple[str, ...]) -> list[Mode]:
    """The three buttons."""
    return [Mode(name, label, name in modes, said(set(modes) ^ {name})) for name, label in LABELS.items()]


def said(modes: set[str] | tuple[str, ...]) -> str:
    """As address and cookie say them."""
    return ".".join(_known(modes))


def keep(request: Request, response: Response) -> Response:
    """Remember what the address says. Scripts write the same cookie, so it is open to them; it ends with the browser."""
    if COOKIE in request.args:
        response.set_cookie(COOKIE, said(of(request)), path=PATH, samesite="Strict")
    return response


def _known(names: set[str] | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(name for name in LABELS if name in names)
