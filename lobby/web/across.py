"""News across processes: what one commits, all hear, through Redis; and through the database where Redis is silent."""

import json
import logging
import os
from collections.abc import Callable, Iterable
from datetime import date
from time import monotonic

import gevent
import redis
from sqlalchemy.exc import SQLAlchemyError

from lobby.store.database import Announcement

CHANNEL = "lobby:announcements"
RETRY_S = 1.0
ASK_S = 1.0  # a line on which nothing comes is asked
SILENCE_S = 3.0  # and is cut when it does not answer
LOOK_S, LOOK_ALONE_S = 4.0, 1.0  # how often the database is asked what is new: beside Redis, and without it
Hear = Callable[[Announcement], object]

log = logging.getLogger(__name__)


class Across:
    """Tells the other processes of a commit, and hears theirs.

    Redis may be away, or cut off without a word, and whoever committed may have died before telling: so each process also looks
    now and then in the database whether there is news that it has not heard. `missed` says what that is.
    """

    def __init__(self, url: str, hear: Hear, missed: Callable[[], Iterable[Announcement]]) -> None:
        self._redis = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=SILENCE_S)
        self._hear, self._missed = hear, missed
        self._me = f"{os.getpid()}-{os.urandom(4).hex()}"
        self.is_heard = False

    def start(self) -> None:
        gevent.spawn(self._listen)
        gevent.spawn(self._look)

    def announce(self, announcement: Announcement) -> None:
        """Hear it here at once, and send it to the others."""
        self._hear(announcement)
        gevent.spawn(self._publish, announcement)  # the loop's own callbacks must not wait for a network

    def _publish(self, announcement: Announcement) -> None:
        try:
            self._redis.publish(CHANNEL, _written(self._me, announcement))
        except redis.RedisError as error:
            log.warning("Redis is away, other processes look by themselves: %s", error)

    def _listen(self) -> None:
        while True:
            try:
                self._follow()
            except redis.RedisError as error:
                self.is_heard = False
                log.warning("Redis is away: %s", error)
                gevent.sleep(RETRY_S)

    def _follow(self) -> None:
        """Hear what comes. Raises RedisError, also where nothing comes any more, not even an answer."""
        with self._redis.pubsub() as subscription:  # type: ignore[no-untyped-call]
            subscription.subscribe(CHANNEL)
            heard_at = monotonic()
            while monotonic() - heard_at < SILENCE_S:
                message = subscription.get_message(timeout=ASK_S)
                if message is None:
                    subscription.ping()
                    continue
                heard_at, self.is_heard = monotonic(), True
                if message["type"] == "message":
                    self._take(*_read(message["data"]))
            raise redis.TimeoutError("nothing is heard")

    def _take(self, sender: str, announcement: Announcement) -> None:
        if sender != self._me:
            self._hear(announcement)

    def _look(self) -> None:
        while True:
            gevent.sleep(LOOK_S if self.is_heard else LOOK_ALONE_S)
            try:
                for announcement in self._missed():
                    self._hear(announcement)
            except SQLAlchemyError as error:
                log.warning("what others committed cannot be read: %s", type(error).__name__)


def is_reachable(url: str) -> bool:
    """Whether this Redis answers."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _written(sender: str, announcement: Announcement) -> str:
    return json.dumps(
        {
            "from": sender,
            "office": announcement.office_id,
            "date": announcement.date.isoformat(),
            "revision": announcement.revision,
            "tickets": sorted(announcement.ticket_ids),
            "printers": sorted(announcement.printer_ids),
        }
    )


def _read(data: bytes) -> tuple[str, Announcement]:
    told = json.loads(data)
    tickets, printers = frozenset(told["tickets"]), frozenset(told["printers"])
    return told["from"], Announcement(told["office"], date.fromisoformat(told["date"]), told["revision"], tickets, printers)
