"""The judge: causal, fair to the rivals, and ours before them on queues of many kinds."""

import math
from dataclasses import replace

import pytest
import queues
from queues import Queue

from lobby.domain.waiting.judge import Court, judge
from lobby.domain.waiting.log import Visit, days
from lobby.domain.waiting.scene import RIVALS

ONE_TYPE = {"A": (1.0, 600.0, None)}
MIXED = {"A": (0.6, 360.0, ("s0", "s1")), "B": (0.25, 1200.0, ("s2", "s3")), "C": (0.15, 1200.0, ("s3",))}
QUEUES = {
    "three servers": Queue(3, 0.95, 20, ONE_TYPE),
    "specialists": Queue(4, 1.0, 12, MIXED),
    "a rush at noon": Queue(4, 0.95, 12, ONE_TYPE, over_day=lambda share: 0.7 if share < 0.5 else 1.6),
    "urgent ones first": Queue(3, 0.95, 15, ONE_TYPE, urgent=0.3),
    "a call centre": Queue(
        *(8, 0.95, 10, {"PS": (0.7, 200.0, None), "NW": (0.3, 350.0, None)}),
        variation=1.2,
        hours=12,
        urgent=0.2,
        patience_s=500,
        over_day=lambda share: 0.5 + 1.2 * math.exp(-(((share - 0.3) / 0.12) ** 2)),
    ),
}


def loss(score) -> float:
    return score.pinball_10 + score.pinball_50 + score.pinball_90


@pytest.mark.parametrize("name", QUEUES)
def test_ours_is_better_than_every_rival_and_keeps_nine_promises_in_ten(name):
    ours, *rivals = judge(queues.visits(QUEUES[name], seed=3)).scores
    assert [rival.name for rival in rivals] == list(RIVALS)
    assert ours.n > 300
    assert loss(ours) < min(map(loss, rivals))
    assert 0.87 <= ours.coverage_high <= 0.93
    assert ours.width < min(rival.width for rival in rivals)


@pytest.mark.parametrize("missing", ["server", "service", "priority", "end", "day"])
def test_a_log_may_lack_columns(missing):
    full = queues.visits(QUEUES["three servers"], seed=4)
    nothing = None if missing == "end" else ""
    shift = 86400.0 if missing == "day" else 0.0
    moved = [_later(visit, shift * int(visit.day[-2:])) for visit in full]
    ours, *rivals = judge([replace(visit, **{missing: nothing}) for visit in moved]).scores
    assert loss(ours) < min(map(loss, rivals)) * 1.03
    assert 0.86 <= ours.coverage_high <= 0.94


def test_what_comes_later_changes_nothing_that_was_said_before():
    log = queues.visits(QUEUES["three servers"], seed=5)
    first, second = [list(day) for day in days(log)][:2]
    half = len(second) // 2
    other = [replace(visit, start=visit.start and visit.start + 999, end=None) for visit in second[half:]]
    said = []
    for end in (second[half:], other):
        court = Court()
        court.sit(first)
        told = []
        ask = court._ask
        court._ask = lambda visit, now, ask=ask, told=told: told.append(ask(visit, now)) or told[-1]
        court.sit(second[:half] + end)
        said.append([(forecast.wait, points) for forecast, points, _ in told][: half // 2])
    assert said[0] == said[1]


def test_only_who_found_somebody_waiting_is_judged():
    log = [Visit(0, 0, 100), Visit(10, 100, 200), Visit(20, 200, 300), Visit(400, 400, 500), Visit(500, 500, 600)]
    assert judge(log).scores[0].n == 1


def test_who_gave_up_counts_where_it_is_known_what_that_says():
    log = [Visit(0, 0, 100), Visit(10, 100, 200), Visit(20, left=20_000), Visit(30, left=31), Visit(20_001, 20_002, 20_003)]
    verdict = judge(log)
    assert verdict.gave_up == 2
    assert verdict.scores[0].n == 0
    assert verdict.scores[0].coverage_high == 0.0  # the one who stayed for hours waited longer than was said


def test_an_empty_log_is_judged_to_nothing():
    assert judge([]).scores[0].n == 0


def _later(visit: Visit, by: float) -> Visit:
    moved = {name: (at := getattr(visit, name)) and at + by for name in ("arrival", "start", "end", "left")}
    return replace(visit, **moved)
