"""A process of its own that holds many sockets of many offices, and tells what they saw.

It reads lines of JSON: first an `Orders`, then ["drawn", office, token, language] for each ticket, ["report"] to be told
everything. It writes {"open": so many} each second, and a report when asked. It ends when its input does.
"""

import json
import resource
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from time import monotonic
from typing import Any

from lobby.rehearsal.crowd import Crowd, of_loopback
from lobby.rehearsal.link import Link
from lobby.rehearsal.places import Place, Pockets, Watchable, spread
from lobby.rehearsal.seen import Eye, Seen

STEP_S = 0.2
LOOK_S = 0.5
TELL_S = 1.0


@dataclass(frozen=True)
class Orders:
    """What one such process is to do. `first`: which one it is, for its own source addresses; None: the system's choice."""

    url: str
    seed: int
    sockets: int
    first: int | None
    offices: list[Watchable]

    @classmethod
    def read(cls, line: str) -> "Orders":
        told = json.loads(line)
        offices = [Watchable(**each | {"languages": tuple(each["languages"])}) for each in told.pop("offices")]
        return cls(**told, offices=offices)

    def written(self) -> str:
        return json.dumps(asdict(self))


class Onlookers:
    """The sockets of some offices, and which ticket each phone shows."""

    def __init__(self, crowd: Crowd, places: Iterable[Place]) -> None:
        self.seen = Seen()
        self._crowd = crowd
        self._eyes = [Eye(place, self.seen) for place in places]
        self._links: list[Link] = [crowd.add(eye) for eye in self._eyes]
        phones: defaultdict[str, list[int]] = defaultdict(list)
        for number, eye in enumerate(self._eyes):
            if eye.place.kind == "phone":
                phones[eye.place.office].append(number)
        self._phones = {office: Pockets(numbers) for office, numbers in phones.items()}
        self._numbers = dict(phones)
        self._languages: dict[str, str] = {}

    def drawn(self, office: str, token: str, language: str) -> None:
        """Somebody has drawn: some phones show this ticket from now on."""
        self._languages[token] = language
        for phone in self._phones[office].drawn(token) if office in self._phones else ():
            self._show(phone, token)

    def look_round(self) -> None:
        """Phones of visitors who have left show somebody else's ticket."""
        for office, pockets in self._phones.items():
            left = {_token(self._eyes[phone]) for phone in self._numbers[office] if self._eyes[phone].has_left}
            for token in left:
                for phone, other in pockets.ended(token).items():
                    self._show(phone, other)

    def report(self) -> dict[str, Any]:
        """All sums, and what each display and phone shows now."""
        eyes = [
            {
                "office": eye.place.office,
                "kind": eye.place.kind,
                "topic": eye.place.topic,
                "state": eye.state,
                "day": eye.age[0],
                "revision": eye.age[1],
                "is_open": link.is_open,
            }
            for eye, link in zip(self._eyes, self._links, strict=True)
        ]
        return {"seen": vars(self.seen), "eyes": eyes}

    def _show(self, phone: int, token: str) -> None:
        eye, link = self._eyes[phone], self._links[phone]
        had_one = bool(eye.place.topic)
        office = eye.place.office
        eye.move(Place(office, "phone", f"{office}/ticket/{token}", self._languages[token]))
        if had_one:
            self._crowd.again(link)  # another visitor's phone, so another connection
        else:
            self._crowd.watch(link)


def _token(eye: Eye) -> str:
    return eye.place.topic.rpartition("/")[2]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    orders = Orders.read(sys.stdin.readline())
    crowd = Crowd(orders.url, orders.seed, of_loopback(orders.first) if orders.first is not None else lambda number: None)
    onlookers, is_over = Onlookers(crowd, spread(orders.sockets, orders.offices)), threading.Event()
    threading.Thread(target=_obey, args=(crowd, onlookers, is_over), daemon=True).start()
    looked_at = told_at = 0.0
    while not is_over.is_set():
        crowd.step(STEP_S)
        if monotonic() - looked_at > LOOK_S:
            looked_at = monotonic()
            onlookers.look_round()
        if monotonic() - told_at > TELL_S:
            told_at = monotonic()
            _say({"open": crowd.open})
    crowd.close()


def _obey(crowd: Crowd, onlookers: Onlookers, is_over: threading.Event) -> None:
    for line in sys.stdin:
        what, *about = json.loads(line)
        if what == "drawn":
            crowd.ask(partial(onlookers.drawn, *about))
        elif what == "report":
            crowd.ask(lambda: _say(onlookers.report()))
    is_over.set()


def _say(told: Any) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
