"""In which order a kiosk offers its languages: the office's own, or the most used first."""

from collections.abc import Mapping
from datetime import timedelta

REMEMBERED = timedelta(days=60)
"""Numbers drawn before that do not count. Nor do today's: the order stays as it is while the house is open."""
FEWEST = 5
"""Fewer numbers than these in a language count as none: they tell more of a person than of the house."""
IN_PLACE = frozenset({"de", "de-simple"})
"""These stay where the office has put them: first."""


def most_used_first(offered: tuple[str, ...], drawn: Mapping[str, int]) -> tuple[str, ...]:
    """The languages by how many numbers were drawn in them. Those used alike, or not at all, keep the office's order."""
    moving = (code for code in offered if code not in IN_PLACE)
    sorted_ones = iter(sorted(moving, key=lambda code: -(drawn.get(code, 0) if drawn.get(code, 0) >= FEWEST else 0)))
    return tuple(code if code in IN_PLACE else next(sorted_ones) for code in offered)
