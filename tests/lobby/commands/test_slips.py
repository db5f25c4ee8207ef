"""Slips: leased to one agent at a time, never lost, never silently twice."""

from datetime import timedelta

import pytest

from lobby.commands import devices, printers, slips, tickets
from lobby.domain.errors import NotFound
from lobby.store import printers as store
from lobby.store.tables.devices import DeviceKind, PrinterState

PRINTER, KIOSK = 1, 2


@pytest.fixture
def printed(day):
    """A day in which somebody has just drawn at the kiosk."""
    choice = tickets.Choice("residence", "ar")
    day.drawn = tickets.draw(day.db, day.office_id, choice, "k" * 16, "device:2", KIOSK)
    return day


def slip(day) -> str:
    return day.today.tickets[day.drawn.ticket_id].slip.value


def lease(day):
    return day.lease(PRINTER)


def test_a_slip_is_handed_out_once(printed):
    with printed.pushes(lines=1):
        leased = lease(printed)
    assert leased.ticket.number == printed.drawn.number
    assert (leased.token, leased.ahead, leased.is_copy) == (printed.drawn.token, 0, False)
    assert slip(printed) == "sending"
    assert lease(printed) is None


@pytest.mark.parametrize("outcome", ["printed", "unconfirmed", "failed"])
def test_what_became_of_it_is_seen_on_the_ticket_and_said_once(printed, outcome):
    job = lease(printed).job_id
    with printed.pushes(lines=1):
        slips.report(printed.db, printed.office_id, PRINTER, job, outcome)
    assert slip(printed) == outcome
    with printed.pushes(lines=0):
        slips.report(printed.db, printed.office_id, PRINTER, job, outcome)


def test_a_lease_without_an_answer_is_offered_again_as_a_copy(printed):
    lease(printed)
    printed.clock.forward(seconds=31)
    assert lease(printed).is_copy


def test_an_answer_that_comes_late_still_counts(printed):
    job = lease(printed).job_id
    slips.report(printed.db, printed.office_id, PRINTER, job, "failed")
    slips.report(printed.db, printed.office_id, PRINTER, job, "printed")
    assert slip(printed) == "printed"


def test_a_dead_printer_fails_the_slip_and_refuses_nobody(printed):
    slips.give_up(printed.db, timedelta(seconds=120))
    assert slip(printed) == "queued"
    printed.clock.forward(seconds=121)
    slips.give_up(printed.db, timedelta(seconds=120))
    assert slip(printed) == "failed"
    assert lease(printed) is None
    assert tickets.draw(printed.db, printed.office_id, tickets.Choice("residence", "de"), "l" * 16, "device:2", KIOSK).created
    printed.check_journal()


def test_the_desk_sees_whose_paper_did_not_come(printed):
    printed.at("101")
    printed.watch("desk/101")
    job = lease(printed).job_id
    with printed.pushes(lines=1) as pushed:
        slips.report(printed.db, printed.office_id, PRINTER, job, "failed", "paper-out")
    assert [ticket["number"] for ticket in pushed.board("desk/101")["unprinted"]] == [printed.drawn.number]


def test_another_printer_cannot_report(printed):
    with pytest.raises(NotFound):
        slips.report(printed.db, printed.office_id, 99, lease(printed).job_id, "printed")


def test_slips_come_in_the_order_of_drawing(printed):
    second = tickets.draw(printed.db, printed.office_id, tickets.Choice("fiktion", "de"), "l" * 16, "device:2", KIOSK)
    assert [lease(printed).ticket.number, lease(printed).ticket.number] == [printed.drawn.number, second.number]


@pytest.fixture
def second(day):
    """The kiosk has a second printer, and both work."""
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    devices.add(day.db, DeviceKind.KIOSK, "kiosk", "bernburg", fallback="tresen")
    with day.db.snapshot() as session:
        second = store.printers(session, day.office_id)[1].id
    for printer in (PRINTER, second):
        printers.status(day.db, printer, PrinterState.ONLINE)
    return second


def draw(day, key="k"):
    day.drawn = tickets.draw(day.db, day.office_id, tickets.Choice("residence", "ar"), key * 16, "device:2", KIOSK)


def elsewhere(day):
    return day.today.tickets[day.drawn.ticket_id].slip_printer


def fail(day, printer, reason="paper-out", touched=False):
    slips.report(day.db, day.office_id, printer, day.lease(printer).job_id, "failed", reason, touched)


def test_what_left_no_trace_on_paper_comes_out_of_the_other_printer_and_is_no_copy(day, second):
    draw(day)
    with day.pushes(lines=2):
        fail(day, PRINTER)
    assert (slip(day), elsewhere(day)) == ("queued", "tresen")
    assert not day.lease(second).is_copy
    day.check_journal()


def test_a_slip_is_sent_on_once(day, second):
    draw(day)
    fail(day, PRINTER)
    fail(day, second)
    assert slip(day) == "failed"


@pytest.mark.parametrize(("reason", "touched"), [("paper-out", True), ("too-old", False)])
def test_half_a_slip_and_an_old_one_are_not_printed_again(day, second, reason, touched):
    draw(day)
    fail(day, PRINTER, reason, touched)
    assert slip(day) == "failed"


def test_the_other_printer_is_not_asked_where_it_cannot_print_either(day, second):
    draw(day)
    printers.status(day.db, second, PrinterState.COVER_OPEN)
    fail(day, PRINTER)
    assert slip(day) == "failed"


def test_a_printer_that_is_known_to_be_down_is_not_tried(day, second):
    printers.status(day.db, PRINTER, PrinterState.PAPER_OUT)
    draw(day)
    assert day.lease(PRINTER) is None
    assert (day.lease(second).is_copy, elsewhere(day)) == (False, "tresen")


def test_a_slip_that_nobody_begins_is_sent_on(day, second):
    draw(day)
    slips.send_on(day.db, timedelta(seconds=5))
    assert elsewhere(day) is None
    day.clock.forward(seconds=6)
    slips.send_on(day.db, timedelta(seconds=5))
    assert elsewhere(day) == "tresen"
    assert not day.lease(second).is_copy


def test_a_slip_behind_another_one_waits_for_its_turn(day, second):
    draw(day)
    day.lease(PRINTER)
    draw(day, "l")
    day.clock.forward(seconds=6)
    slips.send_on(day.db, timedelta(seconds=5))
    assert elsewhere(day) is None


def test_a_slip_whose_agent_died_in_the_middle_is_sent_on_as_a_copy(day, second):
    draw(day)
    job = day.lease(PRINTER).job_id
    day.clock.forward(seconds=31)
    slips.send_on(day.db, timedelta(seconds=5))
    assert day.lease(second).is_copy
    with pytest.raises(NotFound):
        slips.report(day.db, day.office_id, PRINTER, job, "printed")


def test_a_kiosk_without_a_second_printer_fails_at_once(printed):
    fail(printed, PRINTER)
    assert slip(printed) == "failed"


def test_new_slips_come_before_copies(printed):
    slips.report(printed.db, printed.office_id, PRINTER, lease(printed).job_id, "printed")
    slips.reprint(printed.db, printed.office_id, "staff:1", printed.drawn.ticket_id)
    draw(printed, "l")
    assert [lease(printed).is_copy, lease(printed).is_copy] == [False, True]


def test_an_old_slip_is_not_even_offered_after_the_server_was_away(printed):
    printed.clock.forward(seconds=121)
    assert lease(printed) is None
    slips.give_up(printed.db, timedelta(seconds=120))
    assert slip(printed) == "failed"


def test_a_lease_that_is_renewed_holds(printed):
    job = lease(printed).job_id
    for _ in range(3):
        printed.clock.forward(seconds=20)
        slips.renew(printed.db, PRINTER, job, timedelta(seconds=30))
        assert lease(printed) is None
    slips.report(printed.db, printed.office_id, PRINTER, job, "printed")
    for printer, number in ((PRINTER, job), (99, job), (PRINTER, 99)):
        with pytest.raises(NotFound):
            slips.renew(printed.db, printer, number, timedelta(seconds=30))


def test_what_is_offered_to_two_is_leased_by_one(printed):
    paper = slips.offered(printed.db, PRINTER, timedelta(seconds=120))
    assert [slips.lease(printed.db, printed.office_id, paper, 120, timedelta(seconds=30)) for _ in range(2)] == [True, False]


def test_a_test_print_belongs_to_no_ticket(day):
    with day.pushes(lines=0):
        job = slips.try_out(day.db, day.office_id, "staff:1", PRINTER)
        assert (day.lease(PRINTER).ticket, job) == (None, 1)
        slips.report(day.db, day.office_id, PRINTER, job, "printed")
    with pytest.raises(NotFound):
        slips.try_out(day.db, day.office_id, "staff:1", KIOSK)
    slips.try_out(day.db, day.office_id, "staff:1", PRINTER)
    day.clock.forward(minutes=3)
    slips.give_up(day.db, timedelta(seconds=120))
    assert day.lease(PRINTER) is None


def test_a_slip_that_moved_while_it_was_drawn_is_not_leased_any_more(day, second):
    draw(day)
    paper = slips.offered(day.db, PRINTER, timedelta(seconds=120))
    day.clock.forward(seconds=6)
    slips.send_on(day.db, timedelta(seconds=5))
    assert not slips.lease(day.db, day.office_id, paper, 120, timedelta(seconds=30))
    assert not day.lease(second).is_copy


def test_a_slip_that_cannot_be_drawn_fails_and_holds_up_nobody(printed):
    paper = slips.offered(printed.db, PRINTER, timedelta(seconds=120))
    draw(printed, "l")
    slips.give_up_on(printed.db, paper, "not-drawable")
    assert lease(printed).ticket.number == printed.drawn.number
    assert [each.slip for each in printed.today.tickets.values()] == ["failed", "sending"]


def test_a_copy_and_staffs_own_draws_go_where_paper_comes_out(day, second):
    draw(day)
    slips.report(day.db, day.office_id, PRINTER, day.lease(PRINTER).job_id, "printed")
    printers.status(day.db, PRINTER, PrinterState.PAPER_OUT)
    slips.reprint(day.db, day.office_id, "staff:1", day.drawn.ticket_id)
    assert (day.lease(PRINTER), day.lease(second).is_copy) == (None, True)
    tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de", printer=tickets.FIRST_PRINTER), "m" * 16, "staff:1")
    assert not day.lease(second).is_copy
