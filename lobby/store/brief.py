"""What was read a moment ago: keys and offices hardly ever change, and every request asks for them."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, TypeVar

LASTS_S = 1.0
MOST = 10_000
Found = TypeVar("Found")


class Brief:
    """Answers kept for LASTS_S of real time: so long a key that another process revoked may still open.

    In this process a change counts from its commit on: whoever writes forgets all.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[float, Any]] = {}
        self._age = 0

    def get(self, about: Hashable, read: Callable[[], Found]) -> Found:
        """The answer known, else what `read` gives. That there is nothing is not kept: it may be made any moment."""
        known = self._known.get(about)
        if known is not None and monotonic() < known[0]:
            return known[1]  # type: ignore[no-any-return]
        age, until = self._age, monotonic() + LASTS_S
        found = read()
        if age == self._age and found:  # nothing was changed while it was read
            self._keep(about, until, found)
        return found

    def forget(self) -> None:
        """What these answers rest on has changed."""
        self._age += 1
        self._known = {}

    def _keep(self, about: Hashable, until: float, found: object) -> None:
        if len(self._known) >= MOST:
            self._known = {}
        self._known[about] = (until, found)
