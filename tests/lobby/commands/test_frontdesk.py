"""The front desk: quick concerns are counted, services rest and go on, and only its people do so."""

import pytest

from lobby.commands import frontdesk, staff
from lobby.domain.errors import Forbidden, Invalid, Paused, UnknownService
from lobby.domain.office import PAUSE_REASONS
from lobby.i18n import texts


@pytest.fixture
def tresen(day):
    """Somebody of the front desk."""
    staff.add(day.db, "tresen", ["frontdesk"], ["bernburg"], "a password")
    return staff.prove(day.db, "tresen", "a password")


def settled(day, service):
    return day.today.settled.get(day.office.service(service).id, 0)


def kiosk_shows(day, service, language="de"):
    services = day.runtime.board("kiosk", day.office_id, "", language)["services"]
    return next((each["state"], each["reason"]) for each in services if each["slug"] == service)


def test_a_quick_concern_is_counted_and_needs_no_ticket(day, tresen):
    with day.pushes(lines=1):
        assert frontdesk.settle(day.db, day.office_id, tresen, "service-point") == 1
    with day.pushes(lines=1):
        assert frontdesk.settle(day.db, day.office_id, tresen, "service-point") == 2
    assert (settled(day, "service-point"), settled(day, "residence")) == (2, 0)
    assert day.today.tickets == {}


def test_the_count_of_quick_concerns_begins_anew_each_day(day, tresen):
    frontdesk.settle(day.db, day.office_id, tresen, "service-point")
    day.clock.forward(days=2)
    assert settled(day, "service-point") == 0


@pytest.mark.parametrize("reason", [None, *PAUSE_REASONS])
def test_a_paused_service_gives_no_numbers_and_the_kiosk_says_why(day, tresen, reason):
    day.watch("kiosk")
    with day.pushes(lines=1) as pushed:
        frontdesk.pause_service(day.db, day.office_id, tresen, "residence", reason)
    assert pushed.topics == {"kiosk"}
    assert kiosk_shows(day, "residence") == ("paused", reason and PAUSE_REASONS[reason])
    assert kiosk_shows(day, "fiktion") == ("open", None)
    with pytest.raises(Paused):
        day.draw("residence")
    assert day.draw("fiktion").number == "F001"


def test_the_reason_is_said_in_the_visitors_language(day, tresen):
    frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "technical")
    assert kiosk_shows(day, "residence", "ar") == ("paused", texts("ar").gettext(PAUSE_REASONS["technical"]))


def test_who_waits_already_is_served_although_the_service_rests(day, tresen):
    day.draw("residence")
    frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "full")
    assert day.call_next("101") == "A001"


def test_a_service_goes_on_after_its_pause(day, tresen):
    frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "full")
    with day.pushes(lines=1):
        frontdesk.resume_service(day.db, day.office_id, tresen, "residence")
    assert kiosk_shows(day, "residence") == ("open", None)
    assert day.draw("residence").number == "A001"


def test_what_is_so_already_makes_no_line(day, tresen):
    with day.pushes(lines=0):
        frontdesk.resume_service(day.db, day.office_id, tresen, "residence")
    frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "full")
    with day.pushes(lines=0):
        frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "full")
    with day.pushes(lines=1):
        frontdesk.pause_service(day.db, day.office_id, tresen, "residence", "staff")


def test_another_reason_or_an_unknown_service_changes_nothing(day, tresen):
    for service, reason, refusal in (("residence", "lunch", Invalid), ("nix", "full", UnknownService)):
        with day.pushes(lines=0), pytest.raises(refusal):
            frontdesk.pause_service(day.db, day.office_id, tresen, service, reason)
    with day.pushes(lines=0), pytest.raises(UnknownService):
        frontdesk.settle(day.db, day.office_id, tresen, "nix")


@pytest.mark.parametrize("command", [frontdesk.settle, frontdesk.pause_service, frontdesk.resume_service])
def test_only_the_front_desk_and_the_lead_may(day, command):
    caseworker = day.at("101")
    with day.pushes(lines=0), pytest.raises(Forbidden):
        command(day.db, day.office_id, caseworker, "residence")
    staff.add(day.db, "lena", ["lead"], ["bernburg"], "a password")
    command(day.db, day.office_id, staff.prove(day.db, "lena", "a password"), "residence")
