"""The agent beside a printer: `python -m printer --server URL --token-file PATH --device …`."""

import logging
import signal

from printer.agent import alone, options
from printer.agent.work import Agent


def main() -> None:
    lobby, device, token = options.read()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    claimed = alone.claim(lobby.url, token)
    agent = Agent(lobby, device)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.stop())
    agent.run()
    if claimed:
        claimed.close()


if __name__ == "__main__":
    main()
