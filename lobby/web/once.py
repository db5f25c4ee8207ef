"""A board that several processes need is built by one: whoever claims a change first builds its board and sends it round."""

import json
import logging
from collections.abc import Callable

import gevent
import redis

from lobby.boards.view import JSON

CHANNEL = "lobby:boards"
CLAIM = "lobby:board:{}:{}"
CLAIMED_MS = 5000
RETRY_S = 1.0
SILENCE_S = 1.0  # a claim that takes longer is worth less than building

log = logging.getLogger(__name__)


class Once:
    """One a process. `came`: called with the room and the board that another process built, where the room `is_watched` here.

    Whatever fails, each process builds for itself: sharing saves work, and nothing depends on it.
    """

    def __init__(self, url: str, is_watched: Callable[[str], bool], came: Callable[[str, JSON], None]) -> None:
        self._redis = redis.Redis.from_url(url, socket_connect_timeout=SILENCE_S, socket_timeout=SILENCE_S)
        self._is_watched, self._came = is_watched, came
        self._hears = False

    def start(self) -> None:
        gevent.spawn(self._listen)

    def is_mine(self, room: str, change: str) -> bool:
        """Whether to build this change's board here; else another process does, and `came` will be told."""
        if not self._hears:
            return True
        try:
            return bool(self._redis.set(CLAIM.format(room, change), "", nx=True, px=CLAIMED_MS))
        except redis.RedisError:
            return True

    def tell(self, room: str, board: JSON) -> None:
        """Send a board that was built here to the other processes, which hang on nobody's waiting for that."""
        if self._hears:
            gevent.spawn(self._publish, room, board)

    def _publish(self, room: str, board: JSON) -> None:
        try:
            self._redis.publish(CHANNEL, f"{room}\n{json.dumps(board, ensure_ascii=False)}")
        except redis.RedisError as error:
            log.warning("Redis is away, boards are built in each process: %s", error)

    def _listen(self) -> None:
        while True:
            try:
                self._follow()
            except redis.RedisError:
                self._hears = False
                gevent.sleep(RETRY_S)

    def _follow(self) -> None:
        with self._redis.pubsub() as subscription:  # type: ignore[no-untyped-call]
            subscription.subscribe(CHANNEL)
            is_asked = False
            while True:
                message = subscription.get_message(timeout=SILENCE_S)
                if message is None and is_asked:
                    raise redis.TimeoutError("nothing is heard")
                if message is None:
                    subscription.ping()
                elif message["type"] == "message":
                    self._take(message["data"])
                is_asked, self._hears = message is None, True

    def _take(self, data: bytes) -> None:
        room, _, written = data.decode().partition("\n")
        if self._is_watched(room):
            self._came(room, json.loads(written))
