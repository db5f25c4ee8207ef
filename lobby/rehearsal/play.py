"""A rehearsal: a whole invented Tuesday, or several, played against a running server through its public interfaces."""

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from lobby.domain.errors import N_, LobbyError
from lobby.rehearsal import pace as paces
from lobby.rehearsal import plan
from lobby.rehearsal.caseworkers import AtCounter, sit_down
from lobby.rehearsal.client import Client, Unanswered
from lobby.rehearsal.credentials import Credentials, NotADemo, discard, prepare
from lobby.rehearsal.hall import Hall
from lobby.rehearsal.pace import Pace, ServerPace
from lobby.rehearsal.reckoning import reckon
from lobby.rehearsal.record import Kept, Record
from lobby.rehearsal.summary import Summary
from lobby.rehearsal.visitors import KIOSKS, Visitors
from lobby.rehearsal.watcher import Board, Heard, Screen, ScreenMaker, Watcher

__all__ = ["Progress", "Rehearsal", "discard", "prepare", "rehearse"]

Progress = Callable[[int, int, str], None]  # visitors done, visitors in all, the office's clock
BEFORE_OPENING_S = 120.0
ALL_DAY = (0.0, 24.0)
STUCK_S, STUCK_OFFICE_S = 90.0, 4 * 3600.0  # real and office time without anything happening: the rest counts as unserved
LOOK_S = 0.25
FIRST_ANSWER_S = 10.0  # a server that is not there at all is not waited for


class CannotPlay(LobbyError):
    code, status = "cannot-rehearse", 409
    message = N_("Hier kann nicht geprobt werden: {reason}")


@dataclass
class Rehearsal:
    """What is to be played, and by whom. Office time runs `speed` times real time, or as the server's clock does when bent.

    `hours`: visitors come only within these hours of the office's day. `ends_at`: an instant until which day after day is
    played; then nobody comes any more, and those who are there are served at once. None: one day, to its end.
    `states`: ticket id → what had become of it in the end.
    """

    url: str
    office: str
    credentials: Credentials
    seed: int = 1
    speed: float = 60.0
    tickets: int = 300
    progress: Progress | None = None
    record: Record = field(default_factory=Record)
    hours: tuple[float, float] = ALL_DAY
    ends_at: float | None = None
    screen: ScreenMaker = Watcher
    states: dict[int, str] = field(default_factory=dict)

    def play(self) -> Summary:
        """Play it; what came of it.

        Raises NotADemo, CannotPlay, requests' and socketio's errors where there is no server to begin with.
        """
        kiosk = Client(self.url, self.credentials.kiosk, self.record, connections=KIOSKS * 2 + 4)
        about = _about(Client(self.url, self.credentials.kiosk, self.record, give_up_s=FIRST_ANSWER_S), self.office)
        planned, began = 0, monotonic()
        with ExitStack() as closing:
            stage = _Stage(self, kiosk, about, closing)
            for number in itertools.count():
                planned += stage.play_a_day(self.seed + number)
                if self.ends_at is None or monotonic() >= self.ends_at or stage.is_stuck:
                    break
            self.states = reckon(kiosk, self.record, self.office)
        return Summary.of(self.record, stage.hall, self.states, planned=planned, lasted_s=monotonic() - began)


def rehearse(
    url: str,
    office: str,
    credentials: Credentials,
    seed: int = 1,
    speed: float = 60.0,
    tickets: int = 300,
    progress: Progress | None = None,
    kept: list[Kept] | None = None,
) -> Summary:
    """Play one day to its end; what came of it. All boards that screens received are added to `kept`. Raises as `play` does."""
    return Rehearsal(url, office, credentials, seed, speed, tickets, progress, Record(kept)).play()


class _Stage:
    """Who takes part: screens that watch, caseworkers at their counters, visitors."""

    pace: Pace

    def __init__(self, rehearsal: Rehearsal, kiosk: Client, about: Board, closing: ExitStack) -> None:
        self._it, self._kiosk, self._closing = rehearsal, kiosk, closing
        self.url, self.record = rehearsal.url.rstrip("/"), rehearsal.record
        self.languages: list[str] = about["languages"]
        self._services: list[str] = [service["slug"] for service in about["services"]]
        self.zone = ZoneInfo(about["time_zone"])
        self.hall, self.is_stuck = Hall(), False
        self._desks: dict[str, Screen] = {}
        self._day = ""

    def play_a_day(self, seed: int) -> int:
        """From the caseworkers' signing on to the last visitor's leaving; how many visitors were to come."""
        seated = self._seat_caseworkers(seed)
        served = {slug for _, services in seated for slug in services}
        offered = [slug for slug in self._services if slug in served]
        first, last = (hour * plan.HOUR for hour in self._it.hours)
        day = plan.tuesday(seed, self._it.tickets, offered, self.languages)
        coming = [visitor for visitor in day if first <= visitor.arrives_s < last]
        self.pace = _pace(self._kiosk, self._it.office, self.zone, self._it.speed, max(first, plan.OPENING_S))
        return self._play([player for player, _ in seated], coming, seed)

    def _seat_caseworkers(self, seed: int) -> list[tuple[AtCounter, list[str]]]:
        """Those who found a free counter, each with the services of it. Raises CannotPlay when nobody did."""
        counters: list[dict[str, Any]] = []
        players = []
        for place, worker in enumerate(self._it.credentials.caseworkers):
            client = Client(self.url, worker.token, self.record)
            counters = counters or client.get("/api/v1/desk/counters").body.get("items", [])
            if place < len(counters):
                players.append(AtCounter(client, counters[place]["slug"], self.hall, self.record, seed + place))
        seated = {player.counter for player in sit_down(players)}
        found = [
            (player, counter["services"]) for player, counter in zip(players, counters, strict=False) if player.counter in seated
        ]
        if not found:
            raise CannotPlay(reason=", ".join(self.record.notes) or "counter-taken")
        return found

    def _play(self, players: list[AtCounter], day: list[plan.Visitor], seed: int) -> int:
        """Until everybody who drew is done, or nothing moves any more."""
        self._put_up_screens()
        about = (self._kiosk, self.hall, self.pace, self.record, self._it.office, self.zone, seed, self._it.screen)
        visitors = Visitors(*about)
        self._closing.callback(visitors.close)
        arrivals = threading.Thread(target=visitors.play, args=(day,), daemon=True)
        with ThreadPoolExecutor(len(players), "counter") as pool:
            working = [pool.submit(player.play, self._desk(player), self.pace) for player in players]
            arrivals.start()
            try:
                self._wait_until_done(arrivals, working, len(day))
            finally:
                self.pace.over.set()
            for work in working:
                work.result()
        return visitors.came if self._it.ends_at is not None else len(day)

    def _wait_until_done(self, arrivals: threading.Thread, working: list[Future[None]], total: int) -> None:
        pace, progress = self.pace, self._it.progress
        moved, moved_at = -1, monotonic()
        while (arrivals.is_alive() or self.hall.inside) and not (pace.over.is_set() or all(work.done() for work in working)):
            done = len(self.hall.known) - self.hall.inside
            if progress:
                progress(done, total, pace.on_the_wall())
            if self._it.ends_at is not None and monotonic() >= self._it.ends_at:
                pace.hurry()
            if self.record.moves != moved or arrivals.is_alive():
                moved, moved_at = self.record.moves, monotonic()
            if monotonic() - moved_at > STUCK_S + STUCK_OFFICE_S / pace.speed:
                self.record.failed("stuck", f"{self.hall.inside} tickets did not move for {monotonic() - moved_at:.0f} s")
                self.is_stuck = True
                return
            threading.Event().wait(LOOK_S)
        if progress:
            progress(total, total, pace.on_the_wall())

    def _put_up_screens(self) -> None:
        """The hall's display in two languages, and the kiosk's start page; they hang there from the first day on."""
        if self._desks:
            return
        for language in (self.languages[0], self.languages[-1]):
            self._watch("display/hall", language, self._it.credentials.display, self._show)
        self._watch("kiosk", self.languages[0], self._it.credentials.kiosk)

    def _desk(self, player: AtCounter) -> Screen:
        if player.counter not in self._desks:
            self._desks[player.counter] = self._watch(f"desk/{player.counter}", "de", player.client.token)
        return self._desks[player.counter]

    def _watch(self, topic: str, language: str, token: str | None, heard: Heard | None = None) -> Screen:
        screen = self._it.screen(self.url, f"{self._it.office}/{topic}", language, token, self.record, heard)
        self._closing.callback(screen.close)
        return screen

    def _show(self, board: Board) -> None:
        if isinstance(self.pace, ServerPace):
            self.pace.correct(datetime.fromisoformat(board["as_of"]).astimezone(self.zone))
        self._day = self._day or board["day"]
        if board["day"] > self._day:
            self.pace.over.set()  # midnight: whoever still waited has gone home, and all counters are free
        for call in board["calls"]:
            self.record.shown(call["id"])


def _about(kiosk: Client, office: str) -> Board:
    """What the server says of the office. Raises NotADemo, CannotPlay."""
    try:
        answer = kiosk.get(f"/api/v1/office?office={office}")
    except Unanswered as error:
        raise CannotPlay(reason=f"{kiosk.url}: no answer") from error
    if not answer.is_ok:
        raise CannotPlay(reason=str(answer.body.get("detail") or answer.code))
    if not answer.body.get("demo"):
        raise NotADemo(office=office)
    return answer.body


def _pace(kiosk: Client, office: str, zone: ZoneInfo, speed: float, opening_s: float) -> Pace:
    """The pace of the day: the server's where its clock is bent, else our own, from just before opening."""

    def server_time() -> datetime:
        return datetime.fromisoformat(kiosk.get(f"/api/v1/office?office={office}").body["as_of"]).astimezone(zone)

    return paces.of_server(server_time) or Pace(opening_s - BEFORE_OPENING_S, speed)
