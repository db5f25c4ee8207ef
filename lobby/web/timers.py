"""What time alone brings about: days open and end, slips grow too old, tokens are forgotten."""

from collections.abc import Callable

import gevent
from flask import Flask

from lobby.clock import real
from lobby.commands import days, slips
from lobby.web.runtime import Runtime

EVERY_S = 1.0


def start(app: Flask, runtime: Runtime) -> None:
    gevent.spawn(_forever, app, runtime)


def tick(runtime: Runtime) -> None:
    """Do what is due now."""
    for office_id, on in days.due(runtime.db):
        runtime.do(days.turn, office_id, on)
    runtime.do(slips.give_up, real(runtime.clock, seconds=runtime.settings.slip_too_old_s))
    runtime.do(days.forget_texts)


def _forever(app: Flask, runtime: Runtime) -> None:
    while True:
        _kept_alive(app, lambda: tick(runtime))
        gevent.sleep(EVERY_S)


def _kept_alive(app: Flask, step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as error:
        # A database that is away now is back later: this greenlet must outlive it.
        app.logger.error("timers", exc_info=error)
