"""Has things drawn by another program, one at a time, and keeps what was drawn: the same is never drawn twice."""

import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from lobby.domain.errors import N_, LobbyError

PATIENCE_S = 60
Value = TypeVar("Value")


class CannotDraw(LobbyError):
    code, status = "cannot-draw", 503
    message = N_("Die Bilder lassen sich gerade nicht zeichnen. Die Zahlen stehen in den Tabellen.")


class Kept(Generic[Value]):
    """The last few values, by what they were made from."""

    def __init__(self, most: int) -> None:
        self._most, self._values = most, OrderedDict[Hashable, Value]()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of this key, made where there is none."""
        if key not in self._values:
            self._values[key] = make()
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return self._values[key]


_one_at_a_time = Lock()
_drawings = Kept[bytes](most=30)  # of some 200 kB each


def pictures(told: dict[str, Any]) -> dict[str, str]:
    """Name → picture, as SVG, of what each shows. Raises CannotDraw."""
    found: dict[str, str] = json.loads(_drawn({"pictures": told}))
    return found


def page(told: dict[str, Any]) -> bytes:
    """The month on one page, as PDF. Raises CannotDraw."""
    return _drawn({"month": told})


def _drawn(asked: dict[str, Any]) -> bytes:
    """What the program answers. It is waited for, and the loop goes on."""
    text = json.dumps(asked, sort_keys=True)
    with _one_at_a_time:
        return _drawings.get(text, lambda: _run(text))


def _run(text: str) -> bytes:
    command = [sys.executable, "-m", "lobby.insight.drawer"]
    try:
        ran = subprocess.run(command, input=text.encode(), capture_output=True, timeout=PATIENCE_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotDraw() from error
    return ran.stdout
