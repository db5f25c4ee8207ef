"""Many offices at once, with thousands of sockets: players and onlookers in processes of their own, and what they tell."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from lobby.rehearsal.client import Client, Unanswered
from lobby.rehearsal.credentials import Credentials
from lobby.rehearsal.onlookers import Orders
from lobby.rehearsal.places import Watchable
from lobby.rehearsal.play import ALL_DAY, CannotPlay
from lobby.rehearsal.player import Part
from lobby.rehearsal.record import Record
from lobby.rehearsal.report import Memory, Report, Usages, Used, put_together
from lobby.rehearsal.usage import Usage, family, listening

OFFICES_A_PLAYER, SOCKETS_A_CROWD = 7, 2500
OPENING_S, OPENING_A_SOCKET_S = 60.0, 0.05  # until all sockets are open, at most
ANSWER_S = 5.0  # a server that is not there at all is not waited for
SETTLE_S = 6.0  # until phones, merged into one board in 2 s, show what is so
MINUTE_S, MIB = 60.0, 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost")
Say = Callable[[str], object]
Journals = Callable[[str], list[str]]


@dataclass(frozen=True)
class Load:
    """What is asked for; seed to hours as in `play.Rehearsal`. `minutes`: play on so long; None: one day.

    `server_pids`: the server's processes, or the one that started them; none: whoever listens on this machine.
    """

    url: str
    seed: int = 1
    speed: float = 60.0
    tickets: int = 300
    hours: tuple[float, float] = ALL_DAY
    minutes: float | None = None
    sockets: int = 0
    server_pids: tuple[int, ...] = ()


def rehearse_many(load: Load, offices: Sequence[Credentials], journal: Journals = lambda office: [], say: Say = print) -> Report:
    """Play all these offices. `journal`: what is wrong with an office's, in words, asked in the end. Raises CannotPlay."""
    with ExitStack() as closing:
        crowds = _gather(load, [watchable(load.url, each) for each in offices], say, closing)
        parts = [
            Companion("lobby.rehearsal.player", part.written(), closing, f"player {number}")
            for number, part in enumerate(_parts(load, offices), 1)
        ]
        ours, server = Usage(lambda: [each.pid for each in (*crowds, *parts)]), Usage(Served(load).pids)
        for usage in (ours, server):
            usage.start()
            closing.callback(usage.stop)
        played = _follow(parts, crowds, say)
        sleep(SETTLE_S)
        watched = [crowd.ask('["report"]') for crowd in crowds]
        used = _used(ours, server, {each.pid: each.name for each in (*crowds, *parts)})
    say("looking through the journals")
    wrongs = {each.office: journal(each.office) for each in offices}
    return put_together(load.sockets, played, watched, wrongs, used)


def watchable(url: str, players: Credentials) -> Watchable:
    """An office as onlookers need it. Raises CannotPlay where the server does not tell."""
    record = Record()
    try:
        about = Client(url, players.kiosk, record, give_up_s=ANSWER_S).get(f"/api/v1/office?office={players.office}")
        desks = Client(url, players.caseworkers[0].token, record, give_up_s=ANSWER_S).get("/api/v1/desk/counters")
    except Unanswered as error:
        raise CannotPlay(reason=f"{url}: no answer") from error
    if not (about.is_ok and desks.is_ok):
        raise CannotPlay(reason=f"{players.office}: {about.code or desks.code}")
    counters = [each["slug"] for each in desks.body["items"]]
    tokens = dict(zip(counters, (worker.token for worker in players.caseworkers), strict=False))
    return Watchable(players.office, tuple(about.body["languages"]), players.display, players.kiosk, tokens)


class Companion:
    """One of our own processes, that is told lines of JSON and tells some. It ends when we do."""

    def __init__(self, module: str, first: str, closing: ExitStack, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
        )
        self._asking = threading.Lock()
        self._told: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        closing.callback(self.end)
        self.tell(first)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, line: str) -> None:
        """Say one line; one that has ended is noticed where it is listened to."""
        assert self._process.stdin is not None
        with self._asking, suppress(BrokenPipeError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def hear(self) -> Any:
        """The next that it tells; None when it has ended. Raises CannotPlay where it ended with an error."""
        if line := self._told.get():
            return json.loads(line)
        if code := self._process.wait():
            raise CannotPlay(reason=f"{self.name} ended with {code}")
        return None

    def ask(self, line: str) -> Any:
        """Say one line, and wait for the answer beside which it tells how many sockets are open."""
        self.tell(line)
        while (told := self.hear()) is not None:
            if "seen" in told:
                return told
        raise CannotPlay(reason=f"{self.name} told nothing")

    def _read(self) -> None:
        """Take in all that it tells: nobody may have to wait for us."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.put(line)
        self._told.put("")

    def close_input(self) -> None:
        """Say nothing any more: by that it knows that it is to end."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()

    def end(self) -> None:
        self.close_input()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()


def _gather(load: Load, offices: list[Watchable], say: Say, closing: ExitStack) -> list[Companion]:
    """The onlookers, as soon as all their sockets are open."""
    number = -(-load.sockets // SOCKETS_A_CROWD)
    is_here = urlsplit(load.url).hostname in LOOPBACK
    crowds = []
    for place in range(number):
        sockets = load.sockets // number + (place < load.sockets % number)
        orders = Orders(load.url, load.seed + place, sockets, place if is_here else None, offices)
        crowds.append(Companion("lobby.rehearsal.onlookers", orders.written(), closing, f"crowd {place + 1}"))
    ends_at = monotonic() + OPENING_S + OPENING_A_SOCKET_S * load.sockets
    opened = 0
    while opened < load.sockets:
        opened = sum(crowd.hear()["open"] for crowd in crowds)
        say(f"{opened} of {load.sockets} sockets open")
        if monotonic() > ends_at:
            break  # what is missing is in the report
    return crowds


def _parts(load: Load, offices: Sequence[Credentials]) -> list[Part]:
    number = -(-len(offices) // OFFICES_A_PLAYER)
    ends_at = None if load.minutes is None else monotonic() + load.minutes * MINUTE_S
    about = (load.speed, load.tickets, load.hours, ends_at)
    return [Part(load.url, load.seed + place, *about, list(offices[place::number])) for place in range(number)]


def _follow(parts: list[Companion], crowds: list[Companion], say: Say) -> list[dict[str, Any]]:
    """Pass each ticket that is drawn on to the crowds, until all is played; what was played."""
    played: list[dict[str, Any]] = []
    failed: list[Exception] = []

    def follow(part: Companion) -> None:
        try:
            while (told := part.hear()) is not None:
                if told[0] == "drawn":
                    for crowd in crowds:
                        crowd.tell(json.dumps(told))
                else:
                    played.append(told[1])
                    say(f"{told[1]['office']}: played")
        except CannotPlay as error:
            failed.append(error)

    threads = [threading.Thread(target=follow, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return played


class Served:
    """Which processes are the server's now; whoever listens is looked for only when nobody is known: that takes a while."""

    def __init__(self, load: Load) -> None:
        parts = urlsplit(load.url)
        self._roots = list(load.server_pids)
        self._port = parts.port or 80 if parts.hostname in LOOPBACK and not self._roots else None

    def pids(self) -> list[int]:
        found = family(self._roots)
        if not found and self._port is not None:
            self._roots = listening(self._port)
            found = family(self._roots)
        return found


def _used(ours: Usage, server: Usage, names: dict[int, str]) -> Usages:
    ours.stop()
    server.stop()
    last = server.lasted_s
    third = server.memory(2 * MINUTE_S, 3 * MINUTE_S) if last > 4 * MINUTE_S else None
    memory = Memory(*(None if each is None else each / MIB for each in (third, server.memory(last - MINUTE_S, last + 1))))
    return Usages(
        [Used(str(pid), share, server.busiest()[pid]) for pid, share in server.shares().items()],
        [Used(names[pid], share, ours.busiest()[pid]) for pid, share in ours.shares().items()],
        memory,
    )
