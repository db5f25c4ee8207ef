"""Calling a program of others at an address that somebody typed in: never this machine itself, whatever the name means today."""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import gevent

CONNECT_S, ANSWER_S = 3.0, 5.0
PORTS = {"http": 80, "https": 443}
FAILURES = (HTTPException, OSError, ValueError)
"""What a call that does not arrive may raise, Refused aside."""
LookUp = Callable[..., Any]


class Refused(Exception):
    """An address to which nothing is sent."""


def post(url: str, body: bytes, headers: dict[str, str], to_loopback: bool = False, look_up: LookUp | None = None) -> int:
    """Post this; the status answered. Raises Refused, FAILURES.

    No redirect is followed and no proxy asked: an address is what it was set to. A name is looked up once, and what it means is
    looked at before anything is sent there, so that a name that means two things gains nothing. Answers are not read.
    """
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with gevent.Timeout(CONNECT_S + ANSWER_S, TimeoutError("too slow")), _connected(url, to_loopback, look_up) as sock:
        connection = HTTPConnection(parts.hostname or "", parts.port or PORTS[parts.scheme])
        connection.sock = sock
        connection.request("POST", path, body, headers | {"Host": parts.netloc, "Connection": "close"})
        return connection.getresponse().status


def places_of(url: str, to_loopback: bool = False, look_up: LookUp | None = None) -> list[tuple[str, int]]:
    """Where an address leads. Raises Refused for this machine and its provider's. The office's own network is allowed.

    `look_up`: who says what a name means, as socket.getaddrinfo does.
    """
    parts = urlsplit(url)
    found = (look_up or socket.getaddrinfo)(parts.hostname, parts.port or PORTS[parts.scheme], type=socket.SOCK_STREAM)
    places = [(str(place[4][0]), int(place[4][1])) for place in found]
    for host, _ in places:
        _refuse(host, to_loopback)
    return places


def _connected(url: str, to_loopback: bool, look_up: LookUp | None) -> socket.socket:
    parts, sock = urlsplit(url), _first(places_of(url, to_loopback, look_up))
    try:
        if (
            sock.getsockname()[0] == sock.getpeername()[0] and not to_loopback
        ):  # this machine by its address in the office's network
            raise Refused(sock.getpeername()[0])
        sock.settimeout(ANSWER_S)
        return ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname) if parts.scheme == "https" else sock
    except BaseException:
        sock.close()
        raise


def _first(places: list[tuple[str, int]]) -> socket.socket:
    """The first of these that lets us in: of two addresses of a host one may be out of reach."""
    for place in places[:-1]:
        try:
            return socket.create_connection(place, CONNECT_S)
        except OSError:
            continue
    return socket.create_connection(places[-1], CONNECT_S)


def _refuse(host: str, to_loopback: bool) -> None:
    address = ipaddress.ip_address(host.partition("%")[0])
    for meant in (getattr(address, "ipv4_mapped", None), getattr(address, "sixtofour", None)):
        address = meant or address
    if address.is_loopback and to_loopback:
        return
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
        raise Refused(str(address))
