"""A report hides nothing: each thing that must not be stands in it, and it is clean only where none is."""

from typing import Any

import pytest

from lobby.rehearsal.hall import Hall
from lobby.rehearsal.player import told_of
from lobby.rehearsal.record import Called, Drawn, Record
from lobby.rehearsal.report import Memory, Report, Usages, Used, behind, put_together
from lobby.rehearsal.seen import Seen
from lobby.rehearsal.summary import Summary

IDLE = Usages([Used("1", 0.3, 0.5)], [Used("player 1", 0.2, 0.4)], Memory(100.0, 104.0))


def played(office: str = "x", record: Record | None = None, unserved: int = 0) -> dict[str, Any]:
    """One office with a ticket that was drawn, called, shown and finished."""
    if record is None:
        record = Record()
        record.draw(Drawn(1, f"token-{office}", "A001"))
        record.call(Called(7, 1, "101", 100.0))
        record.fate(1, "finished")
        record.shown_at[7] = 100.05
        record.answered(201)
        record.took("call", 0.02)
    hall, states = Hall(), dict.fromkeys(record.drawn, "finished")
    hall._inside.update(range(unserved))
    return told_of(office, record, states, Summary.of(record, hall, states, planned=1, lasted_s=10.0))


def eye(kind: str = "phone", topic: str = "x/ticket/token-x", **more: Any) -> dict[str, Any]:
    about = {"office": "x", "kind": kind, "topic": topic, "state": "finished", "day": "2026-11-24", "revision": 9, "is_open": True}
    return about | more


def watched(*eyes: dict[str, Any], **seen: Any) -> dict[str, Any]:
    return {"seen": vars(Seen(**seen)), "eyes": list(eyes)}


def report(*offices: dict[str, Any], crowd: dict[str, Any] | None = None, used: Usages = IDLE, **wrongs: list[str]) -> Report:
    return put_together(2, offices or (played(),), [crowd or watched(eye(), eye("display"))], wrongs, used)


def test_a_load_without_trouble_is_clean() -> None:
    found = report(played("x"), played("y"))
    assert found.is_clean, found.faults
    assert (found.offices, found.acts["drawn"], found.acts["called"], found.statuses) == (2, 2, 2, {"201": 2})
    assert found.per_second("drawn") == 0.2
    assert "nothing" in found.table()
    assert found.as_json()["is_clean"]


@pytest.mark.parametrize(
    ("seen", "fault"),
    [
        ({"lost": 2}, "socket lost"),
        ({"unopened": 2}, "socket unopened"),
        ({"silent": 2}, "socket silent"),
        ({"older": 2}, "board out of order"),
        ({"wrong": {"refused: 503": 2}}, "socket refused: 503"),
    ],
)
def test_what_a_crowd_should_not_see_is_a_fault(seen: dict[str, Any], fault: str) -> None:
    found = report(crowd=watched(eye(), **seen))
    assert found.faults == {fault: 2}
    assert f"{fault} 2" in found.table()


def broken(how: str) -> Record:
    """What an office is like in which just this went wrong."""
    record = Record()
    record.draw(Drawn(1, "token-x", "A001"))
    if how == "number twice":
        record.draw(Drawn(2, "token-2", "A001"))
    elif how == "number missing":
        record.draw(Drawn(2, "token-2", "A003"))
    elif how == "called by two":
        record.call(Called(7, 1, "101", 0.0))
        record.call(Called(8, 1, "102", 0.0))
        record.shown_at |= {7: 1.0, 8: 1.0}
    elif how == "never shown":
        record.call(Called(7, 1, "101", 0.0))
    elif how == "5xx":
        record.answered(500)
        record.answered(503)
    elif how == "lost":
        record.failed("lost", "A001: confirmed as finished, is lost")
    elif how == "older":
        record.boards["older"] += 2
    elif how == "socket":
        record.did("socket-lost")
        record.did("socket-silent")
    return record


@pytest.mark.parametrize(
    ("how", "faults"),
    [
        ("number twice", {"number or call twice": 1}),
        ("number missing", {"number missing": 1}),
        ("called by two", {"number or call twice": 1}),
        ("never shown", {"served, but on no display": 1}),
        ("5xx", {"answer 5xx": 2}),
        ("lost", {"error lost": 1}),
        ("older", {"board out of order": 2}),
        ("socket", {"player's socket lost": 1, "player's socket, other": 1}),
        ("nothing", {}),
    ],
)
def test_what_players_should_not_see_is_a_fault(how: str, faults: dict[str, int]) -> None:
    found = report(played("x", broken(how)), played("y"))
    assert found.faults == faults
    assert found.is_clean is not bool(faults)


def test_an_office_that_could_not_be_played_waiting_visitors_and_a_wrong_journal_are_faults() -> None:
    found = report({"office": "z", "failed": "CannotPlay: no"}, played("x", unserved=3), x=["the journal has gaps"])
    assert found.faults == {"office not played": 1, "left waiting": 3, "journal wrong": 1}
    assert "z: CannotPlay: no" in found.notes
    assert "x: the journal has gaps" in found.notes


def test_requests_that_were_sent_again_are_told() -> None:
    record = broken("nothing")
    for status in (0, 0, 503, 201):
        record.answered(status)
    found = report(played("x", record))
    assert (found.tried_again, found.statuses, found.faults) == (3, {"201": 1, "503": 1}, {"answer 5xx": 1})


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (eye(state="waiting"), "phone wrong in the end"),
        (eye(topic="x/ticket/unknown"), "phone wrong in the end"),
        (eye("display", revision=6), "display behind in the end"),
        (eye("desk", is_open=False), "socket not open in the end"),
        (eye(topic="", state=None), ""),
        (eye("display", revision=7), ""),
        (eye("desk", revision=0), ""),
    ],
)
def test_screens_that_do_not_show_what_is_so_in_the_end_are_found(found: dict[str, Any], fault: str) -> None:
    assert behind([played()], [found]) - behind([], []) == ({fault: 1} if fault else {})


def test_quantiles_are_of_all_screens_together() -> None:
    crowds = [
        watched(on_displays={"x": {"7": [100.1, 100.2]}, "unknown": {"7": [1.0]}}, on_phones={"x": {"7": [101.0], "99": [3.0]}}),
        watched(on_displays={"x": {"7": [100.3]}}),
    ]
    found = put_together(3, [played()], crowds, {}, IDLE).latencies_ms
    assert found["call → display"] == {"count": 3, "p50": 200.0, "p95": 300.0, "p99": 300.0}
    assert found["call → phone"]["count"] == 1
    assert found["call"] == {"count": 1, "p50": 20.0, "p95": 20.0, "p99": 20.0}


def test_a_report_says_when_those_who_measure_were_full() -> None:
    full = Usages([], [Used("crowd 1", 0.4, 0.81)], Memory(None, None))
    found = report(used=full)
    assert found.is_bottleneck
    assert "BEWARE" in found.table()
    assert not report().is_bottleneck


def test_growth_of_memory_is_the_last_minute_beside_the_third() -> None:
    assert Memory(200.0, 210.0).growth == pytest.approx(1.05)
    assert Memory(None, 210.0).growth is None
    assert report().as_json()["memory"] == {"third_mib": 100.0, "last_mib": 104.0, "growth": 1.04}
