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


SHORT_CALLS = {"PS": (0.7, 190.0, None), "NW": (0.3, 330.0, None)}
NOTHING = {"end": None, "server": "", "service": "", "priority": ""}
OTHERS = {
    "good days and bad days": (Queue(4, 0.9, 25, ONE_TYPE, of_day=lambda rng: rng.choice((0.5, 0.8, 1.0, 1.3, 1.6))), {}),
    "twenty servers, short waits": (Queue(20, 0.97, 3, SHORT_CALLS, 1.2, patience_s=420), {}),
    "an emergency room": (
        Queue(6, 0.97, 20, {"": (1.0, 3000.0, None)}, hours=24, urgent=0.3, patience_s=20_000),
        {"end": None, "server": ""},
    ),
    "specialists of whom nothing is said": (Queue(4, 0.97, 12, MIXED), {"service": "", "server": ""}),
    "arrivals and calls alone": (Queue(1, 0.9, 25, {"": (1.0, 300.0, None)}), NOTHING),
}


@pytest.mark.parametrize("name", OTHERS)
def test_whatever_the_log_is_like_ours_is_better_or_as_good_as_the_best_at_every_end(name):
    queue, lacks = OTHERS[name]
    ours, *rivals = judge([replace(visit, **lacks) for visit in queues.visits(queue, seed=6)]).scores
    assert ours.n > 300
    for measure in ("pinball_10", "pinball_50", "pinball_90"):
        assert getattr(ours, measure) < 1.03 * min(getattr(rival, measure) for rival in rivals), measure
    assert loss(ours) < min(map(loss, rivals))
    assert 0.87 <= ours.coverage_high <= 0.93 and ours.coverage_low >= 0.87


def test_times_of_whole_minutes_and_a_choice_of_types_are_judged_alike():
    whole = [_on_the_minute(visit) for visit in queues.visits(QUEUES["specialists"], seed=7) if visit.service in ("A", "B")]
    ours, *rivals = judge(whole).scores
    assert loss(ours) < min(map(loss, rivals))
    assert 0.86 <= ours.coverage_high <= 0.94


def _on_the_minute(visit: Visit) -> Visit:
    return replace(visit, **{name: (at := getattr(visit, name)) and at // 60 * 60 for name in ("arrival", "start", "end", "left")})


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
