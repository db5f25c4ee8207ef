"""How often one address may try what is worth guessing or flooding, and how much may be sent at once."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

LARGEST_BODY = 64 * 1024

limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True)
View = TypeVar("View", bound=Callable[..., Any])


def large_body(most: int) -> Callable[[View], View]:
    """Let a view take up to `most` bytes: uploads have limits of their own."""

    def decorate(view: View) -> View:
        view.largest_body = most  # type: ignore[attr-defined]
        return view

    return decorate


def largest_body() -> int:
    """How many bytes the view of this request takes."""
    view = current_app.view_functions.get(request.endpoint or "")
    return int(getattr(view, "largest_body", LARGEST_BODY))
