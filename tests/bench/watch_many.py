"""A process of its own that holds many sockets on one topic and notes when each board came.

    watch_many.py HOST PORT COUNT [TOPIC TOKEN]      without a topic: a bare WebSocket
    watch_many.py HOST PORT COUNT @FILE              a topic and a token for each socket, in the lines of a file

Prints "ready". Each line on standard input asks for what came since: JSON {revision: [monotonic seconds, …]}.
"""

import json
import select
import socket
import sys
from collections import defaultdict
from pathlib import Path
from time import monotonic

import raw

REVISION = b'"revision":'


class Crowd:
    """All the sockets."""

    def __init__(self, host: str, port: int, topic: str, token: str) -> None:
        self.host, self.port, self.topic, self.token = host, port, topic, token
        self.came: defaultdict[int, list[float]] = defaultdict(list)
        self.sample = b""
        self._open: dict[int, tuple[socket.socket, bytearray]] = {}
        self._poll = select.epoll()

    def join(self) -> None:
        """One more socket that watches."""
        sock, rest = raw.upgrade(self.host, self.port, "/socket.io/?EIO=4&transport=websocket" if self.topic else "/watch")
        received = bytearray(rest)
        if self.topic:
            sock.sendall(raw.frame(b"40" + json.dumps({"token": self.token}).encode()))
            self._await(sock, received, b"40")
            sock.sendall(raw.frame(b"420" + json.dumps(["watch", self.topic, {"language": "de"}]).encode()))
            self._await(sock, received, b"430")
        sock.setblocking(False)
        self._open[sock.fileno()] = (sock, received)
        self._poll.register(sock.fileno(), select.EPOLLIN)

    def listen(self, timeout_s: float) -> bool:
        """Take what comes; whether standard input has something to say."""
        asked = False
        for number, _ in self._poll.poll(timeout_s):
            if number == sys.stdin.fileno():
                asked = True
            else:
                self._receive(*self._open[number])
        return asked

    def obey(self) -> None:
        """Serve standard input until it ends."""
        self._poll.register(sys.stdin.fileno(), select.EPOLLIN)
        print("ready", flush=True)
        while True:
            if self.listen(1.0):
                if not sys.stdin.readline():
                    return
                print(json.dumps({"came": self.came, "sample": self.sample.decode(), "open": len(self._open)}), flush=True)
                self.came.clear()

    def _receive(self, sock: socket.socket, received: bytearray) -> None:
        try:
            more = sock.recv(262144)
        except BlockingIOError:
            return
        if not more:
            self._poll.unregister(sock.fileno())
            del self._open[sock.fileno()]
        received += more
        for opcode, text in raw.frames(received):
            self._note(sock, opcode, text)

    def _note(self, sock: socket.socket, opcode: int, text: bytes) -> None:
        at = text.find(REVISION)
        if at > 0:
            digits = text[at + len(REVISION) : at + len(REVISION) + 12].split(b",")[0]
            self.came[int(digits)].append(monotonic())
            self.sample = text
        elif text == b"2" and self.topic:
            sock.sendall(raw.frame(b"3"))
        elif opcode == raw.PING:
            sock.sendall(raw.frame(text, raw.PONG))

    def _await(self, sock: socket.socket, received: bytearray, beginning: bytes) -> None:
        while True:
            for _, text in raw.frames(received):
                if text.startswith(beginning):
                    return
            received += sock.recv(65536)


def main() -> None:
    host, port, count, topic, token = [*sys.argv[1:], "", ""][:5]
    crowd = Crowd(host, int(port), topic, token)
    several = Path(topic[1:]).read_text().splitlines() if topic.startswith("@") else []
    for number in range(int(count)):
        if several:
            crowd.topic, _, crowd.token = several[number].partition(" ")
        crowd.join()
        crowd.listen(0)  # those who came first are pinged meanwhile
    crowd.obey()


if __name__ == "__main__":
    main()
