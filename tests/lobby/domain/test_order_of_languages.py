"""In which order a kiosk offers its languages."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lobby.domain.languages import FEWEST, most_used_first
from lobby.i18n import LANGUAGES

OFFERED = tuple(LANGUAGES)
counts = st.dictionaries(st.sampled_from([*OFFERED, "no longer offered"]), st.integers(0, 500))


def test_where_nothing_was_drawn_yet_the_office_decides():
    assert most_used_first(OFFERED, {}) == OFFERED


def test_the_most_used_comes_after_german_and_leichte_sprache():
    assert most_used_first(OFFERED, {"ps": 40, "ti": 90})[:5] == ("de", "de-simple", "ti", "ps", "uk")


def test_a_language_of_one_or_two_visitors_does_not_move():
    assert most_used_first(OFFERED, {"so": FEWEST - 1}) == OFFERED
    assert most_used_first(OFFERED, {"so": FEWEST})[2] == "so"


@given(counts)
def test_every_language_is_still_offered_and_once(drawn):
    assert sorted(most_used_first(OFFERED, drawn)) == sorted(OFFERED)
    assert most_used_first(OFFERED, drawn)[:2] == ("de", "de-simple")


@given(counts, st.permutations(OFFERED))
def test_german_stays_where_the_office_has_put_it(drawn, offered):
    found = most_used_first(tuple(offered), drawn)
    assert [found.index(code) for code in ("de", "de-simple")] == [offered.index(code) for code in ("de", "de-simple")]


@given(counts)
def test_languages_used_alike_keep_the_offices_order(drawn):
    found = most_used_first(OFFERED, drawn)[2:]
    for before, after in pairwise(found):
        told = [drawn.get(code, 0) if drawn.get(code, 0) >= FEWEST else 0 for code in (before, after)]
        assert told[0] > told[1] or (told[0] == told[1] and OFFERED.index(before) < OFFERED.index(after))
