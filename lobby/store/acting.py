"""Who acts in this request or command, and from where. The audit asks here, so that nobody has to pass it on."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`by`: "staff:7", "device:3", "command:root", "provider" (OpenID), "visitor" or "clock".

    `address`: of staff and devices, never of a visitor.
    """

    by: str
    address: str | None = None


CLOCK = Actor("clock")
VISITOR = Actor("visitor")
_now: ContextVar[Actor] = ContextVar("actor", default=CLOCK)


def actor() -> Actor:
    """Whoever acts now; where nobody said so, time itself."""
    return _now.get()


def act_as(who: Actor) -> None:
    """From now on, in this request or command."""
    _now.set(who)


def address_of(by: str) -> str | None:
    """From where this one acts, if it is the one who acts now."""
    return actor().address if actor().by == by else None
