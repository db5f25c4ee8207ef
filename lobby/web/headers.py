"""What every answer tells the browser to keep to: whatever gives it, also what is refused before Flask has seen it."""

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.datastructures import Headers

from lobby.web import pages

ALWAYS = {
    "Content-Security-Policy": "; ".join((*pages.POLICY, "frame-ancestors 'none'")),
    "Referrer-Policy": "no-referrer",  # a ticket's address is its key
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=(), serial=(), display-capture=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Where an answer says something of its own, that stands."""
BEHIND_TLS = {"Strict-Transport-Security": "max-age=31536000"}
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def kept(app: Wsgi) -> Wsgi:
    """WSGI middleware. Behind TLS each cookie is `Secure`, too, and the browser comes back by TLS only."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        is_secure = environ["wsgi.url_scheme"] == "https"

        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Any:
            headers = Headers([(name, _secured(name, value) if is_secure else value) for name, value in given])
            for name, value in (ALWAYS | (BEHIND_TLS if is_secure else {})).items():
                headers.setdefault(name, value)
            return start_response(status, headers.to_wsgi_list(), *error)

        return app(environ, start)

    return wrapped


def _secured(name: str, value: str) -> str:
    is_open = name.lower() == "set-cookie" and "; secure" not in value.lower()
    return f"{value}; Secure" if is_open else value
