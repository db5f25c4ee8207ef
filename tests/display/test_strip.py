"""What is shown between calls, and for how long."""

from dataclasses import replace
from datetime import timedelta

import pytest

from display import strip
from lobby.domain.kept import Kept
from lobby.domain.notice import Notice, Tip


@pytest.fixture
def view(day):
    return day.runtime.view(day.office_id, "hall", "de")


def with_office(view, **told):
    return replace(view, office=replace(view.office, **told))


def notice(view, **texts):
    return Notice(1, texts or {"de": "Heute nur bis 16 Uhr", "ar": "اليوم حتى الساعة 16 فقط"}, view.as_of + timedelta(hours=1))


def test_there_is_time_to_read(view):
    slides = strip.slides(view, [], has_code=True)
    assert {slide.kind for slide in slides} == {"how", "tip"}
    assert all(slide.ms >= 5000 + 60 * slide.letters for slide in slides)


def test_every_tip_is_told_in_every_language_of_the_office(view):
    told = {said.language.code for slide in strip.slides(view, [], has_code=False) for said in slide.said}
    assert told == set(view.office.languages)


def test_after_each_notice_comes_something_else_even_where_there_is_nothing(view):
    full = strip.slides(with_office(view, notices=(notice(view),)), ["0123456789abcdef.jpg"], has_code=True)
    assert [slide.kind == "notice" for slide in full] == [True, False] * (len(full) // 2)
    alone = strip.slides(with_office(view, notices=(notice(view),), tips=()), [], has_code=False)
    assert [slide.kind for slide in alone] == ["notice", "rest"]


def test_a_long_text_stands_alone_and_short_ones_in_pairs(view):
    pair = strip.slides(with_office(view, notices=(notice(view),), tips=()), [], has_code=False)[0]
    assert [said.language.code for said in pair.said] == ["de", "ar"]
    long = notice(view, de="x" * 300, ar="y" * 20)
    slides = strip.slides(with_office(view, notices=(long,), tips=()), [], has_code=False)
    assert [len(slide.said) for slide in slides if slide.kind == "notice"] == [1, 1]


def test_a_notice_that_is_over_is_not_shown(view):
    over = Notice(1, {"de": "Gestern"}, view.as_of)
    assert "notice" not in {slide.kind for slide in strip.slides(with_office(view, notices=(over,)), [], has_code=True)}


def test_pictures_and_videos_come_between_tips_or_alone(view):
    files = ["0123456789abcdef.jpg", "fedcba9876543210.mp4"]
    alone = strip.slides(with_office(view, tips=()), files, has_code=False)
    assert [slide.kind for slide in alone] == ["picture", "video"]
    tip = Tip("one", "info", {"de": "Ein Tipp"})
    kinds = [slide.kind for slide in strip.slides(with_office(view, tips=(tip,)), files, has_code=False)]
    assert kinds == ["tip", "picture"]


def promises(view, ago, kept=19, **office):
    """The slides that say how promises held, on a day so long ago: their texts by language."""
    seen = replace(with_office(view, **office), kept=Kept(view.day.date - timedelta(days=ago), 20, kept))
    told = [slide for slide in strip.slides(seen, [], has_code=True) if slide.kind == "promises"]
    return {said.language.code: said.text for slide in told for said in slide.said}


def test_yesterday_is_called_so_in_every_language_of_the_office(view):
    told = promises(view, ago=1)
    assert set(told) == set(view.office.languages)
    assert told["de"] == "Gestern wurden 9 von 10 Personen nicht später aufgerufen, als wir gesagt haben."
    assert told["en"] == "Yesterday we called 9 in 10 people no later than we had said."
    assert all("9" in text for text in told.values())


def test_earlier_days_are_named_by_their_weekday_and_older_ones_by_their_date(view):
    assert promises(view, ago=4)["de"].startswith("Freitag: 9 von 10 Personen wurden")
    assert promises(view, ago=4)["ru"].startswith("Пятница: мы вызвали 9 из 10")
    assert promises(view, ago=7)["de"].startswith("Dienstag, 17. November: 9 von 10")


def test_one_of_ten_is_one_person(view):
    assert promises(view, ago=1, kept=2)["de"].startswith("Gestern wurde 1 von 10 Personen")


def test_a_display_that_is_not_to_tell_says_nothing_of_promises(view):
    silent = replace(view.office.displays["hall"], promises=False)
    assert promises(view, ago=1, displays={"hall": silent}) == {}
