"""Printers: what they say, how long they are silent, and how much paper their rolls have left."""

import pytest

from lobby.commands import devices, printers, slips, tickets
from lobby.domain.errors import Invalid, NotFound
from lobby.store import printers as store
from lobby.store.tables.devices import DeviceKind, DeviceRow, PrinterState

PRINTER, KIOSK = 1, 2


def shown(day, place=0):
    return day.runtime.printers(day.office_id)[place]


def history(day):
    with day.db.snapshot() as session:
        return [state.value for _, state in store.history(session, PRINTER, 30)]


def printed(day, length_mm, outcome="printed", **told):
    slips.try_out(day.db, day.office_id, "staff:1", PRINTER)
    job = day.lease(PRINTER, length_mm=length_mm).job_id
    slips.report(day.db, day.office_id, PRINTER, job, outcome, **told)


def test_each_change_is_kept_and_the_same_again_is_none(day):
    for state in ("online", "online", "paper-out", "paper-out", "online"):
        day.clock.forward(seconds=10)
        printers.status(day.db, PRINTER, PrinterState(state))
    assert history(day) == ["online", "paper-out", "online"]


def test_silence_becomes_unknown_by_itself(day):
    printers.status(day.db, PRINTER, PrinterState.ONLINE)
    day.clock.forward(seconds=100)
    printers.note_silence(day.db)
    assert history(day) == ["online"]
    day.clock.forward(seconds=100)
    day.watch("frontdesk")
    with day.pushes(lines=0) as pushed:
        printers.note_silence(day.db)
        printers.note_silence(day.db)
    assert history(day) == ["unknown", "online"]
    told = pushed.board("frontdesk")["printers"][0]
    assert (told["state"], told["is_down"], told["alarms"], told["since"]) == ("unknown", True, True, "09:33")


def test_what_happened_a_quarter_of_a_year_ago_is_forgotten(day):
    printers.status(day.db, PRINTER, PrinterState.ONLINE)
    day.clock.forward(days=91)
    printers.status(day.db, PRINTER, PrinterState.PAPER_OUT)
    printers.note_silence(day.db)
    assert history(day) == ["paper-out"]


def test_who_stands_in_for_a_printer_is_said(day):
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    devices.add(day.db, DeviceKind.KIOSK, "kiosk", "bernburg", fallback="tresen")
    printers.status(day.db, PRINTER, PrinterState.ERROR)
    assert shown(day).replaced_by is None
    printers.status(day.db, shown(day, 1).id, PrinterState.ONLINE)
    assert (shown(day).replaced_by, shown(day, 1).replaced_by) == ("tresen", None)


def test_the_roll_grows_shorter_with_each_slip_and_a_new_one_is_full(day):
    printers.set_up(day.db, day.office_id, PRINTER, 576, 5)
    full = shown(day).slips_left
    for _ in range(20):
        printed(day, 150)
    assert shown(day).slips_left == full - 20
    printed(day, 150, "failed", touched=False)
    assert shown(day).slips_left == full - 20
    printed(day, 150, "unconfirmed")
    assert shown(day).is_low
    printers.new_roll(day.db, day.office_id, PRINTER)
    assert shown(day).slips_left == full


def test_longer_slips_are_learned_and_test_prints_teach_nothing(day):
    few = shown(day).slips_left
    for turn in range(60):
        tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de"), f"key-{turn:020d}", "device:2", KIOSK)
        slips.report(day.db, day.office_id, PRINTER, day.lease(PRINTER, length_mm=300).job_id, "printed")
    assert shown(day).slips_left == pytest.approx((few - 120) / 2, rel=0.05)
    learned = shown(day).slips_left
    printed(day, 20)
    assert learned - 1 <= shown(day).slips_left <= learned


def test_a_slip_that_failed_and_is_confirmed_later_is_counted_once(day):
    slips.try_out(day.db, day.office_id, "staff:1", PRINTER)
    job = day.lease(PRINTER, length_mm=140).job_id
    for outcome in ("failed", "unconfirmed", "printed"):
        slips.report(day.db, day.office_id, PRINTER, job, outcome)
    with day.db.snapshot() as session:
        assert session.get_one(DeviceRow, PRINTER).used_mm == 140


def test_a_mute_printer_whose_agent_dies_is_missed_too_and_comes_back(day):
    printers.status(day.db, PRINTER, PrinterState.UNKNOWN)
    day.clock.forward(minutes=4)
    day.watch("frontdesk")
    with day.pushes(lines=0) as pushed:
        printers.note_silence(day.db)
        printers.note_silence(day.db)
    assert pushed.board("frontdesk")["printers"][0]["alarms"]
    with day.pushes(lines=0) as pushed:
        printers.status(day.db, PRINTER, PrinterState.UNKNOWN)
    assert not pushed.board("frontdesk")["printers"][0]["alarms"]
    assert len(history(day)) == 3


def test_what_is_lost_while_a_printer_is_down_is_said_only_where_it_is(day):
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    for printer in (PRINTER, shown(day, 1).id):
        printers.status(day.db, printer, PrinterState.PAPER_OUT)
    assert (shown(day).loses_slips, shown(day, 1).loses_slips) == (True, False), "no kiosk prints on the second one"
    printers.status(day.db, shown(day, 1).id, PrinterState.ONLINE)
    devices.add(day.db, DeviceKind.KIOSK, "kiosk", "bernburg", fallback="tresen")
    assert (shown(day).loses_slips, shown(day).replaced_by) == (False, "tresen")
    devices.add(day.db, DeviceKind.KIOSK, "second", "bernburg", printer="printer")
    assert (shown(day).loses_slips, shown(day).replaced_by) == (True, None)


def test_a_printer_is_no_second_printer_for_itself(day):
    with pytest.raises(Invalid):
        devices.add(day.db, DeviceKind.KIOSK, "kiosk", "bernburg", fallback="printer")


@pytest.mark.parametrize(("width", "roll"), [(575, 80), (576, 4), (576, 301), (0, 0)])
def test_what_no_printer_has_is_refused(day, width, roll):
    with pytest.raises(Invalid):
        printers.set_up(day.db, day.office_id, PRINTER, width, roll)


def test_only_a_printer_of_the_office_has_a_roll(day):
    for wrong in (KIOSK, 99):
        with pytest.raises(NotFound):
            printers.new_roll(day.db, day.office_id, wrong)


def test_a_kiosk_prints_where_it_is_told_and_nowhere_twice(day):
    with day.db.snapshot() as session:
        assert store.kiosks(session, day.office_id)[0].printer_id == PRINTER
    printers.choose(day.db, day.office_id, KIOSK, None, PRINTER)
    with day.db.snapshot() as session:
        assert store.kiosks(session, day.office_id)[0] == store.Kiosk(KIOSK, "kiosk", None, PRINTER)
    with pytest.raises(Invalid):
        printers.choose(day.db, day.office_id, KIOSK, PRINTER, PRINTER)
    for kiosk, printer in ((PRINTER, PRINTER), (99, PRINTER), (KIOSK, KIOSK), (KIOSK, 99)):
        with pytest.raises(NotFound):
            printers.choose(day.db, day.office_id, kiosk, printer, None)
