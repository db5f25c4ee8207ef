"""What is shown between calls, and for how long."""

from dataclasses import replace
from datetime import timedelta

import pytest

from display import strip
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
