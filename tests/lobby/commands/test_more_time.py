"""A visitor asks for more time: others go first, and her place stays hers."""

from datetime import timedelta

import pytest

from lobby.commands import tickets
from lobby.domain.errors import Gone, NoMoreTime, NotAllowed, NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.waiting.outlook import outlook


def test_others_go_first_meanwhile_and_then_she_has_her_place_again(day):
    first = day.draw()
    for _ in range(3):
        last = day.draw()
    day.watch("desk/101", "display/hall", "frontdesk", f"ticket/{first.token}", f"ticket/{last.token}")
    with day.pushes(lines=1) as pushed:
        tickets.postpone(day.db, first.token)
    assert pushed.topics >= {"desk/101", f"ticket/{first.token}", f"ticket/{last.token}"}
    assert pushed.board(f"ticket/{first.token}")["not_before"] == "09:40"
    assert pushed.board(f"ticket/{last.token}")["ahead"] == 2
    assert day.call_next("101") == "A002"
    day.clock.forward(minutes=10)
    assert day.call_next("102") == "A001"
    assert day.today.tickets[first.ticket_id].not_before is None


def test_how_long_is_as_the_office_says_or_as_asked(day):
    told = [day.draw(), day.draw()]
    tickets.postpone(day.db, told[0].token)
    tickets.postpone(day.db, told[1].token, minutes=5)
    found = [day.today.tickets[each.ticket_id].not_before - day.clock.now() for each in told]
    assert found == [timedelta(minutes=10), timedelta(minutes=5)]


def test_it_is_asked_as_often_as_the_office_allows(day):
    drawn = day.draw()
    tickets.postpone(day.db, drawn.token)
    tickets.postpone(day.db, drawn.token)
    lines = len(day.journal)
    with pytest.raises(NoMoreTime):
        tickets.postpone(day.db, drawn.token)
    assert len(day.journal) == lines


def test_an_office_that_gives_no_time_refuses(day):
    day.load(lambda text: text.replace("postpones = 2", "postpones = 0"))
    with pytest.raises(NoMoreTime):
        tickets.postpone(day.db, day.draw().token)


def test_nobody_steps_back_behind_closing_time(day):
    drawn = day.draw()
    day.clock.forward(hours=2, minutes=25)  # 11:55, and it closes at 12
    with pytest.raises(NoMoreTime):
        tickets.postpone(day.db, drawn.token)


@pytest.mark.parametrize("verb", [None, Verb.START, Verb.MISS])
def test_who_was_called_is_refused_by_state(day, verb):
    drawn = day.draw()
    day.call_next("101")
    if verb:
        day.do(verb, "101", "A001")
    with pytest.raises(NotAllowed):
        tickets.postpone(day.db, drawn.token)


def test_an_unknown_token_and_one_of_yesterday_lead_nowhere(day):
    with pytest.raises(NotFound):
        tickets.postpone(day.db, "nonsense")
    token = day.draw().token
    day.clock.forward(days=1)
    with pytest.raises(Gone):
        tickets.postpone(day.db, token)


def test_her_range_begins_no_sooner_than_she_asked_for_and_her_promise_is_over(day):
    day.at("101")
    drawn = day.draw()
    assert day.today.tickets[drawn.ticket_id].promise
    tickets.postpone(day.db, drawn.token)
    wait = outlook(day.office, day.today, day.clock.now()).tickets[drawn.ticket_id]
    assert wait.low_minutes >= 10
    assert wait.high_minutes > wait.low_minutes
    assert not day.today.tickets[drawn.ticket_id].promise


def test_a_caseworker_may_call_her_all_the_same_and_taking_it_back_sets_her_time_again(day):
    drawn = day.draw()
    tickets.postpone(day.db, drawn.token)
    until = day.today.tickets[drawn.ticket_id].not_before
    day.do(Verb.CALL, "101", "A001", reason="agreed")
    assert day.state("A001") == "called"
    day.do(Verb.UNDO, "101", "A001")
    assert day.today.tickets[drawn.ticket_id].not_before == until
