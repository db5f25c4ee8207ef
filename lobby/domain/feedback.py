"""How a visit was: one question, five faces, and what may be told of the answers."""

from dataclasses import dataclass
from math import sqrt

from lobby.domain.errors import N_

QUESTION = N_("Wie war Ihr Besuch heute?")
FACES = {5: N_("sehr gut"), 4: N_("gut"), 3: N_("es geht"), 2: N_("schlecht"), 1: N_("sehr schlecht")}
"""Score → what the face says, best first."""
SATISFIED = frozenset({4, 5})
TOO_SOON = 0  # the score under which answers of an exit are counted that came too quickly, one after the other
LONGEST_WORDS = 300
Z = 1.96  # of the normal distribution: 95 %


@dataclass(frozen=True, slots=True)
class Asking:
    """What an office wants: whether it asks at all, and whether somebody may say more in words."""

    asks: bool = False
    words: bool = False


def wilson(some: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson, Probable inference, JASA 22 (1927), p. 209–212, without correction."""
    centre, spread = some + Z**2 / 2, Z * sqrt(some * (of - some) / of + Z**2 / 4)
    low, high = ((centre + sign * spread) / (of + Z**2) for sign in (-1, 1))
    return max(low, 0.0), min(high, 1.0)
