"""How office time passes for the players: so many times as fast as real time."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

DAY_S = 24 * 3600
HURRY = 50_000.0  # times real time: faster than anybody may ask for
LOOK_S = 0.5  # whether the pace is another one meanwhile
MOST_DRIFT = 1.2  # of a real clock, as seen over a network
REAL_WITHIN = timedelta(minutes=10)


class Pace:
    """Office time as seconds after the office's midnight, from `start_s` on, `speed` times real time."""

    def __init__(self, start_s: float, speed: float) -> None:
        self.speed = speed
        self._known = (start_s, monotonic())
        self.over = threading.Event()

    def now(self) -> float:
        office_s, since = self._known
        return office_s + (monotonic() - since) * self.speed

    def correct(self, office_time: datetime) -> None:
        """It is this time now, in the office's own zone."""
        self._known = (seconds_of_day(office_time), monotonic())

    def until(self, office_s: float) -> bool:
        """Wait for an office time; False when the rehearsal is over before."""
        while not self.over.wait(min(LOOK_S, self._real_s(office_s))) and self.now() < office_s:
            pass
        return not self.over.is_set()

    def wait(self, office_s: float) -> bool:
        """Wait so many seconds of office time; False when the rehearsal is over before."""
        return self.until(self.now() + office_s)

    def hurry(self) -> None:
        """From now on office time flies: those who are here are served as fast as can be, and nobody comes any more."""
        if not self.is_hurried:
            self._known, self.speed = (self.now(), monotonic()), HURRY

    @property
    def is_hurried(self) -> bool:
        return self.speed >= HURRY

    def on_the_wall(self) -> str:
        """The office's clock, "10:42"."""
        minutes = int(self.now() % DAY_S) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    def _real_s(self, office_s: float) -> float:
        return max(0.0, (office_s - self.now()) / self.speed)


class ServerPace(Pace):
    """The pace of a server whose clock is bent (LOBBY_CLOCK). It is to be corrected with every board."""


def of_server(server_time: Callable[[], datetime], watch_s: float = 0.5) -> ServerPace | None:
    """The pace of a server with a bent clock; None for one that shows the real time. `server_time` is local."""
    first, began = server_time(), monotonic()
    threading.Event().wait(watch_s)
    last, watched_s = server_time(), monotonic() - began
    speed = (last - first).total_seconds() / watched_s
    if 1 / MOST_DRIFT < speed < MOST_DRIFT and abs(last - datetime.now(UTC)) < REAL_WITHIN:
        return None
    return ServerPace(seconds_of_day(last), speed)


def seconds_of_day(local: datetime) -> float:
    return local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
