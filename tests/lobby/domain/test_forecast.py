"""The forecast beats those who need no model, and its ranges hold about as often as they say."""

import math
from datetime import date, timedelta

import pytest
import years

from lobby.domain.forecast import Forecast, Past, quantile
from lobby.domain.forecast_trial import FOUR, LAST_WEEK, OURS, tried


@pytest.fixture(scope="module")
def trials():
    """Four invented offices of 400 days each, each looked at from eight days."""
    return [tried(years.invented(seed), years.open_quarters) for seed in range(4)]


@pytest.mark.parametrize("rival", [LAST_WEEK, FOUR])
def test_it_is_nearer_than_either_rival_by_quarter_and_by_day(trials, rival):
    ours, theirs = ([trial.scores[name] for trial in trials] for name in (OURS, rival))
    assert sum(each.of_quarters for each in ours) < 0.95 * sum(each.of_quarters for each in theirs)
    assert sum(each.of_days for each in ours) < sum(each.of_days for each in theirs)
    assert all(mine.of_quarters < other.of_quarters for mine, other in zip(ours, theirs, strict=True))


def test_ranges_hold_in_about_four_of_five_cases(trials):
    days, quarters = sum(trial.days for trial in trials), sum(trial.ranges for trial in trials)
    assert days > 150
    assert 0.7 <= sum(trial.held_days for trial in trials) / days <= 0.9
    assert 0.76 <= sum(trial.held_quarters for trial in trials) / quarters <= 0.92  # whole numbers hold a little more often


def test_days_that_are_counts_by_now_still_make_it_nearer_than_the_rivals():
    trial = tried(years.invented(7, exact=30), years.open_quarters)
    assert trial.scores[OURS].of_quarters < min(trial.scores[name].of_quarters for name in (LAST_WEEK, FOUR))


def test_a_rush_after_opening_and_the_fullest_weekday_are_found():
    forecast = Forecast(years.invented(1), years.open_quarters)
    days = [forecast.ahead(date(2026, 2, 9) + timedelta(days=each)) for each in range(7)]
    assert max(days, key=lambda each: each.total.mean).on.weekday() == 1
    tuesday = days[1].quarters
    assert max(tuesday, key=lambda each: tuesday[each].mean) == 9 * 4
    assert tuesday[9 * 4].mean > 1.8 * tuesday[9 * 4 + 1].mean


def test_a_months_beginning_is_fuller_where_it_was():
    history = years.invented(5)
    forecast = Forecast(history, years.open_quarters)
    assert 1.1 < forecast._special["start"] < 1.4


def test_a_closed_day_expects_nobody_and_other_hours_only_their_part():
    forecast = Forecast(years.invented(1), years.open_quarters)
    holiday = date(2026, 4, 3)  # Good Friday
    assert (forecast.ahead(holiday).quarters, forecast.ahead(holiday).total.mean) == ({}, 0)
    short = Forecast(years.invented(1), lambda on: range(36, 40) if on == date(2026, 2, 10) else years.open_quarters(on))
    whole, part = (each.ahead(date(2026, 2, 10)).total.mean for each in (forecast, short))
    assert 0.2 * whole < part < 0.6 * whole


def test_a_weekday_on_which_nobody_ever_came_expects_nobody():
    forecast = Forecast(years.invented(1), lambda on: years.open_quarters(on) or range(36, 48))
    sunday = forecast.ahead(date(2026, 2, 8))
    assert (sunday.quarters, sunday.total.high) == ({}, 0)


def test_appointments_come_on_top_and_are_surer_than_walk_ins():
    forecast = Forecast(years.invented(1), years.open_quarters)
    on = date(2026, 2, 10)
    plain, booked = forecast.ahead(on), forecast.ahead(on, {56: (18.0, 1.8)})
    assert booked.total.mean == pytest.approx(plain.total.mean + 18)
    assert booked.quarters[56].mean == pytest.approx(plain.quarters[56].mean + 18)
    assert booked.total.high - booked.total.low <= plain.total.high - plain.total.low + 4


def test_the_level_follows_what_came_lately():
    calm = {on: Past([each * 0.5 for each in past.quarters]) for on, past in years.invented(3).items()}
    since = max(calm) - timedelta(days=70)
    fuller = {on: Past([2 * each for each in past.quarters]) if on > since else past for on, past in calm.items()}
    on = max(calm) + timedelta(days=7)
    assert (
        Forecast(fuller, years.open_quarters).ahead(on).total.mean > 1.6 * Forecast(calm, years.open_quarters).ahead(on).total.mean
    )


def test_a_handful_of_days_tells_nothing():
    few = dict(list(years.invented(1).items())[:7])
    assert not Forecast(few, years.open_quarters).is_able
    assert tried(few, years.open_quarters).days == 0
    assert not Forecast({}, years.open_quarters).is_able


def chance(number, mean, variance):
    """Of the negative binomial distribution, or Poisson's, by its formula."""
    if variance == mean:
        return math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
    size = mean**2 / (variance - mean)
    ways = math.lgamma(number + size) - math.lgamma(size) - math.lgamma(number + 1)
    return math.exp(ways + size * math.log(size / (size + mean)) + number * math.log(mean / (size + mean)))


@pytest.mark.parametrize(("mean", "variance"), [(0.3, 0.3), (4, 4), (4, 9), (100, 100), (100, 600), (390, 4000)])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_quantile_is_the_least_number_that_reaches_its_share(mean, variance, share):
    found = quantile(mean, variance, share)
    upto = sum(chance(number, mean, variance) for number in range(found))
    assert upto < share <= upto + chance(found, mean, variance) + 1e-9


def test_nobody_is_expected_where_nobody_comes():
    assert quantile(0, 0, 0.9) == 0
