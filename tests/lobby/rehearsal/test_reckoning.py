"""The rehearsal finds what must not be: numbers twice, gaps, two desks with one visitor."""

from lobby.rehearsal.hall import Hall
from lobby.rehearsal.reckoning import called_by_two, gaps, numbers_twice
from lobby.rehearsal.record import Called, Drawn, Record
from lobby.rehearsal.summary import Latency, Summary, quantile


def tickets(*numbers: str) -> list[Drawn]:
    return [Drawn(serial, f"token-{serial}", number) for serial, number in enumerate(numbers)]


def test_a_number_on_two_tickets_is_found() -> None:
    assert numbers_twice(tickets("A001", "A002", "A001")) == ["A001"]
    assert numbers_twice(tickets("A001", "B001")) == []


def test_a_gap_is_found_within_its_letter() -> None:
    assert gaps(tickets("A001", "A004", "B017", "B018")) == {"A": [2, 3], "B": []}


def test_two_desks_with_one_visitor_are_found() -> None:
    calls = [Called(11, 1, "101", 0.0), Called(11, 1, "102", 0.1), Called(12, 2, "103", 0.2)]
    assert called_by_two(calls, {}) == [1]


def test_a_double_click_is_one_call() -> None:
    assert called_by_two([Called(11, 1, "101", 0.0), Called(11, 1, "101", 0.1)], {}) == []


def test_whoever_was_reinstated_may_be_called_elsewhere() -> None:
    calls = [Called(11, 1, "101", 0.0), Called(15, 1, "102", 0.1)]
    assert called_by_two(calls, {}) == [1]
    assert called_by_two(calls, {1: 1}) == []


def test_nothing_follows_an_end_even_when_news_of_it_comes_late() -> None:
    record = Record()
    record.draw(Drawn(1, "token", "A001"))
    record.fate(1, "withdrawn")
    record.fate(1, "called")
    assert record.fates == {1: "withdrawn"}


def test_boards_out_of_order_are_counted() -> None:
    record = Record(kept=[])
    ages = [("2026-11-24", 9, "a"), ("2026-11-24", 8, "b"), ("2026-11-25", 1, "c"), ("2026-11-25", 1, "c")]
    newer = [record.board(1, "x/display/hall", "de", {"day": d, "revision": r, "as_of": a, "html": ""}) for d, r, a in ages]
    assert newer == [True, False, True, True]
    assert record.boards == {"display": 4, "older": 1}
    assert record.kept is not None
    assert "html" not in record.kept[0].board


def test_a_day_without_trouble_is_clean_and_one_with_a_gap_is_not() -> None:
    record = Record()
    for ticket in tickets("A001", "A003"):
        record.draw(ticket)
    summary = Summary.of(record, Hall(), {0: "finished", 1: "finished"}, planned=2, lasted_s=1.0)
    assert summary.gaps == {"A": [2]}
    assert not summary.is_clean
    record.draw(Drawn(5, "token-5", "A002"))
    clean = Summary.of(record, Hall(), {0: "finished", 1: "finished", 5: "finished"}, planned=3, lasted_s=1.0)
    assert clean.is_clean
    assert "none in A" in clean.table()


def test_latencies_are_told_as_quantiles() -> None:
    seconds = [serial / 1000 for serial in range(1, 101)]
    assert Latency.of(seconds) == Latency(100, 51.0, 100.0)
    assert quantile([], 0.5) == 0.0
