"""What-ifs in the background: one at a time for an office, followed, stopped, and given up when their process dies."""

import os
import signal
import subprocess
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import journalled
import pytest
from sqlalchemy import update
from staffroom import PASSWORD

from lobby.commands import simulating, simulations, staff, whatiffile
from lobby.desk.screen import SCREEN as DESK
from lobby.insight.screen import SCREEN
from lobby.store.database import Database
from lobby.store.tables.simulations import SimulationRow
from lobby.web.app import create_app

QUICK = {
    "forecast": {"date": "2026-12-01", "arrivals": {"residence": {"9": 5}}, "staff": {"101": ["09:00-12:00"]}},
    "simulate": {"days": 10},
}
LONG = {
    "forecast": {"date": "2026-12-01", "arrivals": {"residence": {"9": 300, "10": 300}}, "staff": {"101": ["09:00-12:00"]}},
    "simulate": {"days": 200},
}
ADDRESS = "/api/v1/insight/what-if"


@pytest.fixture
def ask(day):
    """Somebody of a role asks the API; what still runs in the end is stopped."""
    app, keys = create_app(day.settings, (SCREEN, DESK)), {}

    def asked(method, path="", body=None, role="lead"):
        if role not in keys:
            staff.add(day.db, role, [role], ["bernburg"], PASSWORD)
            keys[role] = staff.token(day.db, role)
        headers = {"Authorization": f"Bearer {keys[role]}", "Accept-Language": "de"}
        return app.test_client().open(ADDRESS + path, method=method, json=body, headers=headers)

    yield asked
    last = simulations.last(day.db, day.office_id)
    if last is not None:
        simulations.stop(day.db, day.office_id, last.id)
        until(lambda: not processes(last.id))


def until(holds, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to that")


def processes(simulation_id) -> list[int]:
    """Those of this test that compute it."""
    command = f"-m\0{simulating.__name__}\0{simulation_id}\0".encode()
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = {int(pid) for each in children for pid in each.read_text().split()}
    return [pid for pid in found if command in _command(pid)]


def _command(pid) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_what_if_runs_beside_the_server_and_its_result_stays(ask):
    begun = ask("POST", body=QUICK)
    assert begun.status_code == 202
    assert begun.json["state"] == "running"
    done = until(lambda: (found := ask("GET", f"/{begun.json['id']}").json)["state"] != "running" and found)
    assert (done["state"], done["percent"], done["problem"]) == ("done", 100, None)
    assert done["result"]["comparison"]["days"] == 10
    assert ask("GET").json == done
    until(lambda: not processes(begun.json["id"]))


def test_one_at_a_time_and_it_can_be_stopped(ask):
    first = ask("POST", body=LONG)
    again = ask("POST", body=QUICK)
    assert (again.status_code, again.json["code"]) == (409, "simulation-running")
    until(lambda: processes(first.json["id"]))
    stopped = ask("POST", f"/{first.json['id']}/stop")
    assert stopped.json["state"] == "stopped"
    until(lambda: not processes(first.json["id"]))
    assert ask("GET").json["state"] == "stopped"
    assert ask("POST", body=QUICK).status_code == 202


def test_a_process_that_dies_is_given_up_and_people_see_it(ask):
    begun = ask("POST", body=LONG).json
    (pid,) = until(lambda: processes(begun["id"]))
    os.kill(pid, signal.SIGKILL)
    until(lambda: ask("GET").json["state"] == "lost")
    assert ask("POST", body=QUICK).status_code == 202


def test_one_that_falls_silent_is_given_up_by_whoever_looks(day):
    simulation_id = simulations.begin(day.db, day.office_id, whatiffile.checked(QUICK))
    assert simulations.last(day.db, day.office_id).state == "running"
    silent = datetime.now(UTC) - simulations.SILENT - timedelta(seconds=1)
    with day.db.write() as session:
        session.execute(update(SimulationRow).values(seen_at=silent))
    assert simulations.last(day.db, day.office_id).state == "lost"
    assert simulations.begin(day.db, day.office_id, whatiffile.checked(QUICK)) > simulation_id


def test_two_who_begin_at_once_begin_one(day):
    begun, refused = [], []

    def begin():
        try:
            begun.append(simulations.begin(db, day.office_id, whatiffile.checked(QUICK)))
        except simulations.SimulationRunning as error:
            refused.append(error)

    db = Database(day.settings, day.clock)
    threads = [threading.Thread(target=begin) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    db.close()
    assert (len(begun), len(refused)) == (1, 5)


def test_what_cannot_be_simulated_is_told_in_words(ask):
    ask("POST", body={"days": {"first": "2026-11-01", "last": "2026-11-20"}})
    told = until(lambda: (found := ask("GET").json)["state"] != "running" and found)
    assert told["state"] == "failed"
    assert "keine Nummern mehr" in told["problem"]["title"]


def test_its_process_ends_when_the_server_does(day):
    simulation_id = simulations.begin(day.db, day.office_id, whatiffile.checked(LONG))
    command = [os.sys.executable, "-m", simulating.__name__, str(simulation_id)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        process.stdin.write(simulating.order_of(day.settings))
        process.stdin.flush()
        until(lambda: simulations.last(day.db, day.office_id).total > 1)
        process.stdin.close()
        assert process.wait(10) == 1


def test_nothing_of_a_person_stays_with_a_result(day):
    (on,) = journalled.last_opened(day.office, date(2026, 11, 24), 1)
    journalled.put(day.db, day.office, journalled.past_day(day.office, on, 1, 60, ("sp-1", "101", "102", "106")))
    order = whatiffile.checked({"days": {"first": str(on), "last": str(on)}, "simulate": {"days": 10}})
    simulation_id = simulations.begin(day.db, day.office_id, order)
    simulating.run(day.db, simulation_id, simulating.Far())
    found = simulations.one(day.db, day.office_id, simulation_id)
    assert found.state == "done"
    assert set(found.result) == {"taken", "gone", "comparison", "roster"}
    assert set(found.result["comparison"]) == {"days", "unchanged", "changed", "differences", "check"}
    for side in ("unchanged", "changed"):
        assert set(found.result["comparison"][side]) == {"median", "p90", "of_day", "promises", "by_hour", "by_service"}


def test_the_last_five_are_kept(day):
    for _ in range(7):
        simulation_id = simulations.begin(day.db, day.office_id, whatiffile.checked(QUICK))
        simulations.give_up(day.db, simulation_id)
    with day.db.snapshot() as session:
        assert session.query(SimulationRow).count() == simulations.KEPT


def test_only_leads_try_out_what_if(ask):
    for role in ("caseworker", "frontdesk", "admin", "auditor"):
        assert ask("POST", body=QUICK, role=role).status_code == 403
        assert ask("GET", role=role).status_code == 403
    assert ask("GET").status_code == 404
