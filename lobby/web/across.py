"""News across workers: what one commits, all hear, through Redis."""

import json
import logging
import os
from collections.abc import Callable, Iterable
from datetime import date

import gevent
import redis

from lobby.store.database import Announcement

CHANNEL = "lobby:announcements"
RETRY_S = 1.0
Hear = Callable[[Announcement], object]

log = logging.getLogger(__name__)


class Across:
    """Tells the other workers of a commit, and hears theirs.

    While Redis is away each worker goes on by itself; when it is back, `missed` says of which offices news may have
    been lost, so that all their boards are looked at anew.
    """

    def __init__(self, url: str, hear: Hear, missed: Callable[[], Iterable[Announcement]]) -> None:
        self._redis = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=None, health_check_interval=5)
        self._hear, self._missed = hear, missed
        self._me = f"{os.getpid()}-{os.urandom(4).hex()}"

    def start(self) -> None:
        gevent.spawn(self._listen)

    def announce(self, announcement: Announcement) -> None:
        """Hear it here at once, and send it to the others."""
        self._hear(announcement)
        gevent.spawn(self._publish, announcement)  # the loop's own callbacks must not wait for a network

    def _publish(self, announcement: Announcement) -> None:
        try:
            self._redis.publish(CHANNEL, _written(self._me, announcement))
        except redis.RedisError as error:
            log.warning("Redis is away, other workers hear nothing: %s", error)

    def _listen(self) -> None:
        while True:
            try:
                self._follow()
            except redis.RedisError as error:
                log.warning("Redis is away: %s", error)
                gevent.sleep(RETRY_S)

    def _follow(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
            subscription.subscribe(CHANNEL)
            for announcement in self._missed():
                self._hear(announcement)
            for message in subscription.listen():
                sender, announcement = _read(message["data"])
                if sender != self._me:
                    self._hear(announcement)


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
