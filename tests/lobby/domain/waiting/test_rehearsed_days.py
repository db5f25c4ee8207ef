"""Promises held against invented days: a short form of what `make bench` measures."""

import pytest
import rehearsed


def loss(score) -> float:
    return score.pinball_10 + score.pinball_50 + score.pinball_90


@pytest.mark.parametrize("name", rehearsed.KINDS)
def test_a_promise_holds_and_no_rival_is_better(name):
    ours, *rivals = rehearsed.scores(rehearsed.KINDS[name], days=8, seed=2)
    assert ours.n == rivals[0].n > 200
    assert loss(ours) < min(map(loss, rivals))
    assert ours.width < min(rival.width for rival in rivals)
    assert ours.coverage_high >= 0.8


def test_who_knows_the_appointments_to_come_tells_better_and_narrower_ranges():
    kind = rehearsed.KINDS["appointments"]
    knows, blind = (rehearsed.scores(kind, days=20, seed=2, knows_booked=known)[0] for known in (True, False))
    assert loss(knows) < 0.9 * loss(blind)
    assert knows.width < blind.width
