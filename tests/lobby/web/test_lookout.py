"""What the lead is told of: real printers that fall silent, counters that close while people wait, and nothing twice."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from receivers import Receiver
from sqlalchemy import event

from lobby.commands import frontdesk, offices, printers, seats, setup, staff, tickets, webhooks
from lobby.domain.errors import Invalid
from lobby.domain.lifecycle import Verb
from lobby.store.tables.devices import PrinterState
from lobby.web import hooks
from lobby.web.lookout import Lookout

LOOK_S = 5


@pytest.fixture
def watched(day):
    """Lets time go by, looking as a server does; the alerts there are then."""
    day.end()
    lookouts = [Lookout(day.runtime)]

    def watch(minutes=0.1):
        for _ in range(round(minutes * 60 / LOOK_S)):
            day.clock.forward(seconds=LOOK_S)
            lookouts[-1].look()
        return set(day.today.alerts)

    watch.begin_anew = lambda: lookouts.append(Lookout(day.runtime))
    return watch


def rung(day, verb=Verb.ALERT):
    return [(line.changes["rule"][1], line.changes["about"][1]) for line in day.journal if line.verb is verb]


def only(day, rule, minutes):
    """Of all rules this one alone is on."""
    off = {name: {"on": False, "minutes": 1} for name in ("wait", "printer", "unserved", "idle")}
    setup.change(day.db, day.office_id, "test", {"alerts": off | {rule: {"on": True, "minutes": minutes}}})


def test_a_printer_that_falls_silent_is_told_and_one_that_speaks_again(day, watched):
    only(day, "printer", 2)
    printers.status(day.db, 1, PrinterState.ONLINE)
    assert watched(2) == set()
    assert watched(3) == {("printer", "printer")}
    printers.status(day.db, 1, PrinterState.ONLINE)
    assert watched(1.2) == set()
    day.check_journal()


def test_a_printer_without_paper_is_told_and_a_new_one_that_never_spoke_is_not(day, watched):
    only(day, "printer", 1)
    assert watched(3) == set()
    printers.status(day.db, 1, PrinterState.PAPER_OUT)
    assert watched(1.2) == {("printer", "printer")}


def test_the_last_counter_closes_while_people_wait(day, watched):
    only(day, "unserved", 5)
    day.at("101")
    day.draw("residence")
    assert watched(10) == set()
    day.leave("101", day.at("101"))
    assert watched(4) == set()
    assert watched(1.2) == {("unserved", "residence")}
    day.sit("101")
    assert watched(2) == set()
    assert rung(day) == rung(day, Verb.ALERT_OVER) == [("unserved", "residence")]
    day.check_journal()


def test_a_break_of_the_only_counter_is_nobody_serving(day, watched):
    only(day, "unserved", 5)
    worker = day.at("101")
    day.draw("residence")
    seats.take_break(day.db, day.office_id, worker)
    assert watched(6) == {("unserved", "residence")}


def test_a_wait_beyond_the_limit_is_told_and_is_over_when_that_person_is_called(day, watched):
    only(day, "wait", 30)
    day.at("101")
    day.draw("residence")
    assert watched(29) == set()
    assert watched(2) == {("wait", "residence")}
    day.call_next("101")
    assert watched(1.2) == set()


def test_one_call_after_the_other_does_not_make_a_long_line_ring_again(day, watched):
    only(day, "wait", 30)
    for _ in range(8):
        day.draw("residence")
        watched(1)
    watched(30)
    for _ in range(6):
        number = day.call_next("101")
        watched(1)
        day.do(Verb.START, "101", number)
        day.do(Verb.FINISH, "101", number)
    assert rung(day) == [("wait", "residence")]


def test_a_counter_that_is_free_while_somebody_waits_for_it_is_told_where_the_office_wants_that(day, watched):
    day.at("101")
    day.draw("residence")
    assert ("idle", "101") not in watched(15)
    only(day, "idle", 3)
    assert watched(4) == {("idle", "101")}
    day.call_next("101")
    assert watched(1.2) == set()


def test_a_counter_whose_line_asked_for_more_time_is_not_idle(day, watched):
    only(day, "idle", 3)
    day.at("101")
    drawn = day.draw("residence")
    tickets.postpone(day.db, drawn.token, 20)
    assert watched(10) == set()


def test_a_server_that_begins_anew_tells_nothing_twice_and_still_sees_the_end(day, watched):
    only(day, "unserved", 5)
    day.draw("residence")
    watched(6)
    watched.begin_anew()
    watched(10)
    assert rung(day) == [("unserved", "residence")]
    day.sit("101")
    assert watched(2) == set()


def test_two_processes_that_see_the_same_tell_it_once(day, watched):
    only(day, "unserved", 5)
    day.draw("residence")
    first, second = Lookout(day.runtime), Lookout(day.runtime)
    for _ in range(100):
        day.clock.forward(seconds=LOOK_S)
        first.look()
        second.look()
    assert rung(day) == [("unserved", "residence")]


def test_the_end_of_the_day_ends_all_alerts(day, watched):
    only(day, "unserved", 5)
    day.draw("residence")
    watched(6)
    day.clock.at = datetime(2026, 11, 24, 19, tzinfo=UTC)
    day.end()
    assert rung(day, Verb.ALERT_OVER) == [("unserved", "residence")]
    assert watched(10) == set()
    assert len(rung(day)) == 1


def test_a_house_that_is_being_left_has_other_alarms(day, watched):
    only(day, "unserved", 1)
    day.draw("residence")
    staff.add(day.db, "front", ["frontdesk"], ["bernburg"], "a password")
    frontdesk.evacuate(day.db, day.office_id, staff.prove(day.db, "front", "a password"))
    assert watched(5) == set()


def test_looking_at_a_quiet_house_asks_for_all_offices_at_once(day, watched):
    """However many offices there are: which, how far their days are, which printers."""
    day.draw("residence")
    lookout, asked = Lookout(day.runtime), []
    lookout.look()
    event.listen(day.db.reading, "before_cursor_execute", lambda *told: asked.append(told[2]))
    lookout.look()
    assert len([each for each in asked if re.match("SELECT", each)]) == 3


def test_webhooks_hear_of_an_alert_when_it_begins_and_when_it_is_over_signed_like_all_else(day, watched):
    only(day, "unserved", 5)
    receiver = Receiver()
    hook = webhooks.add(day.db, day.office_id, receiver.url, ["alert.raised", "alert.cleared"])
    day.draw("residence")
    watched(6)
    day.sit("101")
    watched(2)
    while parcel := webhooks.take(day.db, hook.id):
        webhooks.settle(day.db, parcel, *hooks.send(parcel, to_loopback=True))
    receiver.server.shutdown()
    receiver.server.server_close()
    assert receiver.events == ["alert.raised", "alert.cleared"]
    told = [json.loads(body) for _, _, body in receiver.heard]
    assert [each["alert"] for each in told] == [{"rule": "unserved", "about": "residence", "minutes": 5}] * 2
    assert "ticket" not in told[0]


def test_rules_can_be_dumped_and_loaded_and_their_limits_hold(day):
    only(day, "wait", 25)
    text = offices.dump(day.db, "bernburg")
    assert "[alerts.wait]\non = true\nminutes = 25" in text
    assert offices.load(day.db, text, "test") == []
    assert day.office.rules.wait.after == timedelta(minutes=25)
    for bad in (0, 601):
        with pytest.raises(Invalid):
            only(day, "wait", bad)
