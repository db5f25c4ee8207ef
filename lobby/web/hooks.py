"""Sends to webhooks what they are to be told: signed, in order, one at a time each, and never into this machine itself."""

import hashlib
import hmac
import logging
import time

import gevent
from gevent.event import Event

from lobby.commands import webhooks
from lobby.commands.webhooks import Parcel
from lobby.web import outside
from lobby.web.runtime import Runtime

LOOK_EVERY_S = 1.0
GATHER_S = 0.2  # what is committed in this time is looked for once
SIGNATURE = "Lobby-Signature"

log = logging.getLogger(__name__)


class Sender:
    """One a process; whichever process takes a parcel first sends it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._news = Event()
        self._sending: set[int] = set()
        runtime.listeners.append(lambda _: self._news.set())

    def start(self) -> None:
        gevent.spawn(self._forever)

    def _forever(self) -> None:
        while True:
            self._news.wait(LOOK_EVERY_S)
            gevent.sleep(GATHER_S)
            self._news.clear()
            if self._runtime.is_cut_off:
                continue
            try:
                for webhook_id in set(webhooks.due(self._runtime.db)) - self._sending:
                    self._sending.add(webhook_id)
                    gevent.spawn(self._send_all, webhook_id)
            except Exception:  # a database that is away now is back later
                log.exception("webhooks")

    def _send_all(self, webhook_id: int) -> None:
        """Until it has heard everything, or does not answer."""
        try:
            while parcel := self._runtime.do(webhooks.take, webhook_id):
                status, error = send(parcel, self._runtime.settings.webhook_loopback)
                if not self._runtime.do(webhooks.settle, parcel, status, error):
                    return
        except Exception:
            log.exception("webhook %s", webhook_id)
        finally:
            self._sending.discard(webhook_id)
            self._news.set()


def send(parcel: Parcel, to_loopback: bool = False) -> tuple[int | None, str | None]:
    """Post a parcel; the status answered, or why there is none."""
    body = parcel.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Lobby",
        "Lobby-Event": parcel.event,
        "Lobby-Event-Id": parcel.event_id,
    }
    headers[SIGNATURE] = signature(parcel.secret, int(time.time()), body)
    try:
        return outside.post(parcel.url, body, headers, to_loopback), None
    except (outside.Refused, *outside.FAILURES) as error:
        return None, type(error).__name__


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 with the webhook's secret over `SECONDS.BODY`. An old one is a copy of somebody else."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"
