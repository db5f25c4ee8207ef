"""Printing over a line, on printers that answer, lie, break off or say nothing."""

import socket

import pytest
from printers import Machine, NetworkMachine, job, network_machine, serial_machine, until

from printer.agent.escpos import Patience
from printer.agent.jobs import Job, Outcome, Result, State
from printer.agent.lines import LinePrinter, network, serial_port

QUICK = Patience(answer_s=0.15, job_s=1.0, confirm_s=0.3, mute_confirm_s=0.2)
SLIP = Job(17, "A012", job())

UNHAPPY = [
    (State.COVER_OPEN, {1: 0x1A, 2: 0x16}),
    (State.PAPER_OUT, {1: 0x1A, 2: 0x32}),
    (State.PAPER_OUT, {4: 0x72}),
    (State.ERROR, {1: 0x1A, 2: 0x52}),
    (State.ERROR, {3: 0x1A}),
    (State.OFFLINE, {1: 0x1A}),
]


def at(machine: NetworkMachine, patience: Patience = QUICK) -> LinePrinter:
    return network("127.0.0.1", machine.port, patience)


def test_a_slip_that_the_printer_worked_off_is_printed() -> None:
    with network_machine() as machine:
        assert at(machine).print(SLIP) == Result(Outcome.PRINTED)
        assert machine.slips == [SLIP.data]


def test_a_printer_is_reached_by_ipv6() -> None:
    with network_machine(socket.AF_INET6) as machine:
        assert network("::1", machine.port, QUICK).print(SLIP).outcome is Outcome.PRINTED
        assert machine.slips == [SLIP.data]


def test_a_long_slip_arrives_whole() -> None:
    with network_machine() as machine:
        long = Job(18, "A013", job(rows=4000))
        assert at(machine).print(long).outcome is Outcome.PRINTED
        assert machine.slips == [long.data]


@pytest.mark.parametrize(("state", "status"), UNHAPPY)
def test_a_printer_that_cannot_print_says_why_and_gets_no_slip(state: State, status: dict[int, int]) -> None:
    with network_machine() as machine:
        machine.status |= status
        assert at(machine).state() is state
        assert at(machine).print(SLIP) == Result(Outcome.FAILED, state.value, is_touched=False)
        assert machine.slips == []


def test_little_paper_is_said_and_still_printed_on() -> None:
    with network_machine() as machine:
        machine.status[4] = 0x1E
        assert at(machine).state() is State.PAPER_LOW
        assert at(machine).print(SLIP).outcome is Outcome.PRINTED


def test_a_printer_without_a_voice_is_unknown_and_what_it_got_is_unconfirmed() -> None:
    with network_machine() as machine:
        machine.status, machine.sensor = dict.fromkeys(machine.status), None
        assert at(machine).state() is State.UNKNOWN
        assert at(machine).print(SLIP) == Result(Outcome.UNCONFIRMED)
        assert machine.slips == [SLIP.data]


def test_a_printer_that_never_confirms_has_unconfirmed_slips() -> None:
    with network_machine() as machine:
        machine.sensor = None
        assert at(machine).print(SLIP).outcome is Outcome.UNCONFIRMED


def test_paper_that_ended_with_the_slip_leaves_it_unconfirmed() -> None:
    with network_machine() as machine:
        machine.sensor = 0x0C
        assert at(machine).print(SLIP) == Result(Outcome.UNCONFIRMED, "paper-out")


@pytest.mark.parametrize("stray", [b"\x00", b"\xff", b"\x11", b"\x13", b"\x80"])
def test_stray_bytes_are_no_answers(stray: bytes) -> None:
    with network_machine() as machine:
        machine.unasked = stray
        assert at(machine).state() is State.ONLINE
        machine.status = dict.fromkeys(machine.status)
        assert at(machine).state() is State.UNKNOWN


def test_reports_that_a_printer_sends_unasked_are_passed_over() -> None:
    """Automatic status back: four bytes, of which the later ones look like an answer to GS r 1."""
    with network_machine() as machine:
        machine.unasked = b"\x10\x00\x0c\x00"
        assert at(machine).state() is State.ONLINE
        assert at(machine).print(SLIP).outcome is Outcome.PRINTED
        machine.sensor = None
        assert at(machine).print(SLIP).outcome is Outcome.UNCONFIRMED


def test_a_printer_that_hangs_up_within_a_slip_made_it_fail() -> None:
    with network_machine() as machine:
        machine.takes = 8000
        result = at(machine).print(Job(17, "A012", job(rows=60_000)))
        assert result == Result(Outcome.FAILED, "broke-off")


def test_a_printer_that_takes_nothing_does_not_hold_the_agent_up() -> None:
    with network_machine() as machine:
        machine.is_stuck = True
        assert at(machine).state() is State.UNKNOWN
        assert at(machine).print(Job(17, "A012", job(rows=60_000))) == Result(Outcome.FAILED, "broke-off")
        assert machine.slips == []


def test_a_slip_that_only_the_network_took_is_not_taken_for_printed() -> None:
    with network_machine() as machine:
        machine.is_stuck = True
        assert at(machine).print(SLIP).outcome is Outcome.UNCONFIRMED


def test_no_printer_there_is_offline_and_the_slip_may_be_tried_again() -> None:
    with network_machine() as machine:
        port = machine.port
    gone = network("127.0.0.1", port, QUICK)
    assert gone.state() is State.OFFLINE
    assert gone.print(SLIP) == Result(Outcome.FAILED, "offline", is_touched=False)
    assert network("no-such-printer.invalid", 9100, QUICK).state() is State.OFFLINE


def test_every_slip_has_a_connection_of_its_own() -> None:
    with network_machine() as machine:
        printer = at(machine)
        for n in range(5):
            assert printer.print(Job(n, "A012", job(rows=100 + n))).outcome is Outcome.PRINTED
        until(lambda: machine.at_once == 0)
        assert len(machine.slips) == 5
        assert machine.most_at_once == 1


def test_a_serial_printer_prints_confirms_and_says_how_it_is() -> None:
    with serial_machine() as machine:
        printer = serial_port(machine.path, 115200, QUICK)
        assert printer.state() is State.ONLINE
        assert printer.print(SLIP) == Result(Outcome.PRINTED)
        assert machine.slips == [SLIP.data]
        machine.status[2] = 0x16
        assert printer.state() is State.COVER_OPEN


def test_a_silent_serial_printer_is_unconfirmed() -> None:
    with serial_machine() as machine:
        machine.status, machine.sensor = dict.fromkeys(machine.status), None
        assert serial_port(machine.path, 9600, QUICK).print(SLIP).outcome is Outcome.UNCONFIRMED
        until(lambda: machine.slips == [SLIP.data])


def test_a_serial_port_that_is_not_there_is_offline() -> None:
    assert serial_port("/dev/no-such-port", 9600, QUICK).state() is State.OFFLINE
    assert serial_port("/dev/no-such-port", 9600, QUICK).print(SLIP).reason == "offline"


def test_a_slow_line_gets_the_time_it_needs() -> None:
    slow, fast = serial_port("/dev/x", 9600), serial_port("/dev/x", 115200)
    assert slow._patience.job_s > 150_000 / 960
    assert fast._patience.job_s < 40


def test_the_machine_of_these_tests_keeps_what_is_not_whole() -> None:
    machine = Machine()
    for byte in SLIP.data + b"\x1dr\x01\x10\x04\x01":
        answers = machine.take(bytes([byte]))
    assert machine.slips == [SLIP.data]
    assert answers == b"\x12"
