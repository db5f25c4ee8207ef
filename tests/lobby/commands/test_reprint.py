"""A slip once more: a copy that says so, where the first one came out, and never for a visit that is over."""

from datetime import timedelta

import pytest

from lobby.commands import devices, keys, slips, tickets
from lobby.domain.errors import Invalid, NoPrinter, NotAllowed, NotFound
from lobby.domain.lifecycle import Verb
from lobby.store.printers import printers
from lobby.store.tables.devices import DeviceKind, DeviceRow

PRINTER, KIOSK = 1, 2


@pytest.fixture
def printed(day):
    """Somebody drew at the kiosk and has her paper."""
    day.draw("residence")
    day.drawn = draw(day, device_id=KIOSK)
    print_one(day)
    return day


@pytest.fixture
def second(day):
    """A second printer, at the front desk."""
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    with day.db.snapshot() as session:
        return printers(session, day.office_id)[1].id


def draw(day, printer=None, device_id=None):
    choice = tickets.Choice("residence", "ar", printer=printer)
    return tickets.draw(day.db, day.office_id, choice, "k" * 16, "staff:1", device_id)


def print_one(day, printer=PRINTER):
    leased = day.lease(printer)
    if leased:
        slips.report(day.db, day.office_id, printer, leased.job_id, "printed")
    return leased


def reprint(day, printer_id=None):
    return slips.reprint(day.db, day.office_id, "staff:1", day.drawn.ticket_id, printer_id)


def slip(day):
    return day.today.tickets[day.drawn.ticket_id].slip.value


def test_a_copy_comes_out_where_the_first_slip_did_and_says_that_it_is_one(printed, second):
    with printed.pushes(lines=1):
        assert reprint(printed) == printed.drawn.ticket_id
    assert slip(printed) == "queued"
    copy = print_one(printed)
    assert (copy.ticket.number, copy.is_copy, copy.ahead) == ("A002", True, 1)
    assert slip(printed) == "printed"
    assert print_one(printed, second) is None


def test_a_copy_can_come_out_at_another_printer(printed, second):
    reprint(printed, second)
    assert print_one(printed) is None
    assert print_one(printed, second).is_copy


def test_a_double_click_prints_one_copy(printed):
    reprint(printed)
    with printed.pushes(lines=0):
        reprint(printed)
    assert print_one(printed)
    assert print_one(printed) is None


def test_what_waits_at_a_silent_printer_is_given_up_for_the_copy(day, second):
    day.drawn = draw(day, device_id=KIOSK)
    reprint(day, second)
    assert slip(day) == "queued"
    assert print_one(day) is None
    assert print_one(day, second).is_copy
    day.clock.forward(minutes=5)
    slips.give_up(day.db, timedelta(seconds=120))
    assert slip(day) == "printed"
    day.check_journal()


def test_a_ticket_without_paper_gets_one_at_the_first_printer(day, second):
    day.draw("residence")
    day.drawn = day.draw("residence")
    reprint(day)
    assert print_one(day).ahead == 1


@pytest.mark.parametrize("verbs", [(Verb.START,), (Verb.MISS,), (Verb.START, Verb.PARK)])
def test_who_is_not_done_yet_can_have_a_copy(printed, verbs):
    printed.do(Verb.CALL, "101", "A002", reason="other")
    for verb in verbs:
        printed.do(verb, "101", "A002")
    reprint(printed)
    assert print_one(printed).is_copy


def test_a_visit_that_is_over_gets_no_copy(printed):
    printed.do(Verb.WITHDRAW, "101", "A002")
    with printed.pushes(lines=0), pytest.raises(NotAllowed):
        reprint(printed)


def test_an_unknown_printer_or_ticket_is_not_found(printed):
    for ticket_id, printer_id in ((printed.drawn.ticket_id, KIOSK), (printed.drawn.ticket_id, 99), (99, None)):
        with printed.pushes(lines=0), pytest.raises(NotFound):
            slips.reprint(printed.db, printed.office_id, "staff:1", ticket_id, printer_id)


def test_where_there_is_no_printer_the_reprint_says_so(day):
    day.drawn = day.draw()
    with day.db.write() as session:
        session.get_one(DeviceRow, KIOSK).printer_id = None
        session.delete(session.get_one(keys.KeyRow, 1))
        session.flush()
        session.delete(session.get_one(DeviceRow, PRINTER))
    with pytest.raises(NoPrinter):
        reprint(day)
    drawn = draw(day, tickets.FIRST_PRINTER)
    assert day.today.tickets[drawn.ticket_id].slip == "none"


@pytest.mark.parametrize("named", [tickets.FIRST_PRINTER, "printer", "tresen"])
def test_staff_choose_the_printer_for_a_ticket_that_they_draw(day, second, named):
    day.drawn = draw(day, named)
    at = second if named == "tresen" else PRINTER
    assert not print_one(day, at).is_copy
    assert slip(day) == "printed"


def test_a_printer_that_the_office_does_not_have_draws_nothing(day):
    with day.pushes(lines=0), pytest.raises(Invalid):
        draw(day, "attic")
