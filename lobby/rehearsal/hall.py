"""The waiting area: which visitor holds which ticket, who will come back, and whether everybody is done."""

import heapq
import threading

from lobby.rehearsal.plan import Shows, Visitor


class Hall:
    """What players know without the server: people stand in the same room. Safe to use from any thread."""

    def __init__(self) -> None:
        self._visitors: dict[int, Visitor] = {}
        self._inside: set[int] = set()
        self._returned: set[int] = set()
        self._late: list[tuple[float, int]] = []
        self._news = threading.Condition()

    def enter(self, ticket_id: int, visitor: Visitor) -> None:
        with self._news:
            self._visitors[ticket_id] = visitor
            self._inside.add(ticket_id)
            self._news.notify_all()

    def holder(self, ticket_id: int, wait_s: float = 3.0) -> Visitor | None:
        """Whose ticket this is; None for somebody who does not belong to the rehearsal.

        A ticket may be called before its drawing is answered: wait a little for that.
        """
        with self._news:
            self._news.wait_for(lambda: ticket_id in self._visitors, wait_s)
            return self._visitors.get(ticket_id)

    def shows(self, ticket_id: int, visitor: Visitor) -> Shows:
        """How the visitor reacts to a call now: whoever came back late does not miss the next one."""
        with self._news:
            return Shows.AT_CALL if ticket_id in self._returned else visitor.shows

    def leave(self, ticket_id: int) -> None:
        with self._news:
            self._inside.discard(ticket_id)
            self._news.notify_all()

    def come_back(self, ticket_id: int, at_s: float) -> None:
        """The visitor who missed a call will stand at the counters again at this office time."""
        with self._news:
            heapq.heappush(self._late, (at_s, ticket_id))

    def next_late(self, now_s: float) -> int | None:
        """A late visitor who is back by now, handed out once."""
        with self._news:
            if not self._late or self._late[0][0] > now_s:
                return None
            ticket_id = heapq.heappop(self._late)[1]
            self._returned.add(ticket_id)
            return ticket_id

    @property
    def inside(self) -> int:
        """How many have a ticket and are not done."""
        with self._news:
            return len(self._inside)

    @property
    def known(self) -> dict[int, Visitor]:
        with self._news:
            return dict(self._visitors)
