"""What a crowd of sockets has seen: every board, and whatever must not be. It counts; it excuses nothing."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from lobby.rehearsal.places import Place

Age = tuple[str, int, str]  # day, revision, as_of
Board = dict[str, Any]
Shown = dict[str, defaultdict[int, list[float]]]
NEVER: Age = ("", 0, "")
OVER = ("finished", "withdrawn", "expired")


@dataclass
class Seen:
    """One crowd's sums. Instants are monotonic seconds, which all processes of a machine share.

    `opened`: sockets that were shown what they asked for; `lost`: ended by the server or the network, never by us; `back`: shown it
    again after that. `unopened`: attempts that led to nothing. `silent`: sockets that heard nothing, no ping either, for
    longer than a page would believe. `wrong`: refusals and what no server may say, by name. `older`: boards that came after a
    newer one of their topic; `again`: the same board twice. `on_displays`, `on_phones`: office → call → when it was shown.
    """

    boards: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    lost: int = 0
    back: int = 0
    unopened: int = 0
    silent: int = 0
    older: int = 0
    again: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    longest_without_board_s: float = 0.0
    on_displays: Shown = field(default_factory=dict)
    on_phones: Shown = field(default_factory=dict)


class Eye:
    """What one socket has been shown, in the order of its connections."""

    def __init__(self, place: Place, seen: Seen) -> None:
        self.place, self.seen = place, seen
        self.age = NEVER
        self.state: str | None = None
        self._calls: set[int] = set()
        self._board_at: float | None = None
        self._is_known = False
        self._is_lost = False

    def move(self, place: Place) -> None:
        """Look at something else from now on."""
        self.place, self.age, self.state = place, NEVER, None
        self._board_at, self._is_lost = None, False

    def open(self) -> None:
        """It is shown what it asked for, or, without a topic, is greeted."""
        self.seen.opened += not self._is_known
        self.seen.back += self._is_lost
        self._is_known, self._is_lost = True, False

    def lose(self) -> None:
        """The connection ended, and not by us."""
        self.seen.lost += 1
        self._is_lost, self._board_at = True, None

    def fail(self) -> None:
        """A connection was tried, and did not come about."""
        self.seen.unopened += 1

    def hear_nothing(self) -> None:
        self.seen.silent += 1

    def wonder(self, what: str) -> None:
        """Something was said that must not be."""
        self.seen.wrong[what] += 1

    def look(self, board: Board, now: float) -> None:
        """Take a board. One that is older than what was shown before is counted, and not believed."""
        self.seen.boards[self.place.kind] += 1
        age = (str(board["day"]), int(board["revision"]), str(board["as_of"]))
        if age < self.age:
            self.seen.older += 1
            return
        self.seen.again += age == self.age
        is_first, self.age = self.age == NEVER, age
        if self._board_at is not None:
            self.seen.longest_without_board_s = max(self.seen.longest_without_board_s, now - self._board_at)
        self._board_at = now
        if self.place.kind == "display":
            self._look_at_calls(self.seen.on_displays, board["calls"], is_first, now)
        elif self.place.kind == "phone":
            self.state = str(board["state"])
            self._look_at_calls(self.seen.on_phones, [board["call"]] if board.get("call") else [], is_first, now)

    @property
    def has_left(self) -> bool:
        """Whether the visitor whose ticket it shows is done."""
        return self.state in OVER

    def _look_at_calls(self, where: Shown, calls: list[Board], is_first: bool, now: float) -> None:
        """Note when calls were shown; those of the very first board were shown before anybody looked."""
        listed = {int(call["id"]) for call in calls}
        for call_id in () if is_first else listed - self._calls:
            where.setdefault(self.place.office, defaultdict(list))[call_id].append(now)
        self._calls |= listed
