"""A program of somebody else that webhooks call."""

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """A program that listens: what it was told, and what it answers, 200 when `answers` is used up."""

    def __init__(self):
        self.heard, self.answers = [], deque()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append((time.time(), dict(self.headers), body))
                status = outer.answers.popleft() if outer.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{outer.url}elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def events(self):
        return [json.loads(body)["event"] for _, _, body in self.heard]

    def waits_for(self, count, within=10):
        until = time.monotonic() + within
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.heard) >= count
