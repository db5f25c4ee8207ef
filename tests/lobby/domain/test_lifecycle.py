"""Every pair of state and verb."""

import pytest

from lobby.domain.errors import NotAllowed
from lobby.domain.lifecycle import NEXT, State, Verb, after, diagram

OVER = (State.FINISHED, State.WITHDRAWN, State.EXPIRED)
OF_TICKETS = (Verb.CALL, Verb.REPEAT_CALL, Verb.START, Verb.FINISH, Verb.MISS, Verb.REINSTATE, Verb.WITHDRAW, Verb.EXPIRE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", OF_TICKETS)
def test_a_verb_leads_where_the_table_says_or_is_refused_naming_the_state(state, verb):
    if verb in NEXT[state]:
        assert after(state, verb, "A001") is NEXT[state][verb]
    else:
        with pytest.raises(NotAllowed) as refused:
            after(state, verb, "A001")
        assert refused.value.params == {"number": "A001", "state": state.value}


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_stays_over(state):
    assert NEXT[state] == {}


def test_every_state_can_end():
    for state in State:
        seen, todo = set(), [state]
        while todo:
            now = todo.pop()
            seen.add(now)
            todo += [then for then in NEXT[now].values() if then not in seen]
        assert seen & set(OVER), state


def test_the_diagram_draws_every_row_of_the_table():
    drawn = diagram().splitlines()
    assert sum(": " in line for line in drawn) == 1 + sum(map(len, NEXT.values()))
    assert "    called --> serving: start" in drawn
