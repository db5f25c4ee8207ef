"""What if: the same people with something changed, held against what was measured and against what must come out."""

from dataclasses import replace
from datetime import date, time, timedelta

import journalled
import pytest
from plainoffice import demo_office

from lobby.domain import calendar
from lobby.domain.whatif import comparing, days, journal, material, roster
from lobby.domain.whatif.comparing import Plan, TooFewVisits
from lobby.domain.whatif.scenario import UNCHANGED, Scenario, Shift, arrivals_of, openings_of

OFFICE = journalled.house(demo_office())
TUESDAY, MINUTE = date(2026, 11, 24), timedelta(minutes=1)
ROOMS = ("sp-1", "101", "102", "106", "107")
PLAN = Plan(days=24)


def at(*hours):
    return tuple(time(hour) for hour in hours)


@pytest.fixture(scope="module")
def past():
    """Four days with much to do, and what was measured on them."""
    found = [
        journalled.past_day(OFFICE, on, seed, 90, ROOMS) for seed, on in enumerate(journalled.last_opened(OFFICE, TUESDAY, 4), 1)
    ]
    return [journal.material(OFFICE, day.date, calendar.openings(OFFICE, day.date), day.lines) for day in found], found


@pytest.fixture(scope="module")
def played(past):
    return compared(past, Scenario(shifts=(Shift(OFFICE.counter("103").id, at(9, 12)),)))


def compared(past, scenario):
    return comparing.compare(OFFICE, past[0], scenario, PLAN)


def one_day(scenario, day, number=1):
    come = days.guests(day, days.pools(OFFICE, [day]), number, 1, scenario.demand)
    return come, arrivals_of(scenario, OFFICE, day, come)


def test_unchanged_days_give_the_waits_that_were_measured(past, played):
    measured = sorted(wait for day in past[1] for wait in day.waits)
    assert played.check.measured == pytest.approx(comparing.ends(measured), abs=0.02)
    assert played.check.visits == len(measured)
    assert played.check.replayed == pytest.approx(played.check.measured, abs=1.0)
    assert played.check.is_near


def test_without_the_right_staff_the_check_fails(past):
    wrong = [replace(day, changes=tuple(c for c in day.changes if c.counter_id != OFFICE.counter("sp-1").id)) for day in past[0]]
    assert not comparing.compare(OFFICE, wrong, UNCHANGED, PLAN).check.is_near


def test_nothing_changed_changes_nothing_to_the_last_digit(past):
    found = compared(past, UNCHANGED)
    assert found.unchanged == found.changed
    assert {band.mean for band in found.differences.values()} == {0.0}


def test_another_counter_shortens_waits_beyond_chance_and_stands_idle_at_times(played):
    assert played.differences["mean"].high < 0
    assert played.differences["idle"].mean > 0
    assert played.changed.p90 < played.unchanged.p90
    for name, band in played.unchanged.of_day.items():
        assert band.low <= band.mean <= band.high or name == "uncalled"
    assert 0.5 < played.unchanged.promises <= 1


def test_a_closed_counter_makes_waits_longer(past):
    found = compared(past, Scenario(shifts=(Shift(OFFICE.counter("102").id, at(9, 18), is_open=False),)))
    assert found.differences["mean"].low > 0


def test_a_change_of_one_weekday_leaves_the_others_alone(past):
    shift = Shift(OFFICE.counter("103").id, at(9, 18))
    other = frozenset(range(7)) - {day.date.weekday() for day in past[0]}
    assert compared(past, Scenario(shifts=(replace(shift, weekdays=other),))).differences["mean"].mean == 0


def test_a_counter_that_serves_more_takes_from_the_longest_line(past):
    serves = {OFFICE.counter(room).id: frozenset(OFFICE.services) for room in ("106", "107")}
    found = compared(past, Scenario(serves=serves))
    assert found.differences["mean"].high < 0


def test_more_people_only_add_to_those_who_come_anyway(past):
    few, many = (one_day(Scenario(demand=demand), past[0][0])[0] for demand in (1.0, 1.3))
    assert 1.15 < len(many) / len(few) < 1.45
    assert {guest.arrival for guest in few} <= {guest.arrival for guest in many}


def test_a_shorter_opening_moves_people_in_the_same_rhythm(past):
    day, shorter = past[0][0], Scenario(opening=(at(9, 13),))
    come, moved = one_day(shorter, day)
    assert len(come) == len(moved)
    (opening,) = openings_of(shorter, OFFICE, day)
    assert all(opening.start <= each.at <= opening.walk_in_end for each in moved)
    order = [guest.arrival.service_id for guest in sorted(come, key=lambda guest: guest.arrival.at)]
    assert [each.service_id for each in moved] == order


def test_appointments_are_as_many_as_asked_for_and_evenly_spread(past):
    _, moved = one_day(Scenario(appointment_share=0.5), past[0][0])
    booked = [each.appointment_at for each in moved if each.appointment_at]
    assert len(booked) == round(len(moved) / 2)
    assert all(each.minute % 15 == 0 for each in booked)
    before = sum(each.astimezone().hour < 13 for each in booked)
    assert 0.25 < before / len(booked) < 0.6
    none = one_day(Scenario(appointment_share=0), past[0][0])[1]
    assert not any(each.appointment_at for each in none)


def test_an_express_rule_is_followed(past):
    quick = frozenset({OFFICE.service("pick-up").id})
    some, none = (
        compared(past, Scenario(express=express)).changed.by_service[OFFICE.service("pick-up").id]
        for express in (quick, frozenset())
    )
    assert some[1] < none[1]


def test_languages_spoken_bring_their_people_forward(past):
    ukraine = {counter.id: ("uk",) for counter in OFFICE.counters.values()}
    changed = compared(past, Scenario(languages=ukraine))
    assert changed.differences["mean"].mean != 0


def test_a_forecast_is_played_without_a_check(past):
    openings = calendar.openings(OFFICE, TUESDAY)
    arrivals = {OFFICE.service("residence").id: {9: 12, 10: 6, 14: 8}}
    told = material.Forecast(TUESDAY, openings, arrivals, {OFFICE.counter("101").id: (at(9, 12), at(14, 18))})
    found = comparing.compare(OFFICE, [material.of_forecast(OFFICE, told)], UNCHANGED, Plan(days=200))
    assert found.check is None
    assert found.unchanged.of_day["called"].mean == pytest.approx(26, rel=0.08)
    assert set(found.unchanged.by_hour) == {9, 10, 14}


def test_too_few_visits_are_refused(past):
    nobody = replace(past[0][0], visitors=past[0][0].visitors[:4])
    for tried in (
        lambda: comparing.compare(OFFICE, [nobody], UNCHANGED, PLAN),
        lambda: roster.search(OFFICE, [nobody], UNCHANGED, 30, PLAN),
    ):
        with pytest.raises(TooFewVisits):
            tried()


class Enough(Exception): ...


def test_a_job_tells_how_far_it_is_and_can_be_ended(past):
    told = []

    def tell(done, total):
        told.append((done, total))
        if done == 10:
            raise Enough

    with pytest.raises(Enough):
        comparing.compare(OFFICE, past[0], UNCHANGED, PLAN, tell)
    assert told == [(done, 2 * PLAN.days + len(past[0])) for done in range(1, 11)]


def test_the_roster_found_holds_and_can_lose_no_hour(past):
    plan, morning = Plan(days=6), [replace(day, openings=day.openings[:1]) for day in past[0]]
    found = roster.search(OFFICE, morning, UNCHANGED, 50, plan)
    assert found.is_enough
    assert found.p90 <= 50
    assert all(need.without > 50 for need in found.needs if need.end - need.start == 1)
    assert found.hours == sum(need.end - need.start for need in found.needs)
    known = days.pools(OFFICE, morning)
    kept = {(need.counter_id, hour) for need in found.needs for hour in range(need.start, need.end)}
    closed = [cell for cell in roster.staffed(OFFICE, morning) if cell not in kept]

    def played(scenario):
        return [days.outcome(OFFICE, scenario, morning[n % 4], days.guests(morning[n % 4], known, n, 1)) for n in range(plan.days)]

    def p90(without=()):
        shifts = [roster.shift(cell, True) for cell in kept] + [roster.shift(cell, False) for cell in [*closed, *without]]
        outcomes = played(Scenario(shifts=tuple(shifts)))
        lost = sum(each.uncalled for each in outcomes) - sum(each.uncalled for each in played(UNCHANGED))
        return comparing.ends(comparing.minutes(outcomes))[1] + 1000 * max(0, lost)

    assert p90() <= 50
    assert all(p90([cell]) > 50 for cell in kept)


def test_a_wish_that_no_roster_grants_is_said_to_be_none(past):
    counters = {id_: c if c.slug == "sp-1" else replace(c, service_ids=frozenset()) for id_, c in OFFICE.counters.items()}
    nobody_serves = replace(OFFICE, counters=counters)
    found = roster.search(nobody_serves, [past[0][0]], UNCHANGED, 1, Plan(days=2))
    assert not found.is_enough
    assert found.needs == ()
