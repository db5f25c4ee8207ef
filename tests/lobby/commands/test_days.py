"""What time alone brings about."""

from datetime import datetime

import pytest
from office import DEMO, TUESDAY
from sqlalchemy import event

from lobby.commands import days, offices, seats, tickets
from lobby.domain.errors import Closed
from lobby.domain.lifecycle import Verb
from lobby.store import reading


def turn_all(day) -> list[str]:
    """Do what is due; the verbs of the lines that this wrote."""
    before = day.today.revision
    for office_id, on in days.due(day.db):
        days.turn(day.db, office_id, on)
    return [line.verb.value for line in day.journal if line.revision > before]


def test_a_lunch_break_closes_and_opens_but_ends_nothing(day):
    assert turn_all(day) == ["open"]
    number = day.draw().number
    day.clock.forward(hours=3)
    assert turn_all(day) == ["close"]
    assert day.state(number) == "waiting"
    day.clock.forward(hours=2)
    assert turn_all(day) == ["open"]
    assert turn_all(day) == []


def test_at_the_offices_close_waiting_expires_serving_is_finished_and_seats_are_freed(day):
    turn_all(day)
    for _ in range(4):
        day.draw()
    day.do(Verb.START, "101", served := day.call_next("101"))
    called = day.call_next("102")
    day.do(Verb.MISS, "103", missed := day.call_next("103"))
    day.watch("display/hall")
    day.clock.forward(hours=9)
    assert turn_all(day) == ["close", "finish", "expire", "expire", "expire", "sign-off", "sign-off", "sign-off"]
    day.check_journal()
    assert {number: day.state(number) for number in (served, called, missed, "A004")} == {
        served: "finished",
        called: "expired",
        missed: "expired",
        "A004": "expired",
    }
    assert day.today.seats == {}
    assert turn_all(day) == []


def test_a_day_that_nobody_ended_is_ended_on_the_next(day):
    drawn = day.draw()
    day.clock.forward(days=1)
    due = days.due(day.db)
    assert [on.isoformat() for _, on in due] == ["2026-11-24", "2026-11-25"]  # on Wednesdays a service is open
    turn_all(day)
    with day.db.snapshot() as session:
        yesterday = reading.day(session, day.office_id, due[0][1])
    assert yesterday.ended_at is not None
    assert yesterday.tickets[drawn.ticket_id].state == "expired"


def test_after_midnight_the_tokens_of_yesterday_are_forgotten(day):
    drawn = day.draw()
    days.forget_texts(day.db)
    with day.db.snapshot() as session:
        assert reading.token(session, drawn.ticket_id) == drawn.token
    day.clock.forward(days=1)
    days.forget_texts(day.db)
    with day.db.snapshot() as session:
        assert reading.token(session, drawn.ticket_id) is None
        assert reading.by_token(session, drawn.token).ticket_id == drawn.ticket_id


def test_a_closed_date_has_a_day_too(day):
    day.clock.forward(days=4)  # Saturday: closed
    with pytest.raises(Closed):
        day.draw()
    assert turn_all(day) == []
    day.at("101")
    assert day.today.revision == 1


def test_the_same_number_of_two_days_are_two_tickets(day):
    first = day.draw()
    day.clock.forward(days=2)
    second = day.draw()
    assert first.number == second.number
    assert tickets.withdraw(day.db, second.token) == second.ticket_id


def test_a_service_with_hours_of_its_own_is_drawn_while_the_rest_is_closed(day):
    day.clock.forward(days=1)  # Wednesday
    assert day.draw("benefits").number == "B001"
    with pytest.raises(Closed):
        day.draw("residence")
    assert turn_all(day) == ["open"]
    day.clock.forward(hours=3)
    assert turn_all(day) == ["close", "expire"]


def test_a_service_is_closed_while_the_rest_is_open(day):
    day.clock.forward(hours=6)  # Tuesday afternoon
    assert day.draw("residence").number == "A001"
    with pytest.raises(Closed):
        day.draw("benefits")


def test_a_ticket_still_open_at_midnight_expires_with_a_line_of_its_own_day(day):
    offices.load(day.db, DEMO.replace('tue = ["09:00-12:00", "14:00-18:00"]', 'tue = ["20:00-24:00"]'), "test")
    day.clock.forward(hours=13, minutes=55)  # five minutes before the last numbers
    waiting, called = day.draw(), day.draw()
    turn_all(day)
    number = day.call_next("101")
    with day.db.snapshot() as session:
        before = reading.revision(session, day.office_id, TUESDAY.date())
    day.clock.forward(minutes=36)
    assert days.due(day.db) == [(day.office_id, TUESDAY.date())]
    turn_all(day)
    with day.db.snapshot() as session:
        lines = reading.journal(session, day.office_id, TUESDAY.date(), before)
        over = reading.day(session, day.office_id, TUESDAY.date())
    assert [line.verb.value for line in lines] == ["close", "expire", "expire", "sign-off"]
    assert {over.tickets[each.ticket_id].state.value for each in (waiting, called)} == {"expired"}
    assert number == "A001"
    assert day.today.tickets == {}


@pytest.mark.parametrize(
    ("sunday", "before", "opening"),
    [("2026-10-25", "2026-10-24T22:00", "2026-10-25T08:00"), ("2027-03-28", "2027-03-27T23:00", "2027-03-28T07:00")],
)
def test_on_the_day_the_clocks_change_the_office_opens_and_closes_at_its_own_hour(day, sunday, before, opening):
    exception = f'[[exceptions]]\ndate = {sunday}\nhours = ["09:00-12:00"]\n\n[turn]\n'
    offices.load(day.db, DEMO.replace("[turn]\n", exception, 1), "test")
    start, nine = (datetime.fromisoformat(f"{text}+00:00") for text in (before, opening))
    day.clock.forward(seconds=(start - day.clock.now()).total_seconds())
    assert turn_all(day) == []
    day.clock.forward(seconds=(nine - start).total_seconds() - 1)
    assert turn_all(day) == []
    day.clock.forward(seconds=1)
    assert turn_all(day) == ["open"]
    day.draw()
    day.clock.forward(hours=3, seconds=-1)
    assert turn_all(day) == []
    day.clock.forward(seconds=1)
    assert turn_all(day) == ["close", "expire"]


def test_how_much_is_asked_each_second_does_not_grow_with_the_offices(day):
    asked = []
    event.listen(day.db.reading, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def asked_now():
        asked.clear()
        assert days.due(day.db) == [] and seats.lost(day.db) == []
        days.forget_texts(day.db)
        days.forget_appointments(day.db)
        return len(asked)

    turn_all(day)
    alone = asked_now()
    for number in range(1, 6):
        offices.load(day.db, DEMO.replace('slug = "bernburg"', f'slug = "bernburg-{number}"'), "test")
    turn_all(day)
    days.due(day.db)  # who they are is known from now on
    assert asked_now() == alone
