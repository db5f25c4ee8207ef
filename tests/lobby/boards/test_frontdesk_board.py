"""What the front desk sees of the house, and that every change of it is pushed."""

import json
from datetime import timedelta

import pytest

from lobby.boards import frontdesk as frontdesk_board
from lobby.commands import appointments, frontdesk, printers, seats, slips, staff, tickets
from lobby.domain.appointments import Booking
from lobby.domain.lifecycle import Verb
from lobby.frontdesk.screen import SCREEN
from lobby.store.tables.devices import PrinterState
from lobby.web.app import create_app
from lobby.web.pages import fragment

PRINTER, KIOSK = 1, 2
APPOINTMENT = {"code": "K7PM2Q", "time": "10:15", "service": "naturalisation", "state": "booked", "number": None}


@pytest.fixture
def tresen(day):
    staff.add(day.db, "tresen", ["frontdesk"], ["bernburg"], "a password")
    return staff.prove(day.db, "tresen", "a password")


def board(day, language="de"):
    return day.runtime.board("frontdesk", day.office_id, "", language)


def scene(day):
    return frontdesk_board.scene(day.runtime.view(day.office_id, "", "de"))


def test_every_change_that_the_front_desk_shows_is_pushed(day, tresen):
    day.at("101")
    day.watch("frontdesk")
    steps = [
        lambda: day.draw("residence", "ar"),
        lambda: day.call_next("101"),
        lambda: day.do(Verb.MISS, "101", "A001"),
        lambda: day.do(Verb.REINSTATE, "101", "A001"),
        lambda: frontdesk.settle(day.db, day.office_id, tresen, "service-point"),
        lambda: frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "staff"),
        lambda: frontdesk.resume_service(day.db, day.office_id, tresen, "residence"),
        lambda: seats.panic(day.db, day.office_id, day.at("101")),
        lambda: seats.coming(day.db, day.office_id, tresen, "101"),
        lambda: seats.take_break(day.db, day.office_id, day.at("101")),
    ]
    for step in steps:
        with day.pushes(lines=1) as pushed:
            step()
        assert pushed.topics == {"frontdesk"}


def test_a_printer_that_says_something_new_is_shown_at_once(day):
    day.watch("frontdesk")
    with day.pushes(lines=0) as pushed:
        printers.status(day.db, PRINTER, PrinterState.PAPER_LOW)
    assert [each["state"] for each in pushed.board("frontdesk")["printers"]] == ["paper-low"]
    with day.pushes(lines=0) as pushed:
        printers.status(day.db, PRINTER, PrinterState.PAPER_LOW)
    assert pushed.topics == set()


def test_a_printer_that_has_been_silent_is_not_known(day):
    told = {"id": PRINTER, "name": "printer", "state": "unknown", "reported_at": None, "time": None}
    told |= {
        "is_down": True,
        "alarms": False,
        "since": None,
        "replaced_by": None,
        "loses_slips": True,
        "is_low": False,
        "slips_left": 533,
    }
    assert board(day)["printers"] == [told]
    printers.status(day.db, PRINTER, PrinterState.ONLINE)
    known = board(day)["printers"][0]
    assert (known["state"], known["time"], known["is_down"]) == ("online", "09:30", False)
    day.clock.forward(minutes=4)
    assert board(day)["printers"][0]["state"] == "unknown"


def test_the_whole_house_waits_in_one_order(day):
    for service in ("residence", "duldung", "pick-up"):
        day.draw(service)
    assert {each["number"] for each in board(day)["waiting"]} == {"A001", "D001", "P001"}
    assert board(day)["waiting"][0]["number"] == "P001"  # an express service has a head start
    assert "kurzes Anliegen" in board(day)["waiting"][0]["why"]


def test_each_in_line_has_the_range_that_her_own_page_shows(day):
    for _ in range(4):
        day.draw("residence")
    assert set(scene(day)["waits"].values()) == {None}  # nobody serves them yet
    day.at("101")
    day.call_next("101")
    waits = scene(day)["waits"]
    assert len(waits) == 3
    for ticket_id, wait in waits.items():
        assert wait == day.runtime.board("ticket", day.office_id, str(ticket_id), "de")["wait"]
        assert wait["low_minutes"] < wait["high_minutes"]


def test_services_say_how_many_wait_how_many_were_settled_and_what_rests(day, tresen):
    day.draw("residence")
    frontdesk.settle(day.db, day.office_id, tresen, "service-point")
    frontdesk.pause_service(day.db, day.office_id, tresen, "duldung", "full")
    services = board(day)["services"]
    assert (services["residence"]["waiting"], services["residence"]["state"]) == (1, "open")
    assert services["service-point"]["settled"] == 1
    assert (services["duldung"]["state"], services["duldung"]["reason"]) == ("paused", "full")
    assert board(day)["reasons"]["full"] == "Es warten schon sehr viele Menschen."
    assert board(day)["counts"]["settled"] == 1


def test_paper_that_does_not_come_is_listed_and_a_copy_is_given_its_time(day):
    drawn = tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de"), "k" * 16, "device:2", KIOSK)
    assert board(day)["unprinted"] == []
    day.clock.forward(seconds=11)
    assert [(each["number"], each["slip"]) for each in board(day)["unprinted"]] == [("A001", "queued")]
    job = day.lease(PRINTER).job_id
    slips.report(day.db, day.office_id, PRINTER, job, "failed")
    assert [each["slip"] for each in board(day)["unprinted"]] == ["failed"]
    slips.reprint(day.db, day.office_id, "staff:1", drawn.ticket_id)
    assert board(day)["unprinted"] == []
    day.clock.forward(seconds=11)
    assert [each["slip"] for each in board(day)["unprinted"]] == ["queued"]


def test_a_missed_number_is_listed_while_it_can_be_reinstated(day):
    day.draw()
    day.do(Verb.MISS, "101", day.call_next("101"))
    assert [each["number"] for each in board(day)["missed"]] == ["A001"]
    day.clock.forward(minutes=60)
    assert board(day)["missed"] == []


def test_the_board_of_the_fullest_day_stays_within_eight_kilobytes(day, tresen):
    for each in range(45):
        choice = tickets.Choice("residence", "de-simple", *((("child",), 4) if each % 2 else ()))
        tickets.draw(day.db, day.office_id, choice, f"{each:016}", "device:2", KIOSK)
    for _ in range(8):
        day.do(Verb.MISS, "101", day.call_next("101"))
    for _ in range(8):
        number = day.call_next("102")
        day.do(Verb.START, "102", number)
        day.do(Verb.PARK, "102", number)
    for counter in ("sp-1", "sp-2", "101", "102", "103", "104", "105", "106"):
        seats.panic(day.db, day.office_id, day.at(counter)) if counter == "101" else day.at(counter)
    for service in day.office.services.values():
        frontdesk.pause_service(day.db, day.office_id, tresen, service.slug, "full")
    day.clock.forward(minutes=50)
    shown = board(day) | {"html": "", "appointments": [APPOINTMENT] * frontdesk_board.MOST_APPOINTMENTS}
    assert (len(shown["waiting"]), len(shown["missed"]), len(shown["parked"]), len(shown["unprinted"])) == (29, 5, 5, 5)
    assert len(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()) <= 8 * 1024


def test_appointments_are_listed_to_check_in_those_to_come_first(day):
    assert board(day)["appointments"] == []
    at = day.clock.now().replace(minute=45)
    codes = ("K7PM2Q", "B22XXY", "C33ZZT")
    bookings = [
        Booking(code, day.office.service("residence").id, at + timedelta(minutes=15 * place)) for place, code in enumerate(codes)
    ]
    appointments.put(day.db, day.office_id, bookings, "test")
    tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de", appointment="K7PM2Q"), "appointment-key-0001", "device:2")
    shown = board(day)
    assert [(each["code"], each["time"], each["number"]) for each in shown["appointments"]] == [
        ("B22XXY", "10:00", None),
        ("C33ZZT", "10:15", None),
        ("K7PM2Q", "09:45", "A001"),
    ]
    with create_app(day.settings, (SCREEN,)).app_context():
        html = fragment("frontdesk/board.html", "de", shown | {"scene": {"waits": {}}})
    assert 'formaction="/frontdesk/appointments/residence/B22XXY' in html
