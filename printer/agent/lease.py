"""A job's lease: said again to the server for as long as the job is in hand."""

import logging
from threading import Event, Thread

from printer.agent import clock
from printer.agent.jobs import Job
from printer.agent.lobby import Away, Lobby, Refused

log = logging.getLogger("printer")


class Lease:
    """`with Lease(…)` renews it every third of its time. A lease that ran out, as while the computer slept, is not renewed."""

    def __init__(self, lobby: Lobby, job: Job) -> None:
        self._lobby, self._job = lobby, job
        self._until = job.leased_at + job.lease_s
        self._is_done = Event()

    def __enter__(self) -> "Lease":
        Thread(target=self._renew, name="lease", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_done.set()

    def is_over(self) -> bool:
        """The server may have given the slip up, or to somebody else."""
        return clock.now() > self._until

    def _renew(self) -> None:
        while not self._is_done.wait(self._job.lease_s / 3) and not self.is_over():
            at = clock.now()
            try:
                self._lobby.sending(self._job.id)
            except Away:
                continue  # the next third may be in time
            except Refused:
                self._lose()
                return
            self._until = at + self._job.lease_s

    def _lose(self) -> None:
        if not self._is_done.is_set():
            self._until = 0.0
            log.warning(
                "job %d: the server took it back. Does a second agent use this token? Each needs a token of its own.",
                self._job.id,
            )
