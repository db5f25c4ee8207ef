"""The journal tells the day."""

from datetime import UTC, date, datetime

from lobby.domain.day import DayState, Line, Seat, advance, replay
from lobby.domain.lifecycle import State, Verb

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
DRAWN = {
    "number": [None, "A001"],
    "state": [None, "waiting"],
    "drawn_at": [None, "2026-11-24T09:00:00Z"],
    "needs": [None, ["child"]],
}
LINES = [
    Line(1, Verb.OPEN, AT, changes={"is_open": [False, True]}),
    Line(2, Verb.DRAW, AT, ticket_id=5, changes=DRAWN),
    Line(3, Verb.SIGN_ON, AT, counter_id=4, changes={"staff_id": [None, 7], "services": [None, None], "languages": [None, ["de"]]}),
    Line(4, Verb.CALL, AT, 5, 4, {"state": ["waiting", "called"], "counter_id": [None, 4]}),
    Line(5, Verb.SIGN_OFF, AT, counter_id=4, changes={"staff_id": [7, None]}),
]


def test_replaying_the_journal_gives_tickets_seats_and_the_open_door():
    before_leaving = replay(date(2026, 11, 24), LINES[:4])
    assert before_leaving.is_open
    assert before_leaving.revision == 4
    assert before_leaving.tickets[5].state is State.CALLED
    assert before_leaving.tickets[5].drawn_at == AT
    assert before_leaving.tickets[5].needs == ("child",)
    assert before_leaving.seats == {4: Seat(7, None, ("de",))}
    assert advance(before_leaving, LINES[4:]).seats == {}


def test_advancing_in_steps_equals_replaying_at_once_and_leaves_the_earlier_day_alone():
    day = DayState(date(2026, 11, 24))
    states = [day := advance(day, [line]) for line in LINES]
    assert states[-1] == replay(date(2026, 11, 24), LINES)
    assert states[1].tickets[5].state is State.WAITING
