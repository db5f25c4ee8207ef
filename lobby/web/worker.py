"""What gunicorn's workers do at their beginning and end. Read by gunicorn's master, which must not load the application."""

import os
import socket
import time
from contextlib import suppress
from typing import Any

LOOK_S = 0.2
BOOT_S = 60.0  # a new worker that takes longer has failed


def when_ready(master: Any) -> None:
    """Refuse connections until a worker can answer: nginx asks another host at once then, and waits for nothing here."""
    for listener in master.LISTENERS:
        with suppress(OSError):  # where it refuses already
            listener.sock.shutdown(socket.SHUT_RDWR)  # it keeps its address, and listens again when it is told to


def child_exit(master: Any, _: Any) -> None:
    """Refuse again when no worker is left, where there may be another host. Alone, a visitor rather waits for the next worker."""
    if not master.WORKERS and os.environ.get("LOBBY_REDIS_URL"):
        when_ready(master)


def on_reload(master: Any) -> None:
    """Start the new workers, and let the old ones end only when those serve: gunicorn would not wait."""
    before = set(master.WORKERS)
    for _ in range(master.cfg.workers):
        master.spawn_worker()
    fresh = [(worker, worker.tmp.last_update()) for pid, worker in master.WORKERS.items() if pid not in before]
    ends = time.monotonic() + BOOT_S
    while any(worker.tmp.last_update() == first for worker, first in fresh) and time.monotonic() < ends:
        time.sleep(LOOK_S)
    master.cfg.set("workers", 0)  # gunicorn would start as many again; the number is read anew with the next reload


def post_worker_init(worker: Any) -> None:
    """Listen, and let the worker end as it should: gunicorn only says that it is no longer alive."""
    import gevent

    for listener in worker.sockets:
        listener.listen(worker.cfg.backlog)
    gevent.spawn(_end_with, worker)


def _end_with(worker: Any) -> None:
    import gevent

    while worker.alive:
        gevent.sleep(LOOK_S)
    worker.wsgi.extensions["drain"].begin()
