"""Slips: leased to one agent at a time, never lost, never silently twice."""

from datetime import timedelta

import pytest

from lobby.commands import slips, tickets
from lobby.domain.errors import NotFound

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
