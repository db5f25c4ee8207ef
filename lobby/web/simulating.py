"""Starts what-ifs, each in a process of its own, and notices when one dies."""

import subprocess
import sys
import threading

from lobby.commands import simulating, simulations
from lobby.commands.whatiffile import Order
from lobby.web.runtime import Runtime


def start(runtime: Runtime, office_id: int, order: Order) -> int:
    """Begin a what-if; its id. Raises Invalid, SimulationRunning."""
    simulation_id = runtime.do(simulations.begin, office_id, order)
    command = [sys.executable, "-m", simulating.__name__, str(simulation_id)]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
        assert process.stdin is not None
        process.stdin.write(simulating.order_of(runtime.settings))
        process.stdin.flush()
    except OSError:
        runtime.do(simulations.give_up, simulation_id)
        raise
    threading.Thread(target=_wait, args=(runtime, simulation_id, process), daemon=True).start()  # a greenlet under gevent
    return simulation_id


def _wait(runtime: Runtime, simulation_id: int, process: "subprocess.Popen[str]") -> None:
    """What has not told its end by now never will."""
    with process:
        process.wait()
    runtime.do(simulations.give_up, simulation_id)
