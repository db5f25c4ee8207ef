"""A door sign or an LED board beside Lobby, as small as it can be: docs/outputs.md explains it.

It prints one JSON object a line: {"sign": "A012", "rings": true, "counter": "104"}; `sign` null: nobody is called here;
"stale": true: the server has not been heard for ten seconds, and what was shown may be wrong.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
import socketio

STALE_S = 10.0
FRESH_MS = 20_000

Board = dict[str, Any]


class Sign:
    """What is shown. Boards may come twice, and by either way."""

    def __init__(self, counter: str | None, show: Callable[[dict[str, Any]], None]) -> None:
        self._counter, self._show = counter, show
        self._rung: tuple[str, int] | None = None
        self._heard = time.monotonic()
        self._lock = threading.Lock()
        self.shown: dict[str, Any] = {"sign": None, "counter": None, "rings": False, "stale": True}

    def take(self, board: Board) -> None:
        """Show the newest open call; ring once for each of its lines."""
        with self._lock:
            self._heard = time.monotonic()
            here = [call for call in board["calls"] if self._counter in (None, call["counter"])]
            newest = next((call for call in here if call["state"] in ("called", "serving")), None)
            self._tell(newest, self._rings(board, here), is_stale=False)

    def heard(self) -> None:
        """The server is there, though nothing is new."""
        self._heard = time.monotonic()

    def look(self) -> None:
        """Say that nothing is known, when nothing was heard for long."""
        with self._lock:
            if time.monotonic() - self._heard > STALE_S and not self.shown["stale"]:
                self._tell(None, False, is_stale=True)

    def _rings(self, board: Board, here: list[dict[str, Any]]) -> bool:
        is_start = self._rung is None or self._rung[0] != board["day"]
        known = 0 if is_start else self._rung[1]  # type: ignore[index]
        fresh = [call for call in here if call["state"] == "called" and call["line"] > known]
        if self._rung is None:
            fresh = [call for call in fresh if age_ms(board, call) <= FRESH_MS]
        self._rung = (board["day"], max([known, *(call["line"] for call in board["calls"])]))
        return bool(fresh)

    def _tell(self, call: dict[str, Any] | None, rings: bool, is_stale: bool) -> None:
        now = {"sign": call and call["number"], "counter": call and call["counter_name"], "rings": rings, "stale": is_stale}
        if now != self.shown or rings:
            self.shown = now
            self._show(now)


def age_ms(board: Board, call: dict[str, Any]) -> float:
    """How old a call is by the server's clock."""
    stamps = (board["as_of"], call["called_at"])
    seconds = [time.mktime(time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S")) for stamp in stamps]
    return (seconds[0] - seconds[1]) * 1000


def listen(server: str, token: str, display: str, sign: Sign) -> None:
    """Until the program ends: connect, watch, and connect again."""
    client = socketio.Client(reconnection_delay_max=2)
    office = requests.get(f"{server}/api/v1/boards/{display}", headers=bearer(token), timeout=5).json()["office"]
    topic = f"{office}/display/{display}"

    def connected() -> None:
        client.emit("watch", (topic, {}), callback=lambda board: None if "error" in board else sign.take(board))

    client.on("connect", connected)
    client.on("board", sign.take)
    client.connect(server, auth={"token": token}, transports=["websocket"], wait_timeout=5, retry=True)
    while True:
        time.sleep(1)
        if client.connected:
            sign.heard()  # the library closes the connection within 8 s of silence
        sign.look()


def ask(server: str, token: str, display: str, sign: Sign, every_s: float) -> None:
    """Until the program ends: ask for the board. All that a microcontroller need do."""
    while True:
        try:
            answer = requests.get(f"{server}/api/v1/boards/{display}", headers=bearer(token), timeout=every_s)
            answer.raise_for_status()
            sign.take(answer.json())
        except requests.RequestException:
            sign.look()
        time.sleep(every_s)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def serve(port: int, sign: Sign) -> None:
    """Let others ask for the sign: GET / is what it shows, as JSON."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(sign.shown).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    threading.Thread(target=ThreadingHTTPServer(("127.0.0.1", port), Answer).serve_forever, daemon=True).start()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("token")
    parser.add_argument("--display", default="hall")
    parser.add_argument("--counter")
    parser.add_argument("--poll", type=float, metavar="SECONDS")
    parser.add_argument("--serve", type=int, metavar="PORT")
    told = parser.parse_args()
    sign = Sign(told.counter, lambda shown: print(json.dumps(shown), flush=True))
    if told.serve:
        serve(told.serve, sign)
    server = told.server.rstrip("/")
    if told.poll:
        ask(server, told.token, told.display, sign, told.poll)
    listen(server, told.token, told.display, sign)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
