"""What time alone brings about: days open and end, slips grow too old, lost desks are freed, alerts begin and end."""

import logging
from collections.abc import Callable

import gevent
from flask import Flask

from lobby.clock import real
from lobby.commands import (
    audit,
    counting,
    days,
    feedback,
    keeping,
    keys,
    notices,
    pairing,
    printers,
    promises,
    retention,
    seats,
    slips,
)
from lobby.domain.waiting import promise
from lobby.web.duty import RENEW_S, Duty
from lobby.web.lookout import Lookout
from lobby.web.runtime import Runtime

EVERY_S = 1.0
HANG_UP_EVERY_S = 2.0  # a key that was revoked is of no use within 5 s, also where it is in use
LOOK_EVERY_S = 15.0
ALERTS_EVERY_S = 5.0
REFRESH_S = 30.0
KEEP_S = 600.0

log = logging.getLogger(__name__)


def start(app: Flask, runtime: Runtime) -> Duty:
    """Begin. What is done once for all processes is done by whoever holds the duty, which is returned."""
    duty = Duty(runtime, "time")

    def if_mine(step: Callable[[Runtime], None]) -> Callable[[], None]:
        return lambda: step(runtime) if duty.is_mine else None

    gevent.spawn(_forever, app, RENEW_S, duty.renew)
    gevent.spawn(_forever, app, EVERY_S, if_mine(tick))
    lookout = Lookout(runtime)
    gevent.spawn(_forever, app, ALERTS_EVERY_S, lambda: lookout.look() if duty.is_mine else None)
    gevent.spawn(_forever, app, HANG_UP_EVERY_S, runtime.hang_up_on_revoked)
    gevent.spawn(_forever, app, LOOK_EVERY_S, lambda: look_at_desks(runtime))
    gevent.spawn(_forever, app, REFRESH_S, if_mine(look_at_promises))
    gevent.spawn_later(KEEP_S, _forever, app, KEEP_S, if_mine(keep))
    return duty


def tick(runtime: Runtime) -> None:
    """Do what is due now."""
    for office_id, on in days.due(runtime.db):
        runtime.do(days.turn, office_id, on)
    runtime.do(slips.give_up, real(runtime.clock, seconds=runtime.settings.slip_too_old_s))
    runtime.do(slips.send_on, real(runtime.clock, seconds=runtime.settings.slip_send_on_s))
    runtime.do(printers.note_silence)
    runtime.do(feedback.count_past)
    runtime.do(days.forget_texts)
    runtime.do(days.forget_appointments)
    runtime.do(pairing.forget)
    runtime.do(notices.end_due)
    for office_id, staff_id in seats.lost(runtime.db):
        runtime.do(seats.free, office_id, staff_id)


def look_at_desks(runtime: Runtime) -> None:
    """Keep in mind which desks and screens are there: a desk that none shows for long is freed."""
    if desks := runtime.desks_in_sight():
        runtime.do(seats.seen, desks)
    runtime.note_screens()


def look_at_promises(runtime: Runtime) -> None:
    """Keep in mind whose wait got worse than promised."""
    for office_id in runtime.offices().values():
        view = runtime.view(office_id, "", "de")  # the ranges of this half minute, made beside the loop
        if worse := promise.worse(view.office, view.day, view.as_of):
            runtime.do(promises.note_worse, worse)


def keep(runtime: Runtime) -> None:
    """Make the night's copy, count the days that are over, and delete what is too old."""
    if runtime.settings.nightly_backup and not runtime.clock.is_bent:
        if runtime.settings.is_sqlite:
            runtime.work.compute(keeping.nightly, runtime.settings, runtime.db)
        else:
            keeping.nightly(runtime.settings, runtime.db)  # waits for a program, and the loop goes on
    for on, office_id, digest in runtime.do(audit.close):
        log.info("audit: the journal of office %s, %s ends with %s", office_id, on, digest)  # an end that is kept elsewhere, too
    for office_id, on in counting.due(runtime.db):
        runtime.do(counting.count, office_id, on)
    runtime.do(retention.forget)
    runtime.do(feedback.forget_words)
    runtime.do(audit.forget)
    runtime.do(keys.forget)


def _forever(app: Flask, every_s: float, step: Callable[[], None]) -> None:
    while True:
        _kept_alive(app, step)
        gevent.sleep(every_s)


def _kept_alive(app: Flask, step: Callable[[], None]) -> None:
    if app.extensions["lobby"].is_cut_off:
        return  # the pulse has told it
    try:
        step()
    except Exception as error:
        # A database that is away now is back later: this greenlet must outlive it.
        app.logger.error("timers", exc_info=error)
