"""A player outlasts a server that is away, and asks for the same thing until it is answered."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lobby.rehearsal.client import Client
from lobby.rehearsal.record import Record

DRAW = ("draw", "POST", "/api/v1/tickets", {"service": "residence"}, {"Idempotency-Key": "k" * 16})


@dataclass
class Moody:
    """A real HTTP server that answers with these statuses, one after the other; 0: hangs up without an answer."""

    statuses: list[int]
    keys: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        asked.rfile.read(int(asked.headers["Content-Length"]))
        self.keys.append(asked.headers["Idempotency-Key"])
        status = self.statuses.pop(0)
        if status == 0:
            asked.close_connection = True
            return
        body = json.dumps({"code": "closed"} if status >= 400 else {"number": "A001"}).encode()
        asked.send_response(status)
        asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body)


@pytest.fixture
def moody() -> Iterator[Moody]:
    server = Moody([])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            server.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
    thread.start()
    yield server
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_a_draw_without_answer_is_sent_again_with_the_same_key(moody: Moody) -> None:
    moody.statuses += [0, 503, 502, 201]
    record = Record()
    answer = Client(moody.url, "token", record).send(*DRAW)
    assert (answer.status, answer.is_repeated) == (201, True)
    assert moody.keys == ["k" * 16] * 4
    assert record.outages_s
    assert not record.errors


def test_an_answer_at_once_is_no_outage(moody: Moody) -> None:
    moody.statuses += [0, 201]
    record = Record()
    assert Client(moody.url, None, record).send(*DRAW).is_ok
    assert record.outages_s == []


def test_a_refusal_is_an_error_unless_it_was_to_be_expected(moody: Moody) -> None:
    moody.statuses += [409, 409, 500]
    record = Record()
    client = Client(moody.url, None, record)
    assert client.send(*DRAW, accepts=("closed",)).code == "closed"
    assert not record.errors
    client.send(*DRAW)
    client.send(*DRAW)
    assert record.errors == {"closed": 2}
