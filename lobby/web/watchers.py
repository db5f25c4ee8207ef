"""Who watches what: found by socket, by office and by room, however many there are."""

from collections import Counter, defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """One view of one topic: everybody in it gets the same bytes. `topic` as the watcher named it."""

    topic: str
    kind: str
    office_id: int
    key: str
    language: str
    inside: bool

    @property
    def room(self) -> str:
        """Of one office alone: a topic may be named without it."""
        return f"{self.office_id}|{self.topic}|{self.language}|{self.inside}"


class Watchers:
    """All watches of this process, each with its sockets."""

    def __init__(self) -> None:
        self._sids: dict[Watch, set[str]] = {}
        self._watches: defaultdict[str, set[Watch]] = defaultdict(set)
        self._offices: defaultdict[int, dict[Watch, None]] = defaultdict(dict)
        self._rooms: dict[str, Watch] = {}

    def __contains__(self, watch: Watch) -> bool:
        return watch in self._sids

    def add(self, watch: Watch, sid: str) -> None:
        self._sids.setdefault(watch, set()).add(sid)
        self._watches[sid].add(watch)
        self._offices[watch.office_id][watch] = None
        self._rooms[watch.room] = watch

    def remove(self, watch: Watch, sid: str) -> bool:
        """Whether nobody is left who watches it."""
        self._watches[sid].discard(watch)
        if not self._watches[sid]:
            del self._watches[sid]
        self._sids[watch].discard(sid)
        if self._sids[watch]:
            return False
        del self._sids[watch], self._offices[watch.office_id][watch], self._rooms[watch.room]
        return True

    def of(self, sid: str) -> list[Watch]:
        """What a socket watches."""
        return list(self._watches.get(sid, ()))

    def of_office(self, office_id: int) -> list[Watch]:
        """What is watched of an office, in the order in which that began."""
        return list(self._offices.get(office_id, ()))

    def has_room(self, room: str) -> bool:
        return room in self._rooms

    def in_room(self, room: str) -> Watch | None:
        return self._rooms.get(room)

    def all(self) -> list[Watch]:
        return list(self._sids)

    def counted(self) -> dict[str, int]:
        """How many watch each kind of topic: "display", "ticket"…"""
        found: Counter[str] = Counter()
        for watch, sids in list(self._sids.items()):
            found[watch.kind] += len(sids)
        return dict(found)
