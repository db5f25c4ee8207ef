"""A what-if's result in words: no more certain than it is; and its form: only what is changed is asked for."""

import pytest
from plainoffice import demo_office
from werkzeug.datastructures import MultiDict

from lobby.insight import whatifform
from lobby.insight.whatifresult import shown_of

OFFICE = demo_office()
BAND = {"mean": 1.0, "low": 0.0, "high": 2.0}
NAMES = ("mean", "median", "p90", "called", "left", "uncalled", "overtime", "idle")


def result(before=(31.2, 70.0), after=(14.4, 40.0), difference=(-20.0, -10.0)):
    def side(median, p90):
        return {
            "median": median,
            "p90": p90,
            "of_day": dict.fromkeys(NAMES, BAND),
            "promises": 0.909,
            "by_hour": {"9": [10, median, p90], "10": [4, 1.0, 2.0]},
            "by_service": {"residence": [3, median, p90]},
        }

    bands = {name: {"mean": sum(difference) / 2, "low": difference[0], "high": difference[1]} for name in NAMES}
    comparison = {"days": 100, "unchanged": side(*before), "changed": side(*after), "differences": bands, "check": None}
    return {"taken": ["2026-11-24"], "gone": 2, "comparison": comparison, "roster": None}


def told(**about):
    return shown_of(OFFICE, result(**about), {}, "de")


def test_the_first_sentence_says_what_half_of_the_people_wait():
    assert told().sentences == (
        "Mit der Änderung wartet die Hälfte der Personen höchstens 14 statt 31 Minuten.",
        "9 von 10 Personen warten höchstens 40 statt 70 Minuten.",
    )


def test_minutes_that_stay_the_same_are_no_headline():
    assert told(after=(31.4, 40.0)).sentences[0].startswith("9 von 10")


@pytest.mark.parametrize("about", [{"difference": (-3.0, 1.0)}, {"after": (31.1, 70.4)}])
def test_what_may_be_chance_is_said_to_be_no_certain_difference(about):
    assert told(**about).sentences[0] == "Für die Wartezeit macht die Änderung keinen sicheren Unterschied."


def test_hours_stand_in_order_and_as_high_as_their_minutes():
    shown = told()
    assert [bar.name for bar in shown.hours] == ["09", "10"]
    assert shown.most == 70
    assert shown.hours[0].tops[2] == 0  # the longest reaches the top
    assert shown.promises == (90, 90)


def form(**fields):
    express = [("express", each.slug) for each in OFFICE.services.values() if each.express]
    serves = [("serves", f"{c.slug}/{OFFICE.services[id_].slug}") for c in OFFICE.counters.values() for id_ in c.service_ids]
    given = [(name, value) for name, values in fields.items() for value in (values if isinstance(values, list) else [values])]
    return MultiDict([*express, *serves, ("first", "2026-11-02"), ("last", "2026-11-23"), *given])


def test_a_form_that_changes_nothing_asks_for_nothing():
    asked = whatifform.order(OFFICE, form(was=["101/9"], seat=["101/9"]))
    assert asked == {
        "change": {},
        "serves": {},
        "speaks": {},
        "days": {"first": "2026-11-02", "last": "2026-11-23"},
        "staff": [],
    }


def test_only_boxes_that_were_turned_are_asked_for_and_hours_in_a_row_as_one():
    asked = whatifform.order(OFFICE, form(was=["101/9", "102/9"], seat=["101/9", "103/9", "103/10", "103/14"]))
    assert asked["staff"] == [
        {"counter": "103", "hours": "09:00-11:00", "present": True},
        {"counter": "103", "hours": "14:00-15:00", "present": True},
        {"counter": "102", "hours": "09:00-10:00", "present": False},
    ]


def test_numbers_are_read_as_people_type_them():
    asked = whatifform.order(OFFICE, form(demand="112,5", appointment_share="30", p90="45", opening="09:00-12:00, 14:00-16:00"))
    assert asked["change"] == {"opening": ["09:00-12:00", "14:00-16:00"], "appointment_share": pytest.approx(0.3), "demand": 1.125}
    assert asked["search"] == {"p90_minutes": 45}
