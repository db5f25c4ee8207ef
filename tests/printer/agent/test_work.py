"""The agent between a server that comes and goes and a printer that does, too."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from printers import FakeLobby, NetworkMachine, fake_lobby, job, network_machine, until

from printer.agent import clock
from printer.agent.escpos import Patience
from printer.agent.jobs import Device, Job, Outcome, Result, State
from printer.agent.lease import Lease
from printer.agent.lines import network
from printer.agent.lobby import Away, Lobby, Refused
from printer.agent.work import Agent, Link, Pace

QUICK = Pace(wait_s=1, look_s=0.05, say_s=0.5, longest_pause_s=0.2)
PATIENCE = Patience(answer_s=0.15, job_s=1.0, confirm_s=0.3, mute_confirm_s=0.2)


@pytest.fixture
def lobby() -> Iterator[FakeLobby]:
    with fake_lobby() as running:
        yield running


@pytest.fixture
def machine() -> Iterator[NetworkMachine]:
    with network_machine() as running:
        yield running


@contextmanager
def at_work(lobby: FakeLobby, device: NetworkMachine | Device, pace: Pace = QUICK, token: str = FakeLobby.token) -> Iterator[Agent]:
    printer = network("127.0.0.1", device.port, PATIENCE) if isinstance(device, NetworkMachine) else device
    agent = Agent(Lobby(lobby.url, token), printer, pace)
    thread = threading.Thread(target=agent.run)
    thread.start()
    try:
        yield agent
    finally:
        agent.stop()
        thread.join(10)
    assert not thread.is_alive()


def test_slips_are_printed_and_reported_in_their_order(lobby: FakeLobby, machine: NetworkMachine) -> None:
    slips = [(n, f"A{n:03d}", job(rows=100 + n)) for n in range(1, 6)]
    lobby.offers = list(slips)
    with at_work(lobby, machine):
        until(lambda: len(lobby.reports) == 5)
    assert machine.slips == [data for _, _, data in slips]
    assert lobby.outcomes() == [(n, "printed") for n in range(1, 6)]


def test_a_slip_comes_out_at_once_while_the_agent_waits(lobby: FakeLobby, machine: NetworkMachine) -> None:
    with at_work(lobby, machine, Pace(wait_s=20)):
        until(lambda: lobby.calls)
        start = time.monotonic()
        lobby.offers = [(1, "A001", job())]
        until(lambda: lobby.reports)
        assert time.monotonic() - start < 1.0


def test_a_report_that_got_lost_is_made_again_and_nothing_is_printed_twice(lobby: FakeLobby, machine: NetworkMachine) -> None:
    lobby.loses_reports = 3
    lobby.offers = [(17, "A012", job())]
    with at_work(lobby, machine):
        until(lambda: lobby.reports)
        time.sleep(0.2)
    assert lobby.outcomes() == [(17, "printed")]
    assert len(machine.slips) == 1


def test_a_slip_offered_again_is_reported_again_and_not_printed_again(lobby: FakeLobby, machine: NetworkMachine) -> None:
    """Its lease ran out at the server, though the paper is out."""
    lobby.offers = [(17, "A012", job())]
    with at_work(lobby, machine):
        until(lambda: len(lobby.reports) == 1)
        lobby.offers = [(17, "A012", job(rows=400))]
        until(lambda: len(lobby.reports) == 2)
    assert lobby.outcomes() == [(17, "printed")] * 2
    assert len(machine.slips) == 1


def test_the_same_number_of_a_job_after_a_new_start_of_the_server_is_a_new_slip(lobby: FakeLobby, machine: NetworkMachine) -> None:
    lobby.offers = [(1, "A012", job())]
    with at_work(lobby, machine):
        until(lambda: len(lobby.reports) == 1)
        lobby.offers = [(1, "B001", job())]
        until(lambda: len(lobby.reports) == 2)
    assert len(machine.slips) == 2


def test_a_slip_that_never_reached_the_printer_is_tried_when_it_is_offered_again(lobby: FakeLobby, machine: NetworkMachine) -> None:
    machine.status[2] = 0x16
    lobby.offers = [(17, "A012", job())]
    with at_work(lobby, machine):
        until(lambda: lobby.reports)
        assert lobby.reports == [(17, "failed", {"reason": "cover-open", "touched": False})]
        machine.status[2] = 0x12
        lobby.offers = [(17, "A012", job())]
        until(lambda: len(lobby.reports) == 2)
    assert lobby.outcomes()[1] == (17, "printed")


def test_half_a_slip_from_a_dying_server_is_never_printed(lobby: FakeLobby, machine: NetworkMachine) -> None:
    lobby.cuts_off = 2
    lobby.offers = [(17, "A012", job())]
    with at_work(lobby, machine):
        until(lambda: lobby.reports)
    assert machine.slips == [lobby_slip for lobby_slip in machine.slips if lobby_slip.endswith(b"\x1dV\x01")]
    assert len(machine.slips) == 1


def test_a_server_that_goes_and_comes_is_said_once_each(caplog: pytest.LogCaptureFixture, machine: NetworkMachine) -> None:
    with caplog.at_level(logging.INFO, "printer"), fake_lobby() as first, at_work(first, machine):
        until(lambda: first.states)
        first.close()
        time.sleep(1.0)
        second = FakeLobby(first.port)
        second.offers = [(1, "A001", job())]
        until(lambda: second.reports)
        until(lambda: second.states)
        second.close()
    assert caplog.text.count("no slips from the server") == 1
    assert caplog.text.count("the server is back") == 1


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_whatever_the_server_answers_the_agent_tries_on(lobby: FakeLobby, machine: NetworkMachine, status: int) -> None:
    lobby.refuses = status
    lobby.offers = [(1, "A001", job())]
    with at_work(lobby, machine):
        until(lambda: len(lobby.calls) >= 2)
        lobby.refuses = None
        until(lambda: lobby.reports)
    assert lobby.outcomes() == [(1, "printed")]


def test_a_wrong_token_is_named(lobby: FakeLobby, machine: NetworkMachine, caplog: pytest.LogCaptureFixture) -> None:
    with at_work(lobby, machine, token="another"):
        until(lambda: "the server does not accept this token" in caplog.text)
    assert lobby.states == []


def test_a_crowd_of_agents_does_not_hammer_a_server_that_is_away(lobby: FakeLobby, machine: NetworkMachine) -> None:
    lobby.refuses = 503
    with at_work(lobby, machine, Pace(wait_s=1, look_s=5)):
        time.sleep(2)
    assert len(lobby.calls) <= 5


def test_pauses_grow_to_a_limit_differ_and_heed_what_the_server_asks() -> None:
    link = Link(20.0)
    pauses = [link.pause_s(Away("away")) for _ in range(12)]
    assert pauses[0] <= 1
    assert all(10 <= pause <= 20 for pause in pauses[6:])
    assert len(set(pauses)) == 12
    assert link.pause_s(Away("busy", retry_after_s=45)) == 45
    link.is_up()
    assert link.pause_s(Away("away")) <= 1


def test_the_state_is_said_at_the_start_on_change_and_again(lobby: FakeLobby, machine: NetworkMachine) -> None:
    with at_work(lobby, machine):
        until(lambda: lobby.states == ["online"])
        machine.status[4] = 0x1E
        until(lambda: lobby.states[-1] == "paper-low")
        machine.status[2] = 0x16
        until(lambda: lobby.states[-1] == "cover-open")
        machine.status[2] = 0x12
        until(lambda: lobby.states[3:5] == ["paper-low", "paper-low"])
    assert lobby.states[:4] == ["online", "paper-low", "cover-open", "paper-low"]


def test_a_failed_slip_makes_the_agent_look_at_the_printer_at_once(lobby: FakeLobby, machine: NetworkMachine) -> None:
    with at_work(lobby, machine, Pace(wait_s=1, look_s=60)):
        until(lambda: lobby.states == ["online"])
        machine.status[4] = 0x72
        lobby.offers = [(1, "A001", job())]
        until(lambda: lobby.states == ["online", "paper-out"])


def test_the_printer_never_has_two_connections_at_once(lobby: FakeLobby, machine: NetworkMachine) -> None:
    lobby.offers = [(n, f"A{n:03d}", job(rows=100)) for n in range(1, 9)]
    with at_work(lobby, machine, Pace(wait_s=1, look_s=0.01)):
        until(lambda: len(lobby.reports) == 8, within_s=20)
    assert machine.most_at_once == 1


def test_an_agent_that_waits_ends_at_once(lobby: FakeLobby, machine: NetworkMachine) -> None:
    with at_work(lobby, machine, Pace(wait_s=25)):
        until(lambda: lobby.calls)
        time.sleep(0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 2


class SlowPaper:
    """A device that takes half a second for a slip."""

    def __init__(self) -> None:
        self.printed: list[int] = []
        self.has_begun = threading.Event()

    def state(self) -> State:
        return State.ONLINE

    def print(self, job: Job) -> Result:
        self.has_begun.set()
        time.sleep(0.5)
        self.printed.append(job.id)
        return Result(Outcome.PRINTED)


class LongPaper(SlowPaper):
    """A device that takes three leases of a slip."""

    def print(self, job: Job) -> Result:
        self.has_begun.set()
        time.sleep(3 * job.lease_s)
        return Result(Outcome.PRINTED)


class BrokenPaper(SlowPaper):
    """A device with a mistake in its program."""

    def print(self, job: Job) -> Result:
        raise ZeroDivisionError


def test_an_agent_told_to_end_prints_and_reports_the_slip_in_hand(lobby: FakeLobby) -> None:
    paper = SlowPaper()
    lobby.offers = [(1, "A001", job()), (2, "A002", job())]
    with at_work(lobby, paper):
        paper.has_begun.wait(5)
    assert paper.printed == [1]
    assert lobby.outcomes() == [(1, "printed")]


def test_an_agent_that_cannot_go_on_ends_instead_of_looking_alive(lobby: FakeLobby) -> None:
    lobby.offers = [(1, "A001", job())]
    with pytest.raises(ZeroDivisionError):
        Agent(Lobby(lobby.url, lobby.token), BrokenPaper(), QUICK).run()


def test_a_report_that_the_server_does_not_want_is_dropped(lobby: FakeLobby) -> None:
    lobby.refuses = 404
    with pytest.raises(Refused):
        Lobby(lobby.url, lobby.token).report(1, Result(Outcome.PRINTED))


def test_a_lease_is_renewed_for_as_long_as_the_slip_takes(lobby: FakeLobby) -> None:
    lobby.lease_s = 0.5
    lobby.offers = [(1, "A001", job())]
    with at_work(lobby, LongPaper()):
        until(lambda: lobby.reports)
        renewed = lobby.renewed[1]
        time.sleep(0.5)
    assert 6 <= renewed <= 9
    assert lobby.renewed[1] == renewed
    assert (lobby.outcomes(), lobby.offered[1]) == ([(1, "printed")], 1)


def test_a_lease_that_the_server_took_back_is_said_and_the_slip_still_reported(
    lobby: FakeLobby, caplog: pytest.LogCaptureFixture
) -> None:
    lobby.lease_s, lobby.takes_leases_back = 0.5, True
    lobby.offers = [(1, "A001", job())]
    with at_work(lobby, LongPaper()):
        until(lambda: lobby.reports)
    assert lobby.outcomes()[0] == (1, "printed")
    assert caplog.text.count("second agent") == 1
    assert lobby.calls.count("/api/v1/printer/jobs/1/sending") == 1


def test_a_server_without_a_word_on_leases_gives_thirty_seconds(lobby: FakeLobby) -> None:
    lobby.offers = [(1, "A001", job())]
    leased = Lobby(lobby.url, lobby.token).next_job(0)
    assert leased and leased.lease_s == 30
    lobby.lease_s = 0.25
    leased = Lobby(lobby.url, lobby.token).next_job(0)
    assert leased and leased.lease_s == 0.25


class Sleeper(SlowPaper):
    """A device in whose computer's lid somebody leans: the first look takes longer than a lease."""

    def state(self) -> State:
        if not self.has_begun.is_set():
            self.has_begun.set()
            time.sleep(1.2)
        return State.ONLINE


def test_a_slip_that_could_not_be_begun_within_its_lease_is_not_printed_by_surprise(lobby: FakeLobby) -> None:
    """As when the computer sleeps between fetching and printing; here the server is also deaf to renewals, as it is then."""
    lobby.lease_s, lobby.takes_leases_back = 0.5, True
    paper = Sleeper()
    with at_work(lobby, paper):
        lobby.offers = [(1, "A001", job())]
        until(lambda: lobby.reports)
        lobby.takes_leases_back = False
    assert lobby.reports[0] == (1, "failed", {"reason": "too-old", "touched": False})
    assert paper.printed == []


def test_a_lease_that_ran_out_in_sleep_is_not_renewed_on_waking(lobby: FakeLobby) -> None:
    stale = Job(1, "A001", job(), lease_s=0.3, leased_at=clock.now() - 3600)
    with Lease(Lobby(lobby.url, lobby.token), stale) as lease:
        assert lease.is_over()
        time.sleep(0.3)
    assert lobby.calls == []


def test_two_agents_with_one_token_lose_and_double_nothing(lobby: FakeLobby, machine: NetworkMachine) -> None:
    lobby.lease_s = 5
    lobby.offers = [(n, f"A{n:03d}", job(rows=100 + n)) for n in range(1, 9)]
    slips = {data for _, _, data in lobby.offers}
    with network_machine() as other, at_work(lobby, machine), at_work(lobby, other):
        until(lambda: len(lobby.reports) == 8, within_s=20)
        assert {*machine.slips, *other.slips} == slips
        assert len(machine.slips) + len(other.slips) == 8


def test_the_printer_is_looked_at_every_two_seconds_and_its_state_said_every_minute() -> None:
    assert (Pace().look_s, Pace().say_s) == (2.0, 60.0)


def test_the_state_is_said_again_while_a_long_slip_is_printed(lobby: FakeLobby) -> None:
    lobby.lease_s = 1.0
    paper = LongPaper()
    with at_work(lobby, paper, Pace(wait_s=1, look_s=0.1, say_s=0.3)):
        lobby.offers = [(1, "A001", job())]
        assert paper.has_begun.wait(5)
        said = len(lobby.states)
        until(lambda: len(lobby.states) >= said + 3)
        assert lobby.reports == []


def test_a_printer_that_is_unplugged_and_plugged_in_again_goes_on(lobby: FakeLobby, machine: NetworkMachine) -> None:
    with at_work(lobby, machine):
        until(lambda: lobby.states[-1:] == ["online"])
        machine.close()
        until(lambda: lobby.states[-1] == "offline")
        lobby.offers = [(1, "A001", job())]
        until(lambda: lobby.reports)
        with network_machine(port=machine.port) as again:
            until(lambda: lobby.states[-1] == "online")
            lobby.offers = [(2, "A002", job())]
            until(lambda: len(lobby.reports) == 2)
            assert len(again.slips) == 1
    assert lobby.reports == [(1, "failed", {"reason": "offline", "touched": False}), (2, "printed", {})]
