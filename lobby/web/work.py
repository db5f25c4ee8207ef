"""Where work runs: writes on one thread, heavy computing beside the loop, news back on the loop."""

from collections.abc import Callable
from contextvars import copy_context
from typing import Any, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


class Work(Protocol):
    """How a server runs what must not hold its loop. `write` and `compute` wait for the result, and pass errors on."""

    def write(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R: ...

    def compute(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R: ...

    def tell(self, news: Callable[..., object], *args: Any) -> None: ...


class Inline:
    """Everything at once, in the caller's thread: for commands at a shell, and for tests without a loop."""

    def write(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        return step(*args, **named)

    def compute(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        return step(*args, **named)

    def tell(self, news: Callable[..., object], *args: Any) -> None:
        news(*args)


class Gevent:
    """Under a gevent worker. SQLite is not cooperative, so one native thread writes: it is the lock as well.

    PostgreSQL's driver waits cooperatively and needs no thread.
    """

    def __init__(self, is_sqlite: bool) -> None:
        from gevent import get_hub
        from gevent.threadpool import ThreadPool

        self._loop = get_hub().loop
        self._writer = ThreadPool(1) if is_sqlite else None
        self._computers = ThreadPool(2)

    def write(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        if self._writer is None:
            return step(*args, **named)
        return _answer(self._writer, step, *args, **named)

    def compute(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        return _answer(self._computers, step, *args, **named)

    def tell(self, news: Callable[..., object], *args: Any) -> None:
        self._loop.run_callback_threadsafe(news, *args)


def _answer(pool: Any, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """Run a step in a pool's thread and wait; its error is raised here: gevent would print a trace of each refusal."""

    def caught() -> tuple[R | None, Exception | None]:
        try:
            return step(*args, **named), None
        except Exception as error:
            return None, error

    result, error = pool.apply(copy_context().run, (caught,))  # whoever acts here acts there
    if error is not None:
        raise error
    return cast(R, result)


def suited(is_sqlite: bool) -> Work:
    """The way of working that fits this process: gevent's where its patches are in force."""
    from gevent.monkey import is_module_patched

    return Gevent(is_sqlite) if is_module_patched("socket") else Inline()
