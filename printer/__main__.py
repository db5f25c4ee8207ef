"""The agent beside a printer: `python -m printer --server URL --token T --device …`."""

import logging
import signal

from printer.agent import options
from printer.agent.work import Agent


def main() -> None:
    lobby, device = options.read()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    agent = Agent(lobby, device)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.stop())
    agent.run()


if __name__ == "__main__":
    main()
