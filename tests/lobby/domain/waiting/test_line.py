"""The structure of a line: who stands before whom, and which counters serve what."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.domain.waiting.line import AtWork, InLine, Start, rest_of, starts, widened

A, B = 1, 2
ONE = AtWork(1, frozenset({A}), 0, 600)
OTHER = AtWork(2, frozenset({A}), 0, 600)
BOTH = AtWork(2, frozenset({A, B}), 0, 600)


def seconds(counters, line) -> list[float | None]:
    return [found and round(found.seconds) for found in starts(counters, line)]


def test_one_counter_serves_one_after_the_other():
    assert seconds([ONE], [InLine(A, 600)] * 3) == [0, 600, 1200]


def test_two_counters_share_the_work():
    assert seconds([ONE, OTHER], [InLine(A, 600)] * 4) == [0, 0, 300, 600]


def test_who_is_served_elsewhere_takes_no_time():
    assert seconds([ONE, AtWork(2, frozenset({B}), 0, 600)], [InLine(B, 600), InLine(B, 600), InLine(A, 600)]) == [0, 600, 0]


def test_a_flexible_counter_helps_where_it_is_free():
    assert seconds([ONE, BOTH], [InLine(B, 600), InLine(A, 600), InLine(A, 600)]) == [0, 0, 300]  # whichever ends first


def test_who_was_sent_to_a_counter_waits_for_that_one():
    assert seconds([AtWork(2, frozenset({A}), 600), ONE], [InLine(A, 600), InLine(A, 600, sent_to=2)]) == [0, 450]


def test_unknown_when_nobody_serves_it():
    assert starts([ONE], [InLine(B, 600)]) == [None]
    assert starts([], [InLine(A, 600, sent_to=9)]) == [None]


def test_of_several_busy_counters_the_first_to_end_counts():
    busy = [AtWork(number, frozenset({A}), 600) for number in (1, 2)]
    assert seconds(busy, [InLine(A, 600)]) == [300]


def test_a_long_service_is_expected_to_go_on():
    assert rest_of(600, 0) == 600
    assert 250 < rest_of(600, 300) < 600
    assert rest_of(600, 1800) > rest_of(600, 900)
    assert rest_of(600, 1e6) == 1e6


people = st.builds(InLine, st.sampled_from((A, B, 3)), st.floats(1, 5000))
counters = st.lists(
    st.builds(AtWork, st.integers(1, 1000), st.frozensets(st.sampled_from((A, B, 3))), st.floats(0, 5000)), max_size=6
)


@settings(max_examples=300)
@given(counters, st.lists(people, max_size=12), people, st.integers(0, 12))
def test_more_people_ahead_never_make_it_shorter(counters, line, one_more, place):
    """Whoever it is, wherever she stands: nobody behind her starts sooner."""
    place = min(place, len(line))
    before = starts(counters, line)[place:]
    after = starts(counters, [*line[:place], one_more, *line[place:]])[place + 1 :]
    for old, new in zip(before, after, strict=True):
        assert (old is None) == (new is None)
        assert old is None or new.seconds >= old.seconds - 1e-6


@given(st.floats(0, 1e5), st.floats(0, 300))
def test_a_range_has_a_low_and_a_high_end_and_none_is_negative(at, before):
    low, high = widened(Start(at, before), -1.28, 1.28)
    assert 0 <= low <= high
