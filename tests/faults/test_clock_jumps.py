"""The machine's clock is set forward and back: lines have no gap, and what is done is shown."""

from datetime import timedelta

import pytest
from office import TUESDAY

from lobby.domain.errors import Closed

JUMPS = {"minutes": timedelta(minutes=40), "an hour": timedelta(hours=1)}


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_is_set_forward_and_back_loses_nothing(day, jump):
    day.draw("residence")
    day.at("101")
    day.watch("display/hall", "desk/101", "kiosk")
    for by in (JUMPS[jump], timedelta(), -JUMPS[jump], timedelta()):
        day.clock.at = TUESDAY + by
        day.end()
        day.check_journal()
    day.draw("residence")
    called = day.call_next("101")
    assert called == "A001"
    day.check_journal()


def test_a_call_in_the_past_is_shown_and_its_wait_is_none(day):
    day.draw("residence")
    day.at("101")
    day.watch("display/hall", "desk/101")
    day.clock.at = TUESDAY - timedelta(minutes=20)
    with day.pushes(lines=1) as pushed:
        assert day.call_next("101") == "A001"
    assert [call["number"] for call in pushed.board("display/hall")["calls"]] == ["A001"]
    day.clock.at = TUESDAY
    day.check_journal()


def test_a_clock_that_jumps_over_midnight_ends_the_day_and_loses_no_line(day):
    """What ended stays ended when the clock is set right: nobody waits any more. docs/hosts.md says how clocks are to be kept."""
    day.draw("residence")
    day.clock.at = TUESDAY + timedelta(days=3)
    day.end()
    day.clock.at = TUESDAY
    with pytest.raises(Closed):
        day.draw("residence")
    day.check_journal()
