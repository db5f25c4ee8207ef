"""Weeks, months and years that overlap tell no small number by their differences, whoever has read all of them."""

import random
from collections import defaultdict
from datetime import date, timedelta
from functools import cache

from lobby.domain import periods
from lobby.domain.daycounts import piece
from lobby.domain.fixedperiods import ALL, untold

FIRST, LAST = date(2026, 1, 1), date(2026, 7, 31)  # June begins on a Monday: weeks and months meet
RATES = {"de": 30, "ar": 6, "uk": 3, "ti": 0.7, "so": 0.2}


def table(seed, rates=RATES):
    chance, found = random.Random(seed), defaultdict(lambda: defaultdict(int))
    for ahead in range((LAST - FIRST).days + 1):
        on = FIRST + timedelta(days=ahead)
        for name, rate in rates.items():
            found[name][piece(on)] += sum(chance.random() < rate / 60 for _ in range(60)) if on.weekday() < 5 else 0
    return {name: dict(each) for name, each in found.items()}


def number(pieces, start, end):
    return sum(value for first, value in pieces.items() if start <= first < end)


def differences(spans):
    """All stretches that follow from told ones, by adding and taking off: pairs of dates that a path of them joins."""
    ways = defaultdict(set)
    for first, last in spans:
        ways[first].add(last + timedelta(days=1))
        ways[last + timedelta(days=1)].add(first)
    found = set()
    for start in ways:
        seen, todo = {start}, [start]
        while todo:
            for to in ways[todo.pop()] - seen:
                seen.add(to)
                todo.append(to)
        found |= {(start, end) for end in seen if start < end}
    return found


@cache
def told(seed):
    found, spans = table(seed), list(periods.fixed(FIRST, LAST))
    hidden = {span: untold(found, span) for span in spans}
    return {name: [span for span in spans if name not in hidden[span]] for name in (*found, ALL)}


def test_no_difference_of_told_periods_is_of_one_to_four_people():
    for seed in range(2):
        found = table(seed)
        whole = {first: sum(each.get(first, 0) for each in found.values()) for first in found["de"]}
        for name, spans in told(seed).items():
            pieces = whole if name is ALL else found[name]
            assert spans
            assert [pair for pair in differences(spans) if 0 < number(pieces, *pair) < 5] == []


def test_what_the_sum_leaves_over_is_of_no_few_people_either():
    for seed in range(2):
        found, spans = table(seed), told(seed)
        known = {name: differences(each) for name, each in spans.items()}
        for pair in known[ALL]:
            left = [number(found[name], *pair) for name in found if pair not in known[name]]
            assert not 0 < sum(left) < 5
            assert len([value for value in left if value]) != 1


def test_the_last_days_of_a_month_are_not_told_by_the_weeks_beside_it():
    """June 2026 begins with a week; less its four weeks it leaves the two days of which two came."""
    weeks = {date(2026, 6, day): 20 for day in (1, 8, 15, 22)}
    found = {"de": dict.fromkeys([*weeks, date(2026, 6, 29)], 90), "ar": dict(weeks) | {date(2026, 6, 29): 40}}
    june = periods.around(date(2026, 6, 1), "month")
    assert untold(found | {"ti": weeks}, june) == frozenset()
    assert "ti" in untold(found | {"ti": weeks | {date(2026, 6, 29): 2}}, june)
    assert "ti" not in untold(found | {"ti": weeks | {date(2026, 6, 29): 2}}, periods.around(date(2026, 6, 8), "week"))


def test_most_is_told_all_the_same():
    assert len(told(1)["de"]) > 0.6 * len(list(periods.fixed(FIRST, LAST)))
