"""Complaint: nobody says how long it takes, or says it wrong. One range, the same everywhere, kept with the ticket."""

from datetime import timedelta

from lobby.commands import appointments, days, slips, tickets
from lobby.domain.appointments import Booking
from lobby.domain.lifecycle import Verb
from lobby.domain.waiting.outlook import knowledge_of, outlook
from lobby.store import learned
from lobby.store.database import Database

KIOSK = 2


def wait(low: int, high: int) -> dict[str, int]:
    return {"low_minutes": low, "high_minutes": high}


def ticket_board(day, drawn):
    return day.runtime.board("ticket", day.office_id, str(drawn.ticket_id), "de")


def test_kiosk_ticket_and_slip_tell_the_same_range(day):
    day.at("101")
    for _ in range(4):
        day.draw("residence")
    [told] = [
        each["wait"] for each in day.runtime.board("kiosk", day.office_id, "", "de")["services"] if each["slug"] == "residence"
    ]
    drawn = tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de"), "k" * 16, "device:2", KIOSK)
    low, high, _ = day.today.tickets[drawn.ticket_id].promise
    assert wait(low, high) == told == ticket_board(day, drawn)["wait"]
    assert 0 < low < high
    paper = slips.offered(day.db, 1, timedelta(seconds=120))
    assert paper is not None and paper.wait == (low, high)


def test_nobody_is_told_a_range_while_nobody_serves(day):
    drawn = day.draw("residence")
    assert day.today.tickets[drawn.ticket_id].promise == ()
    assert ticket_board(day, drawn)["wait"] is None
    day.at("101")
    assert ticket_board(day, drawn)["wait"] is not None


def test_a_board_tells_the_time_anew_each_half_minute(day):
    day.at("101")
    day.draw("residence")
    drawn = day.draw("residence")
    day.call_next("101")
    first = ticket_board(day, drawn)["wait"]
    day.clock.forward(minutes=12)
    later = ticket_board(day, drawn)["wait"]
    assert later["high_minutes"] < first["high_minutes"]


def test_every_other_phone_hears_of_a_better_range(day):
    day.at("101")
    tokens = [day.draw("residence").token for _ in range(4)]
    day.watch(f"ticket/{tokens[3]}")
    with day.pushes(lines=2) as pushed:
        day.at("102")
        day.call_next("102")
    assert pushed.topics >= {f"ticket/{tokens[3]}"}


def test_what_was_learned_outlives_a_restart_and_the_day(day):
    for _ in range(12):
        day.draw("residence")
    for _ in range(12):
        called = day.call_next("101")
        day.clock.forward(minutes=4)
        day.do(Verb.START, "101", called)
        day.clock.forward(minutes=1)
        day.do(Verb.FINISH, "101", called)
    _, today = day.runtime.day(day.office_id)
    residence = day.office.service("residence").id
    known = knowledge_of(today).mean_s(day.office, residence)
    assert known < 1260 - 300  # five minutes each, and not the twenty of the office file
    day.clock.forward(hours=12)
    days.turn(day.db, day.office_id, today.date)
    again = Database(day.settings, day.clock)
    with again.snapshot() as session:
        fresh = learned.followed(again, session, day.office, today.date + timedelta(days=1), 0, None)
        assert abs(knowledge_of(fresh).mean_s(day.office, residence) - known) < 1
    again.close()


def test_closing_before_ones_turn_is_said_early(day):
    day.at("101")

    def today():
        board = day.runtime.board("kiosk", day.office_id, "", "de")
        return next(each["probably_today"] for each in board["services"] if each["slug"] == "residence")

    assert today()
    for _ in range(16):  # less than six hours of work for one, and six and a half are left: but it may take longer
        day.draw("residence")
    assert not today()


def test_appointments_that_will_come_are_part_of_what_is_told_and_a_server_that_starts_anew_tells_the_same(day):
    day.at("101")
    day.watch("kiosk", f"ticket/{day.draw('residence').token}", f"ticket/{(drawn := day.draw('residence')).token}")
    before = ticket_board(day, drawn)["wait"]
    soon = day.clock.now() + timedelta(minutes=5)
    service = day.office.service("residence").id
    bookings = [Booking(f"K{n}", service, soon) for n in range(6)]
    with day.pushes(lines=1):
        appointments.put(day.db, day.office_id, bookings, "test")
    told = ticket_board(day, drawn)["wait"]
    assert told["high_minutes"] > before["high_minutes"]
    anew = Database(day.settings, day.clock)
    with anew.snapshot() as session:
        followed = learned.followed(anew, session, day.office, day.today.date, day.today.revision, None)
    wait = outlook(day.office, followed, day.clock.now()).tickets[drawn.ticket_id]
    assert wait is not None and (wait.low_minutes, wait.high_minutes) == (told["low_minutes"], told["high_minutes"])
    day.clock.forward(minutes=1)
    with day.pushes(lines=1):
        day.draw("residence", appointment="K0")


def test_how_many_keep_their_appointments_is_learned_from_the_days_before(day):
    noon = day.clock.now() + timedelta(hours=2)
    service = day.office.service("residence").id
    appointments.put(day.db, day.office_id, [Booking(f"K{n}", service, noon) for n in range(40)], "test")
    day.clock.forward(hours=12)
    for office_id, on in days.due(day.db):
        days.turn(day.db, office_id, on)
    day.clock.forward(hours=12)
    assert knowledge_of(day.runtime.day(day.office_id)[1]).kept < 0.5
