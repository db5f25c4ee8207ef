"""A process of its own that says whatever it likes over sockets, as fast as it can, and comes back as soon as it is hung up on.

    flood.py HOST PORT COUNT

Prints "ready". Each line on standard input asks how much was said since: JSON {said, hung_up}.
"""

import json
import random
import select
import socket
import sys

import raw

WORDS = (
    b"40",
    b'42["x"]',
    b'420["watch","display/hall",{}]',
    b'42["watch",' + b"[" * 900,
    b"451-[]",
    b"3",
    b"",
    b"4",
    b"\xff\xfe",
    b"x" * 3000,
)


class Flooder:
    """One who never stops."""

    def __init__(self, host: str, port: int, chance: random.Random) -> None:
        self._to, self._chance, self.said = (host, port), chance, 0
        self.sock = self._connected()

    def again(self) -> None:
        """Come back."""
        self.sock.close()
        self.sock = self._connected()

    def speak(self) -> bool:
        """Say as much as goes in; whether anybody is still there."""
        words = [raw.frame(self._chance.choice(WORDS), self._chance.choice((raw.TEXT, raw.TEXT, raw.PING, 2))) for _ in range(20)]
        try:
            self.sock.sendall(b"".join([*words, self._chance.randbytes(self._chance.randrange(3))]))
            self.said += len(words)
            while select.select([self.sock], [], [], 0)[0]:
                if not self.sock.recv(65536):
                    return False
        except OSError:
            return False
        return True

    def _connected(self) -> socket.socket:
        sock, _ = raw.upgrade(*self._to, "/socket.io/?EIO=4&transport=websocket")
        sock.sendall(raw.frame(b"40"))
        sock.settimeout(2)
        return sock


def main() -> None:
    host, port, count = sys.argv[1:]
    flooders, hung_up = [Flooder(host, int(port), random.Random(seed)) for seed in range(int(count))], 0
    print("ready", flush=True)
    while True:
        for each in flooders:
            if not each.speak():
                hung_up += 1
                each.again()
        if select.select([sys.stdin], [], [], 0)[0]:
            if not sys.stdin.readline():
                return
            print(json.dumps({"said": sum(each.said for each in flooders), "hung_up": hung_up}), flush=True)


if __name__ == "__main__":
    main()
