"""Troubles one by one, on a printer that reads ESC/POS by itself; and that printer."""

import os
import random
import socket
import time

from emulator import NetworkEmulator, SerialEmulator, emulated
from printer_works import Kind, Trouble, Works, first_row, slip
from printers import job, until

from printer.agent.confirmation import Past
from printer.agent.escpos import Patience
from printer.agent.jobs import Job, Outcome, Result, State
from printer.agent.lines import LinePrinter, SerialLine, network

QUICK = Patience(answer_s=0.3, job_s=2.0, confirm_s=0.6, mute_confirm_s=0.3, look_s=0.15, quiet_s=0.05)
CHANCE = random.Random(7)
SLIPS = [Job(n, f"A{n:03d}", slip(CHANCE, 150)) for n in range(3)]
LONG = Job(9, "A009", slip(CHANCE, 900))
HALF = len(SLIPS[0].data) // 2


def at(printer: NetworkEmulator) -> LinePrinter:
    return network("127.0.0.1", printer.port, QUICK)


def on(printer: SerialEmulator, patience: Patience = QUICK, past: Past | None = None) -> LinePrinter:
    return LinePrinter(lambda: SerialLine(printer.path, 115200), patience, past)


def test_the_emulator_reads_what_the_station_writes_in_any_pieces() -> None:
    data = job(rows=500)
    works = Works([], bytes_per_s=1e12, seed=0)
    for start in range(0, len(data), 7):
        works.receive(data[start : start + 7])
        works.work(1.0)
    assert works.paper.pieces == [data]
    assert len(works.paper.rows) == 500
    assert works.paper.rows[0] == first_row(data)
    assert works.worked == len(data)


def test_the_emulator_knows_its_commands_and_ignores_zeros() -> None:
    works = Works([], bytes_per_s=1e12, seed=0)
    works.receive(b"\x1b@\0\0\x1dP\x01\x02\x1dL\x10\x20\x1b$\x10\x20\x1ba\x1d\x1bJ\x1d\x1bd\x1d\0\x1dVB\x1d\x1dr\x01\x10\x04\x01")
    works.work(1.0)
    assert works.paper.pieces == [b"\x1b@\x1dP\x01\x02\x1dL\x10\x20\x1b$\x10\x20\x1ba\x1d\x1bJ\x1d\x1bd\x1d\x1dVB\x1d"]
    assert works.said == b"\x12\x00"


def test_the_emulator_stops_reading_when_its_memory_is_full() -> None:
    with (
        emulated(NetworkEmulator([Trouble(Kind.STALL, 100, 60)], memory=1000)) as printer,
        socket.create_connection(("127.0.0.1", printer.port)) as line,
    ):
        line.sendall(SLIPS[0].data)
        until(lambda: printer.works.worked >= 100)
        time.sleep(0.1)
        assert printer.works.received <= 1100 + 8


def test_slips_come_out_over_network_and_serial_line() -> None:
    with emulated(NetworkEmulator()) as printer:
        device = at(printer)
        assert [device.print(each).outcome for each in SLIPS] == [Outcome.PRINTED] * 3
        assert printer.paper.pieces == [each.data for each in SLIPS]
    with emulated(SerialEmulator()) as printer:
        device = on(printer)
        assert [device.print(each).outcome for each in SLIPS] == [Outcome.PRINTED] * 3
        assert printer.paper.pieces == [each.data for each in SLIPS]


def test_paper_that_ends_within_a_slip_is_said_long_before_the_patience_ends() -> None:
    with emulated(NetworkEmulator([Trouble(Kind.PAPER_OUT, HALF, 60)], memory=60_000)) as printer:
        begun = time.monotonic()
        assert network("127.0.0.1", printer.port, Patience()).print(SLIPS[0]) == Result(Outcome.FAILED, "paper-out")
        assert time.monotonic() - begun < 3
        assert at(printer).state() is State.PAPER_OUT


def test_a_slip_that_goes_on_when_paper_was_put_in_is_not_counted_for_the_next() -> None:
    with emulated(NetworkEmulator([Trouble(Kind.PAPER_OUT, HALF, 1.0)], memory=60_000)) as printer:
        device = at(printer)
        assert device.print(SLIPS[0]) == Result(Outcome.FAILED, "paper-out")
        until(lambda: device.state() is State.ONLINE)
        assert device.print(SLIPS[1]).outcome is Outcome.PRINTED
        assert [printer.paper.has_whole(each.data) for each in SLIPS] == [1, 1, 0]


def test_a_cover_that_is_opened_within_a_slip_is_said() -> None:
    with emulated(NetworkEmulator([Trouble(Kind.COVER_OPEN, HALF, 60)], memory=60_000)) as printer:
        assert at(printer).print(SLIPS[0]) == Result(Outcome.FAILED, "cover-open")


def test_the_slip_after_one_that_broke_off_is_whole() -> None:
    with emulated(NetworkEmulator([Trouble(Kind.HANG_UP, HALF)], memory=600)) as printer:
        device = at(printer)
        assert device.print(SLIPS[0]).outcome is not Outcome.PRINTED
        assert device.print(SLIPS[1]).outcome is Outcome.PRINTED
        assert printer.paper.has_whole(SLIPS[1].data) == 1
        assert printer.paper.has_whole(SLIPS[0].data) == 0


def test_a_new_agent_fills_up_what_a_killed_one_left_on_the_serial_line() -> None:
    with emulated(SerialEmulator()) as printer:
        line = os.open(printer.path, os.O_WRONLY | os.O_NOCTTY)
        os.write(line, SLIPS[0].data[:2000])
        until(lambda: printer.works.worked == 2000)
        os.close(line)
        assert on(printer).print(SLIPS[1]).outcome is Outcome.PRINTED
        assert printer.paper.has_whole(SLIPS[1].data) == 1


def test_a_late_answer_on_the_serial_line_does_not_confirm_the_next_slip() -> None:
    """The first slip's answer comes while the second, which takes a second, is at its beginning."""
    stall = Trouble(Kind.STALL, HALF, 1.0)
    with emulated(SerialEmulator([stall], bytes_per_s=6e4, memory=200_000)) as printer:
        past = Past(is_cut_off=False, owed=0)
        assert on(printer, QUICK, past).print(SLIPS[0]) == Result(Outcome.UNCONFIRMED)
        assert past.owed == 1
        assert printer.paper.pieces == []
        begun = time.monotonic()
        assert on(printer, Patience(confirm_s=5.0), past).print(LONG).outcome is Outcome.PRINTED
        assert time.monotonic() - begun > 1.0
        assert [printer.paper.has_whole(each.data) for each in (SLIPS[0], LONG)] == [1, 1]
        assert past.owed == 0


def test_a_printer_that_lost_its_power_owes_nothing_and_is_believed_again() -> None:
    with emulated(NetworkEmulator([Trouble(Kind.RESET, HALF, 0.3)])) as printer:
        device = at(printer)
        assert device.print(SLIPS[0]).outcome is not Outcome.PRINTED
        until(lambda: device.state() is State.ONLINE)
        assert device.print(SLIPS[1]).outcome is Outcome.PRINTED


def test_a_printer_that_takes_64_kb_and_dies_is_not_believed() -> None:
    with emulated(NetworkEmulator([Trouble(Kind.DIE, 65_536, 1e9)], memory=100_000)) as printer:
        large = Job(5, "A005", slip(CHANCE, 3000))
        assert at(printer).print(large).outcome is not Outcome.PRINTED
        assert at(printer).state() is State.UNKNOWN


def test_a_printer_that_crackles_is_believed_again_when_it_is_quiet() -> None:
    with emulated(SerialEmulator([Trouble(Kind.NOISE, 0, 1.0)])) as printer:
        device = on(printer)
        device.print(SLIPS[0])
        time.sleep(1.0)
        assert device.print(SLIPS[1]).outcome is Outcome.PRINTED


def test_a_serial_printer_whose_memory_is_full_is_waited_for() -> None:
    """It loses what comes nevertheless."""
    with emulated(SerialEmulator(bytes_per_s=1e5, memory=40_000, says_xoff=True)) as printer:
        assert on(printer, Patience(job_s=5.0)).print(LONG).outcome is Outcome.PRINTED
        assert printer.paper.has_whole(LONG.data) == 1


def test_a_stray_xoff_does_not_silence_a_serial_line_for_ever() -> None:
    with emulated(SerialEmulator()) as printer:
        device = on(printer)
        assert device.print(SLIPS[0]).outcome is Outcome.PRINTED
        printer.works.said += b"\x13"
        time.sleep(0.1)
        device.print(SLIPS[1])
        assert device.print(SLIPS[2]).outcome is Outcome.PRINTED
