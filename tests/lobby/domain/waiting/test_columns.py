"""A log as CSV: what is read, what is allowed to be missing, what is said of a file that is none."""

import pytest

from lobby.domain.waiting.columns import BadLog, read
from lobby.domain.waiting.log import Visit


def visits(text: str, *services: str):
    return read(text.splitlines(keepends=True), frozenset(services)).visits


def test_all_columns_are_read():
    head = "arrival_s,service_start_s,service_end_s,abandon_s,service_type,priority,outcome,server,date\n"
    assert visits(head + "10,70,200,,A,2,served,anna,2026-11-24\n") == [Visit(10, 70, 200, None, "A", "2", "anna", "2026-11-24")]


def test_two_columns_are_enough_and_rows_may_come_in_any_order():
    assert visits("arrival_s;service_start_s\n20;30\n10;15\n") == [Visit(10, 15), Visit(20, 30)]


def test_a_byte_order_mark_spaces_and_empty_lines_do_no_harm():
    assert visits("\ufeffArrival_s, service_start_s\n\n1, 2\n") == [Visit(1, 2)]


def test_who_gave_up_was_not_served_even_where_a_nought_stands_for_that():
    head = "arrival_s,service_start_s,abandon_s,outcome\n"
    assert visits(head + "10,,40,left\n") == [Visit(10, None, None, 40)]
    assert visits(head + "10,0,40,HANG\n") == [Visit(10, None, None, 40)]
    assert visits(head + "10,0,40,\n") == [Visit(10, None, None, 40)]


def test_rows_that_tell_no_wait_are_counted():
    assert read(["arrival_s,service_start_s\n", "1,2\n", "3,\n"]).unknown == 1


def test_only_the_asked_types_are_read():
    text = "arrival_s,service_start_s,service_type\n1,2,A\n3,4,B\n"
    assert [visit.service for visit in visits(text, "B")] == ["B"]
    with pytest.raises(BadLog, match="service_type C"):
        visits(text, "C")


@pytest.mark.parametrize(
    "dates", [("2025-12-31", "2026-01-02"), ("31.12.2025", "02.01.2026"), ("251231", "260102"), ("so", "also")]
)
def test_days_come_in_their_order(dates):
    first, second = dates
    text = f"arrival_s,service_start_s,date\n1,2,{first}\n1,2,{second}\n0,2,{first}\n"
    assert [(visit.day, visit.arrival) for visit in visits(text)] == [(first, 0), (first, 1), (second, 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "missing: arrival_s, service_start_s"),
        ("arrival_s,when\n", "missing: service_start_s"),
        ("arrival_s,arrival_s,service_start_s\n", "twice"),
        ("arrival_s,service_start_s\n1,soon\n", "line 2: service_start_s is not a number of seconds: 'soon'"),
        ("arrival_s,service_start_s\n1,2\n1,inf\n", "line 3"),
        ("arrival_s,service_start_s\n,2\n", "line 2: arrival_s is empty"),
        ("arrival_s,service_start_s,server\n1,2\n", "line 2 has 2 values"),
        ("arrival_s,service_start_s\n1,\n", "nothing to judge"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_a_sentence(text, said):
    with pytest.raises(BadLog, match=said):
        visits(text)
