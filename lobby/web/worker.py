"""What gunicorn's workers do at their beginning and end. Read by gunicorn's master, which must not load the application."""

from typing import Any

LOOK_S = 0.2


def post_worker_init(worker: Any) -> None:
    """Let the worker end as it should: gunicorn only says that it is no longer alive."""
    import gevent

    gevent.spawn(_end_with, worker)


def _end_with(worker: Any) -> None:
    import gevent

    while worker.alive:
        gevent.sleep(LOOK_S)
    worker.wsgi.extensions["drain"].begin()
