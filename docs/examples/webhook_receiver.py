"""A program that Lobby calls: it takes what is signed with the webhook's secret and not older than five minutes, each event once.

    python docs/examples/webhook_receiver.py 8105 SECRET

Standard library alone. Behind TLS and on another machine than Lobby it is the whole of what a receiver needs.
"""

import hashlib
import hmac
import json
import sys
import time
from collections import OrderedDict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OLDEST_S = 300
LARGEST = 64 * 1024
REMEMBERED = 1000


def is_genuine(secret: str, signature: str, body: bytes, now: float) -> bool:
    """Whether `t=SECONDS,v1=HEX` was made with this secret, over these bytes as they came, and just now."""
    told = dict(part.partition("=")[::2] for part in signature.split(","))
    moment, made = told.get("t", ""), told.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and abs(now - int(moment)) <= OLDEST_S):
        return False
    right = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), made.encode())  # never ==: how long that takes tells how much is right


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what it took, 400 to all else. Lobby sends again what was not answered with 2xx within five seconds."""

    secret = ""
    seen: OrderedDict[str, None] = OrderedDict()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LARGEST))
        is_taken = is_genuine(self.secret, self.headers.get("Lobby-Signature", ""), body, time.time())
        if is_taken:
            self._hear(json.loads(body))
        self.send_response(204 if is_taken else 400)
        self.end_headers()

    def _hear(self, event: dict) -> None:
        """The same event may come twice: its id tells."""
        if event["id"] not in self.seen:
            print(event["event"], event.get("ticket", {}).get("number", ""), event.get("counter") or "", flush=True)
        self.seen[event["id"]] = None
        while len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    Receiver.secret = sys.argv[2]
    ThreadingHTTPServer(("", int(sys.argv[1])), Receiver).serve_forever()
