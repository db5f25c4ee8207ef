"""Sends to webhooks what they are to be told: signed, in order, one at a time each, and never into this machine itself."""

import hashlib
import hmac
import ipaddress
import logging
import socket
import time
from urllib.parse import urlsplit

import gevent
import requests
from gevent.event import Event

from lobby.commands import webhooks
from lobby.commands.webhooks import Parcel
from lobby.web.runtime import Runtime

LOOK_EVERY_S = 1.0
CONNECT_S, ANSWER_S = 3.0, 5.0
SIGNATURE = "Lobby-Signature"

log = logging.getLogger(__name__)


class Refused(Exception):
    """An address to which nothing is sent."""


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
            self._news.clear()
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
    """Post a parcel; the status answered, or why there is none. Redirects are not followed: an address is what it was set to."""
    body = parcel.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Lobby",
        "Lobby-Event": parcel.event,
        "Lobby-Event-Id": parcel.event_id,
    }
    headers[SIGNATURE] = signature(parcel.secret, int(time.time()), body)
    try:
        refuse_this_machine(parcel.url, to_loopback)
        timeout = (CONNECT_S, ANSWER_S)
        with requests.post(parcel.url, data=body, headers=headers, timeout=timeout, allow_redirects=False, stream=True) as answer:
            return answer.status_code, None
    except (Refused, requests.RequestException, OSError, ValueError) as error:
        return None, type(error).__name__


def signature(secret: str, at: int, body: bytes) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA256 with the webhook's secret over `SECONDS.BODY`. An old one is a copy of somebody else."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def refuse_this_machine(url: str, to_loopback: bool = False) -> None:
    """Raise Refused for addresses of this machine and its provider's. The office's own network is allowed: lights hang there."""
    parts = urlsplit(url)
    for found in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(found[4][0]).partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if address.is_loopback and to_loopback:
            continue
        if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
            raise Refused(str(address))
