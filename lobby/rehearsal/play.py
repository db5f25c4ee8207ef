"""A rehearsal: a whole invented Tuesday played against a running server through its public interfaces."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
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
from lobby.rehearsal.watcher import Board, Watcher

__all__ = ["Progress", "discard", "prepare", "rehearse"]

Progress = Callable[[int, int, str], None]  # visitors done, visitors in all, the office's clock
BEFORE_OPENING_S = 120.0
STUCK_S, STUCK_OFFICE_S = 90.0, 4 * 3600.0  # real and office time without anything happening: the rest counts as unserved
LOOK_S = 0.25
FIRST_ANSWER_S = 10.0  # a server that is not there at all is not waited for


class CannotPlay(LobbyError):
    code, status = "cannot-rehearse", 409
    message = N_("Hier kann nicht geprobt werden: {reason}")


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
    """Play the day to its end; what came of it. All boards that screens received are added to `kept`.

    Office time runs `speed` times real time, or as the server's own clock does when that is bent.
    Raises NotADemo, CannotPlay, requests' and socketio's errors where there is no server to begin with.
    """
    record = Record(kept)
    kiosk = Client(url, credentials.kiosk, record, connections=KIOSKS * 2 + 4)
    about = _about(Client(url, credentials.kiosk, record, give_up_s=FIRST_ANSWER_S), office)
    with ExitStack() as closing:
        stage = _Stage(url.rstrip("/"), office, credentials, record, about, seed, closing)
        seated = stage.seat_caseworkers()
        served = {slug for _, services in seated for slug in services}
        offered = [service["slug"] for service in about["services"] if service["slug"] in served]
        day = plan.tuesday(seed, tickets, offered, about["languages"])
        began = monotonic()
        stage.play([player for player, _ in seated], kiosk, day, _pace(kiosk, office, stage.zone, speed), progress)
        states = reckon(kiosk, record, office)
    return Summary.of(record, stage.hall, states, planned=len(day), lasted_s=monotonic() - began)


class _Stage:
    """Who takes part: screens that watch, caseworkers at their counters, visitors."""

    def __init__(
        self, url: str, office: str, credentials: Credentials, record: Record, about: Board, seed: int, closing: ExitStack
    ) -> None:
        self.url, self.office, self.credentials, self.record, self.seed = url, office, credentials, record, seed
        self.languages: list[str] = about["languages"]
        self.zone = ZoneInfo(about["time_zone"])
        self.hall, self._closing = Hall(), closing
        self._day = ""

    def seat_caseworkers(self) -> list[tuple[AtCounter, list[str]]]:
        """Those who found a free counter, each with the services of it. Raises CannotPlay when nobody did."""
        counters: list[dict[str, Any]] = []
        players = []
        for place, worker in enumerate(self.credentials.caseworkers):
            client = Client(self.url, worker.token, self.record)
            counters = counters or client.get("/api/v1/desk/counters").body.get("items", [])
            if place < len(counters):
                players.append(AtCounter(client, counters[place]["slug"], self.hall, self.record, self.seed + place))
        seated = {player.counter for player in sit_down(players)}
        found = [
            (player, counter["services"]) for player, counter in zip(players, counters, strict=False) if player.counter in seated
        ]
        if not found:
            raise CannotPlay(reason=", ".join(self.record.notes) or "counter-taken")
        return found

    def play(self, players: list[AtCounter], kiosk: Client, day: list[plan.Visitor], pace: Pace, progress: Progress | None) -> None:
        """The whole day: returns when everybody who drew is done, or nothing moves any more."""
        self._put_up_screens(pace)
        visitors = Visitors(kiosk, self.hall, pace, self.record, self.office, self.zone, self.seed)
        self._closing.callback(visitors.close)
        arrivals = threading.Thread(target=visitors.play, args=(day,), daemon=True)
        with ThreadPoolExecutor(len(players), "counter") as pool:
            working = [pool.submit(player.play, self._desk(player), pace) for player in players]
            arrivals.start()
            try:
                self._wait_until_done(arrivals, working, len(day), pace, progress)
            finally:
                pace.over.set()
            for work in working:
                work.result()

    def _wait_until_done(
        self, arrivals: threading.Thread, working: list[Future[None]], total: int, pace: Pace, progress: Progress | None
    ) -> None:
        moved, moved_at = -1, monotonic()
        while (arrivals.is_alive() or self.hall.inside) and not (pace.over.is_set() or all(work.done() for work in working)):
            done = len(self.hall.known) - self.hall.inside
            if progress:
                progress(done, total, pace.on_the_wall())
            if self.record.moves != moved or arrivals.is_alive():
                moved, moved_at = self.record.moves, monotonic()
            if monotonic() - moved_at > STUCK_S + STUCK_OFFICE_S / pace.speed:
                self.record.failed("stuck", f"{self.hall.inside} tickets did not move for {monotonic() - moved_at:.0f} s")
                return
            threading.Event().wait(LOOK_S)
        if progress:
            progress(total, total, pace.on_the_wall())

    def _put_up_screens(self, pace: Pace) -> None:
        """The hall's display in two languages, and the kiosk's start page."""
        display = self.credentials.display
        for language in (self.languages[0], self.languages[-1]):
            self._watch("display/hall", language, display, lambda board: self._show(board, pace))
        self._watch("kiosk", self.languages[0], self.credentials.kiosk)

    def _desk(self, player: AtCounter) -> Watcher:
        return self._watch(f"desk/{player.counter}", "de", player.client.token)

    def _watch(self, topic: str, language: str, token: str | None, heard: Callable[[Board], None] | None = None) -> Watcher:
        watcher = Watcher(self.url, f"{self.office}/{topic}", language, token, self.record, heard)
        self._closing.callback(watcher.close)
        return watcher

    def _show(self, board: Board, pace: Pace) -> None:
        if isinstance(pace, ServerPace):
            pace.correct(datetime.fromisoformat(board["as_of"]).astimezone(self.zone))
        self._day = self._day or board["day"]
        if board["day"] > self._day:
            pace.over.set()  # midnight: whoever still waited has gone home, and all counters are free
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


def _pace(kiosk: Client, office: str, zone: ZoneInfo, speed: float) -> Pace:
    """The pace of the day: the server's where its clock is bent, else our own, from just before opening."""

    def server_time() -> datetime:
        return datetime.fromisoformat(kiosk.get(f"/api/v1/office?office={office}").body["as_of"]).astimezone(zone)

    return paces.of_server(server_time) or Pace(plan.OPENING_S - BEFORE_OPENING_S, speed)
