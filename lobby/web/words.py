"""What a socket may say, before any of it is understood: small words of Socket.IO, not too many, and nothing else.

Engine.IO and Socket.IO know far more than we use (attachments, namespaces, answers to questions never asked, greeting twice), and
each of it costs memory or a trace in the log. So what is none of our words ends the conversation, and nobody else notices.
"""

import json
import re
from typing import Any

from lobby.web.limits import Allowance

LONGEST = 4 * 1024
"""Characters of a message."""
AT_ONCE, PER_S = 150, 5
"""How many messages a socket may have sent beforehand, and how many go on coming."""
GREETING, EVENT = "40", "42"
SHAPE = re.compile(r"(?:3|40|42\d{0,9})(?:[\[{].*)?", re.DOTALL)
EVENTS = ("watch", "unwatch")


class NotOurs(Exception):
    """What was said ends the conversation."""


class Words:
    """What one client has said so far, and whether it goes on being listened to."""

    __slots__ = ("_allowance", "_has_greeted")

    def __init__(self) -> None:
        self._allowance = Allowance(AT_ONCE, PER_S)
        self._has_greeted = False

    def heard(self, said: object) -> str | None:
        """The word, as Engine.IO may read it; None: an event that nobody listens to, which is let pass. Raises NotOurs."""
        if not isinstance(said, str) or not self._allowance.takes() or not self._is_ours(said):
            raise NotOurs
        return said if not said.startswith(EVENT) or _told(said)[0] in EVENTS else None

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
