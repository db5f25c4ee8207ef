"""What a socket may say, before any of it is understood: small words of Socket.IO, not too many, and nothing else.

Engine.IO and Socket.IO know far more than we use (attachments, namespaces, answers to questions never asked, greeting twice), and
each of it costs memory or a trace in the log. So what is none of our words ends the conversation, and nobody else notices.
"""

import json
import re
from typing import Any

import gevent
from engineio.async_drivers.gevent import WebSocketWSGI

from lobby.web.limits import Allowance

LONGEST = 4 * 1024
"""Characters of a message."""
AT_ONCE, PER_S = 150, 5
"""How many messages a socket may have sent beforehand, and how many go on coming."""
GREETING, EVENT = "40", "42"
SHAPE = re.compile(r"(?:3|40|42\d{0,9})(?:[\[{].*)?", re.DOTALL)
EVENTS = ("watch", "unwatch")


class Listener(WebSocketWSGI):  # type: ignore[misc]
    """One WebSocket as Engine.IO reads it. `wait` gives the next word; None: it is over."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = LONGEST  # of one that comes in parts, too
        self._allowance = Allowance(AT_ONCE, PER_S)
        self._has_greeted = False

    def wait(self) -> str | None:
        while True:
            gevent.sleep(0)  # others first
            said = super().wait()
            if not isinstance(said, str) or not self._allowance.takes() or not self._is_ours(said):
                return None
            if not said.startswith(EVENT) or _told(said)[0] in EVENTS:  # an event that nobody listens to is let pass
                return said

    def _is_ours(self, said: str) -> bool:
        if len(said) > LONGEST or not SHAPE.fullmatch(said):
            return False
        try:
            told = _told(said)
        except (ValueError, RecursionError):
            return False
        if said.startswith(GREETING):
            is_first, self._has_greeted = not self._has_greeted, True
            return is_first and isinstance(told, dict)
        is_event = isinstance(told, list) and told != [] and isinstance(told[0], str)
        return not said.startswith(EVENT) or (self._has_greeted and is_event)


def _told(said: str) -> Any:
    """The JSON behind the digits; an empty object where there is none."""
    written = said.lstrip("0123456789")
    return json.loads(written) if written else {}
