"""Whether this process can read its database. While it cannot, it serves nobody: what it would show is old."""

import logging
from collections.abc import Callable

import gevent
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from lobby.domain.errors import Busy
from lobby.web.runtime import Runtime

EVERY_S = 1.0
PATIENCE_S = 2.5  # a database that answers nothing for so long may be away
FAILURES = 2  # and is when it does so again: a machine that is merely busy is not
ANSWERED_ALWAYS = ("static", "health.healthz", "health.readyz", "metrics.metrics")

log = logging.getLogger(__name__)


class Pulse:
    """Feels for the database. `hang_up`: called when it is away; pages then say that they hear nothing, and look elsewhere."""

    def __init__(self, runtime: Runtime, hang_up: Callable[[], object]) -> None:
        self._runtime, self._hang_up, self._failures = runtime, hang_up, 0

    def start(self) -> None:
        gevent.spawn(self._forever)

    def feel(self) -> None:
        """Look once."""
        try:
            with gevent.Timeout(PATIENCE_S):
                self._runtime.db.look()  # SQLite answers at once, or not at all
        except (SQLAlchemyError, OSError, gevent.Timeout) as error:
            self._failed(error)
        else:
            self._answered()

    def refuse(self) -> None:
        """Refuse a request at once while the database is away: a queue of those who wait helps nobody. Raises Busy."""
        if self._runtime.is_cut_off and not (request.endpoint or "static").endswith(ANSWERED_ALWAYS):
            raise Busy()

    def _failed(self, error: BaseException) -> None:
        self._failures += 1
        if self._failures >= FAILURES and not self._runtime.is_cut_off:
            log.error("the database is away, nobody is served: %s", type(error).__name__)
            self._runtime.is_cut_off = True
            self._hang_up()
        if self._runtime.is_cut_off:
            self._runtime.db.hang_up()

    def _answered(self) -> None:
        self._failures = 0
        if self._runtime.is_cut_off:
            log.warning("the database is back")
            self._runtime.is_cut_off = False

    def _forever(self) -> None:
        while True:
            self.feel()
            gevent.sleep(EVERY_S)
