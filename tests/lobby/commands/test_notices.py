"""The lead's notices: up at once on every display, down by hand or by time, each with its journal line."""

import pytest
from sqlalchemy import select

from lobby.commands import days, notices, retention
from lobby.domain.errors import Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.notice import LONGEST_MINUTES, LONGEST_NOTICE, MOST_NOTICES
from lobby.store.tables.notices import NoticeRow

SOON = {"de": "Heute nur bis 16 Uhr", "en": "Until 4 p.m. today"}


def put_up(day, texts=None, minutes=60):
    return notices.put_up(day.db, day.office_id, "staff:1", texts or SOON, minutes).id


def kept(day):
    with day.db.snapshot() as session:
        return list(session.scalars(select(NoticeRow.id).order_by(NoticeRow.id)))


def shown(day, language="de"):
    return day.runtime.board("display", day.office_id, "hall", language)["notice"]


def test_a_notice_stands_on_every_display_at_once_and_in_its_language(day):
    day.watch("display/hall", "display/upstairs")
    with day.pushes(lines=1) as pushed:
        put_up(day)
    assert pushed.topics == {"display/hall", "display/upstairs"}
    assert shown(day) == "Heute nur bis 16 Uhr"
    assert shown(day, "en") == "Until 4 p.m. today"
    assert shown(day, "tr") == "Until 4 p.m. today"


def test_a_notice_is_taken_down_by_hand_once(day):
    notice = put_up(day)
    day.watch("display/hall")
    with day.pushes(lines=1) as pushed:
        notices.take_down(day.db, day.office_id, "staff:1", notice)
    assert pushed.board("display/hall")["notice"] is None
    with day.pushes(lines=0):
        notices.take_down(day.db, day.office_id, "staff:1", notice)
    with pytest.raises(NotFound):
        notices.take_down(day.db, day.office_id, "staff:1", notice + 1)


def test_a_notice_ends_by_itself(day):
    put_up(day, minutes=30)
    day.clock.forward(minutes=29)
    notices.end_due(day.db)
    assert shown(day)
    day.clock.forward(minutes=1)
    assert shown(day) is None
    notices.end_due(day.db)
    notices.end_due(day.db)
    assert [line.verb for line in day.journal][-2:] == [Verb.NOTICE, Verb.END_NOTICE]
    assert day.office.notices == ()


def test_notices_that_have_ended_are_deleted_with_their_day(day):
    ended, standing, last = put_up(day), put_up(day, minutes=LONGEST_MINUTES), put_up(day)
    for notice in (ended, last):
        notices.take_down(day.db, day.office_id, "staff:1", notice)
    assert kept(day) == [ended, standing, last]
    on = day.today.date
    day.clock.forward(hours=12)
    days.turn(day.db, day.office_id, on)
    day.clock.forward(hours=24 * day.office.retention_days)
    retention.forget(day.db)
    assert kept(day) == [ended, standing, last]
    day.clock.forward(hours=24)
    retention.forget(day.db)
    assert kept(day) == [standing, last]
    assert put_up(day) == last + 1


def test_the_newest_notice_is_the_one_of_the_board(day):
    put_up(day)
    put_up(day, {"de": "Bitte halten Sie Ihren Pass bereit"})
    assert shown(day) == "Bitte halten Sie Ihren Pass bereit"


def test_what_is_no_notice_is_refused_field_by_field(day):
    for texts, minutes, field in (
        ({"en": "Only English"}, 60, "de"),
        ({"de": "  "}, 60, "de"),
        ({"de": "x" * (LONGEST_NOTICE + 1)}, 60, "de"),
        ({"de": "gut", "en": "\x1b[31m"}, 60, "en"),
        ({"de": "gut", "xx": "what"}, 60, "xx"),
        ({"de": "gut"}, 0, "minutes"),
        ({"de": "gut"}, 60 * 24 * 365, "minutes"),
    ):
        with pytest.raises(Invalid) as refused:
            put_up(day, texts, minutes)
        assert list(refused.value.errors) == [field]
    for _ in range(MOST_NOTICES):
        put_up(day)
    with pytest.raises(Invalid) as refused:
        put_up(day)
    assert list(refused.value.errors) == ["notices"]
