"""The process of a what-if: `python -m lobby.commands.simulating ID`, with the database on standard input.

It is of its own so that no server waits for it, is nice to others, has a limit of computing time, and ends when the server that
started it does: then its standard input ends.
"""

import json
import logging
import os
import resource
import sys
import threading
from pathlib import Path
from time import sleep

from sqlalchemy.exc import SQLAlchemyError

from lobby.commands import simulations, whatif
from lobby.commands.simulations import Stopped
from lobby.domain.errors import LobbyError
from lobby.settings import Settings
from lobby.store.database import Database

TELL_S = 1.0
MOST_CPU_S = 900
NICE = 5

log = logging.getLogger(__name__)


def order_of(settings: Settings) -> str:
    """What the process reads: no more of the settings than it needs."""
    told = {"data_dir": str(settings.data_dir), "database_url": settings.database_url, "demo_open": settings.demo_open}
    return json.dumps(told) + "\n"


def main(simulation_id: int) -> None:
    told = json.loads(sys.stdin.readline())
    settings = Settings(Path(told["data_dir"]), told["database_url"], "", demo_open=told["demo_open"])
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    db, far = Database(settings, settings.clock), Far()
    for task in (_end_with_parent, lambda: _say_how_far(db, simulation_id, far)):
        threading.Thread(target=task, daemon=True).start()
    run(db, simulation_id, far)
    db.close()


class Far:
    """How far it is: so many steps of all."""

    def __init__(self) -> None:
        self.steps = (0, 1)

    def tell(self, done: int, total: int) -> None:
        self.steps = (done, total)


def run(db: Database, simulation_id: int, far: Far) -> None:
    """Compute a what-if that was begun."""
    try:
        office_id, order = simulations.asked(db, simulation_id)
        simulations.end(db, simulation_id, whatif.simulated(db, office_id, order, far.tell))
    except LobbyError as error:
        simulations.fail(db, simulation_id, error)
    except Exception:
        log.exception("what-if %s", simulation_id)
        simulations.fail(db, simulation_id)


def _say_how_far(db: Database, simulation_id: int, far: Far) -> None:
    """Every second, also while a single step takes long; a database that is away now is asked again."""
    while True:
        try:
            simulations.run_on(db, simulation_id, *far.steps)
        except Stopped:
            os._exit(0)
        except SQLAlchemyError as error:
            log.warning("what-if %s cannot say how far it is: %s", simulation_id, type(error).__name__)
        sleep(TELL_S)


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
