"""What one process does for all: keeping time. It holds a lease in the database; another takes over when that one falls silent."""

import os
import socket
from datetime import timedelta
from time import monotonic

from lobby.commands import leases
from lobby.web.runtime import Runtime

LENGTH_S = 6.0  # a process that died is relieved after so long and one renewal more: within ten seconds
RENEW_S = 2.0


class Duty:
    """A duty that one process of all has. Ask `is_mine` before each step; `renew` every RENEW_S."""

    def __init__(self, runtime: Runtime, name: str) -> None:
        self._runtime, self._name = runtime, name
        self._me = f"{socket.gethostname()[:16]}-{os.getpid()}-{os.urandom(4).hex()}"
        self._until, self._is_over = 0.0, False

    @property
    def is_mine(self) -> bool:
        """Whether it is this process's now. One that was stopped meanwhile, or cut off, knows that it is not."""
        return self._runtime.db.is_sqlite or (monotonic() < self._until and not self._is_over)

    def renew(self) -> None:
        """Take the duty, or keep it, unless somebody else has it, or this process is ending."""
        if self._is_over:
            return
        asked_at = monotonic()  # the database counts from later
        mine = self._runtime.do(leases.take, self._name, self._me, timedelta(seconds=LENGTH_S))
        self._until = asked_at + LENGTH_S if mine else 0.0

    def end(self) -> None:
        """Let another process begin at once."""
        self._is_over = True
        self._runtime.do(leases.give_back, self._name, self._me)
