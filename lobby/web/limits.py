"""How often one address may try what is worth guessing or flooding, and how much may be sent at once."""

from collections.abc import Callable
from hashlib import sha256
from time import monotonic
from typing import Any, TypeVar

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse
from redis import RedisError

from lobby.domain.errors import NotFound, TooMany
from lobby.web.runtime import here

LARGEST_BODY, LARGEST_IN_CHUNKS = 64 * 1024, 1024 * 1024

limiter = Limiter(get_remote_address, in_memory_fallback_enabled=True)
View = TypeVar("View", bound=Callable[..., Any])


class Allowance:
    """`at_once` of something, which come back little by little: so many `per_s`."""

    def __init__(self, at_once: float, per_s: float) -> None:
        self._most, self._per_s = at_once, per_s
        self._left, self._at = at_once, monotonic()

    def takes(self, number: float = 1) -> bool:
        """Whether there is so much left. It is gone then."""
        now = monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._per_s) - number
        self._at = now
        return self._left >= 0


def ticket_of(token: str) -> tuple[int, int]:
    """The (office id, ticket id) of a token. Raises NotFound, Gone, and TooMany where one address guesses."""
    try:
        return here().ticket_id(token)
    except NotFound:
        count_guess()
        raise


def count_guess() -> None:
    """Note that this address shows what opens nothing: a ticket's token, a device's, a program's. Raises TooMany where it goes on.

    A known one is never refused for that: 500 phones may share an address. While Redis is away nobody counts: what is guessed at
    are 128 bits and more.
    """
    try:
        is_fine = limiter.limiter.hit(parse(f"{here().settings.guessed_tokens_per_minute}/minute"), "guess", get_remote_address())
    except RedisError:
        return
    if not is_fine:
        raise TooMany()


def changes() -> str:
    """How often one ticket may be changed by whoever has its token."""
    return f"{here().settings.ticket_changes_per_minute}/minute"


def by_token() -> str:
    """Limits count each ticket by itself; its token is kept nowhere for that."""
    return sha256(str((request.view_args or {}).get("token", "")).encode()).hexdigest()


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
