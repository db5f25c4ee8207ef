"""The agent's day: fetch a slip, print it, report it; and say how the printer is."""

import logging
import random
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic

from printer.agent.jobs import Device, Job, Outcome, Result, State
from printer.agent.lease import Lease
from printer.agent.lobby import Away, Lobby, Refused

REMEMBERED_S = 600.0  # the server offers a slip for two minutes
LAST_JOB_S = 60.0
CHANCE = random.SystemRandom()
STOP, LOOK = "stop", "look"
TOO_OLD = Result(Outcome.FAILED, "too-old", is_touched=False)

log = logging.getLogger("printer")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: to wait for a slip in one call, from look to look at the printer, to say its state again, between tries at most."""

    wait_s: int = 25
    look_s: float = 2.0
    say_s: float = 60.0
    longest_pause_s: float = 20.0


DEFAULT = Pace()


class Agent:
    """One printer's worker. `run` returns after `stop` was called, when the slip in hand is printed and reported."""

    def __init__(self, lobby: Lobby, device: Device, pace: Pace = DEFAULT) -> None:
        self._lobby, self._device, self._pace = lobby, device, pace
        self._in_use = Lock()  # a printer takes one connection at a time
        self._wake: SimpleQueue[str] = SimpleQueue()
        self._stopping = Event()
        self._trouble: BaseException | None = None
        self._link = Link(pace.longest_pause_s)
        self._done: dict[tuple[int, str], tuple[float, Result]] = {}
        self._unreported: dict[int, Result] = {}

    def run(self) -> None:
        worker = Thread(target=self._work, name="jobs", daemon=True)
        worker.start()
        self._watch()
        self._stopping.set()
        self._lobby.hang_up()
        worker.join(LAST_JOB_S)
        if self._trouble:
            raise self._trouble

    def stop(self) -> None:
        """May be called by a signal's handler: this queue, unlike an Event, bears being interrupted by itself."""
        self._wake.put(STOP)

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                self._fetch_and_print()
            self._say_farewell()
        except BaseException as trouble:
            self._trouble = trouble  # an agent that looks alive and prints nothing would be worse than one that ended
            self.stop()

    def _fetch_and_print(self) -> None:
        """Reports come before the next slip: the server must not take for lost what is on paper."""
        try:
            self._report_all()
            job = self._lobby.next_job(self._pace.wait_s)
            self._link.is_up()
            if job:
                self._do(job)
        except (Away, Refused) as trouble:
            if not self._stopping.is_set():
                self._stopping.wait(self._link.pause_s(trouble))

    def _do(self, job: Job) -> None:
        """Print a job, unless it has been: then its report was lost, and the server asks for it in this way."""
        _, result = self._done.get((job.id, job.number), (0.0, None))
        if result is None or not result.is_touched:
            with Lease(self._lobby, job) as lease, self._in_use:
                result = TOO_OLD if lease.is_over() else self._device.print(job)
            if result.outcome is not Outcome.PRINTED:
                self._wake.put(LOOK)
            log.info("%s (job %d): %s%s", job.number, job.id, result.outcome, f", {result.reason}" if result.reason else "")
        self._remember(job, result)
        self._report_all()

    def _remember(self, job: Job, result: Result) -> None:
        """Not for ever: a server that was set up anew begins its jobs at 1 again."""
        now = monotonic()
        self._done = {key: (at, known) for key, (at, known) in self._done.items() if now - at < REMEMBERED_S}
        self._done[job.id, job.number] = now, result
        self._unreported[job.id] = result

    def _report_all(self) -> None:
        """Report what is not reported yet. Raises Away; then it stays, and is tried again."""
        for job_id, result in list(self._unreported.items()):
            try:
                self._lobby.report(job_id, result)
            except Refused as refusal:
                log.warning("job %d: the server does not want the report: %s", job_id, refusal)
            del self._unreported[job_id]

    def _say_farewell(self) -> None:
        try:
            self._report_all()
        except Away:
            log.warning("not reported: %s", ", ".join(f"job {job_id}" for job_id in self._unreported))
        self._say(State.UNKNOWN)  # from now on nobody looks at the printer

    def _watch(self) -> None:
        """Say how the printer is: at start, when that changes, and every minute; until told to stop."""
        seen: State | None = None
        said: State | None = None
        said_at = 0.0
        while True:
            state = self._seen() or seen or State.UNKNOWN
            if state is not seen:
                log.info("the printer is %s", state)
            if (state is not said or monotonic() - said_at >= self._pace.say_s) and self._say(state):
                said, said_at = state, monotonic()
            seen = state
            if self._is_stopped():
                return

    def _seen(self) -> State | None:
        """How the printer is; None while it prints."""
        if not self._in_use.acquire(timeout=self._pace.look_s):
            return None
        try:
            return self._device.state()
        finally:
            self._in_use.release()

    def _is_stopped(self) -> bool:
        """Wait until it is time to look again."""
        with suppress(Empty):
            return self._wake.get(timeout=self._pace.look_s) is STOP
        return False

    def _say(self, state: State) -> bool:
        try:
            self._lobby.status(state)
        except (Away, Refused):
            return False  # the worker says that the server is away; the state is said again at the next look
        return True


class Link:
    """The connection to the server: each trouble is said once, and once that it is back; tried again ever more slowly."""

    def __init__(self, longest_pause_s: float) -> None:
        self._longest_pause_s = longest_pause_s
        self._failures = 0
        self._said: set[type[Exception]] = set()

    def is_up(self) -> None:
        if self._failures:
            log.info("the server is back")
        self._failures = 0
        self._said.clear()

    def pause_s(self, trouble: Away | Refused) -> float:
        """How long to wait before the next try: doubled each time, with chance, so that many agents do not come all at once."""
        if type(trouble) not in self._said:
            log.warning("no slips from the server, trying on: %s", trouble)
            self._said.add(type(trouble))
        self._failures += 1
        longest = min(self._longest_pause_s, 0.5 * 2 ** min(self._failures, 10))
        asked = trouble.retry_after_s if isinstance(trouble, Away) else self._longest_pause_s
        return max(min(asked, 60.0), CHANCE.uniform(longest / 2, longest))
