"""Who watches what in an office, besides those who play: a few displays, desks and kiosks, and mostly visitors' phones."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHARES = {"display": 3, "desk": 4, "kiosk": 1}
"""Kind of screen → its share of an office's sockets in percent. All others are phones."""


@dataclass(frozen=True, slots=True)
class Watchable:
    """An office as its screens know it. `desks`: counter → token of a caseworker."""

    slug: str
    languages: tuple[str, ...]
    display: str
    kiosk: str
    desks: dict[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """What a socket watches, and with whose token. A phone that has no ticket yet has no topic."""

    office: str
    kind: str
    topic: str = ""
    language: str | None = None
    token: str | None = None


def spread(sockets: int, offices: Sequence[Watchable]) -> list[Place]:
    """The places of so many sockets, about the same for each office."""
    shares = [sockets // len(offices) + (number < sockets % len(offices)) for number in range(len(offices))]
    return [place for office, count in zip(offices, shares, strict=True) for place in _of_office(office, count)]


def _of_office(office: Watchable, count: int) -> list[Place]:
    displays, desks, kiosks = (-(-count * share // 100) for share in SHARES.values())  # at least one of each
    counters = list(office.desks)
    # a hall's displays are all in one language, or two: each shows a call in German and in the visitor's language anyway
    found = [
        Place(office.slug, "display", f"{office.slug}/display/hall", _turn(office.languages[:2], number), office.display)
        for number in range(displays)
    ]
    for number in range(desks if counters else 0):
        counter = _turn(counters, number)
        found.append(Place(office.slug, "desk", f"{office.slug}/desk/{counter}", "de", office.desks[counter]))
    found += [Place(office.slug, "kiosk", f"{office.slug}/kiosk", office.languages[0], office.kiosk)] * kiosks
    return (found + [Place(office.slug, "phone")] * count)[:count]


def _turn(several: Sequence[str], number: int) -> str:
    return several[number % len(several)]


class Pockets:
    """Which ticket each of an office's phones shows: about as many phones for each ticket whose visitor is still there.

    Phones are numbers. Nothing moves but by `drawn` and `ended`, which say which phones are to show another ticket now.
    """

    def __init__(self, phones: Iterable[int]) -> None:
        self._idle = deque(phones)
        self._total = len(self._idle)
        self._shown: dict[str, list[int]] = {}

    def drawn(self, ticket: str) -> list[int]:
        """The phones that show this new ticket: those that show none, then some of those that many show."""
        if ticket in self._shown:
            return []
        fair = max(1, self._total // (len(self._shown) + 1))
        if not self._shown:
            fair = self._total
        moved = [self._idle.popleft() for _ in range(min(fair, len(self._idle)))]
        while len(moved) < fair and (fullest := self._fullest()) and len(fullest) > len(moved) + 1:
            moved.append(fullest.pop())
        self._shown[ticket] = moved
        return moved

    def ended(self, ticket: str) -> dict[int, str]:
        """This ticket's visitor has left: phone → the ticket that it shows from now on. Where nobody waits they stay idle."""
        self._idle.extend(self._shown.pop(ticket, []))
        found: dict[int, str] = {}
        while self._idle and self._shown:
            emptiest = min(self._shown, key=lambda each: len(self._shown[each]))
            found[phone := self._idle.popleft()] = emptiest
            self._shown[emptiest].append(phone)
        return found

    def _fullest(self) -> list[int]:
        return max(self._shown.values(), key=len, default=[])
