"""An answer may be changed until its day ends; then there are counts, and nothing leads back to a ticket."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lobby.commands import export, feedback, retention
from lobby.domain.errors import Gone, Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.store.tables.feedback import FeedbackAnswerRow, FeedbackCountRow, FeedbackWordsRow
from lobby.store.tables.offices import OfficeRow

TOMORROW = datetime(2026, 11, 25, 8, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def finished(day, service="residence", language="de", counter="101"):
    """A ticket whose visit is over; its token."""
    drawn = day.draw(service, language)
    assert day.call_next(counter) == drawn.number
    day.do(Verb.START, counter, drawn.number)
    assert day.do(Verb.FINISH, counter, drawn.number) == "finished"
    return drawn.token


def with_words(day):
    day.load(lambda text: text.replace("asks = true", "asks = true\nwords = true"))


def rows(day, table):
    with day.db.snapshot() as session:
        return list(session.scalars(select(table)))


def counts(day):
    return {(row.part, row.name, row.score): row.answers for row in rows(day, FeedbackCountRow)}


def test_an_answer_is_changed_and_counted_once_when_its_day_is_over(day):
    token = finished(day, language="ti")
    feedback.answer(day.db, token, 2)
    feedback.answer(day.db, token, 5)
    feedback.count_past(day.db)
    assert counts(day) == {}  # it may still change
    day.clock.at = TOMORROW
    feedback.count_past(day.db)
    assert counts(day) == {("service", "residence", 5): 1, ("language", "ti", 5): 1}
    assert rows(day, FeedbackAnswerRow) == []
    feedback.count_past(day.db)
    assert counts(day)["service", "residence", 5] == 1
    with pytest.raises(Gone):
        feedback.answer(day.db, token, 1)


def test_who_still_waits_or_is_not_asked_cannot_answer(day):
    over, waiting = finished(day), day.draw().token
    with pytest.raises(feedback.NotAsked):
        feedback.answer(day.db, waiting, 5)
    day.load(lambda text: text.replace("asks = true", "asks = false"))
    with pytest.raises(feedback.NotAsked):
        feedback.answer(day.db, over, 5)
    with pytest.raises(feedback.NotAsked):
        feedback.at_exit(day.db, day.office_id, "de", 5)
    with pytest.raises(NotFound):
        feedback.answer(day.db, "nonsense", 5)
    assert rows(day, FeedbackAnswerRow) == []


@pytest.mark.parametrize("score", [0, 6, -1])
def test_only_the_five_faces_are_answers(day, score):
    with pytest.raises(Invalid):
        feedback.answer(day.db, finished(day), score)
    with pytest.raises(Invalid):
        feedback.at_exit(day.db, day.office_id, "de", score)


def test_words_are_kept_only_where_the_office_wants_them_and_apart_from_everything(day):
    token = finished(day)
    feedback.answer(day.db, token, 4, "not wanted")
    assert rows(day, FeedbackAnswerRow)[0].words is None
    with_words(day)
    feedback.answer(day.db, token, 4, "  the stairs\r\nare steep\u202e ")
    feedback.answer(day.db, token, 3)  # another face leaves the words
    with pytest.raises(Invalid):
        feedback.answer(day.db, token, 3, "x" * 301)
    day.clock.at = TOMORROW
    feedback.count_past(day.db)
    (kept,) = rows(day, FeedbackWordsRow)
    assert (kept.week, kept.language, kept.words) == (MONDAY, "de", "the stairs are steep")
    assert set(FeedbackWordsRow.__table__.columns.keys()) == {"id", "office_id", "week", "language", "words"}


def test_words_are_deleted_when_their_week_is_older_than_the_office_keeps(day):
    with_words(day)
    feedback.answer(day.db, finished(day), 4, "the stairs")
    day.clock.at = TOMORROW
    feedback.count_past(day.db)
    kept = timedelta(days=day.office.retention_days)
    day.clock.at = datetime(2026, 11, 29, 12, tzinfo=UTC) + kept
    feedback.forget_words(day.db)
    assert len(rows(day, FeedbackWordsRow)) == 1
    day.clock.at = datetime(2026, 11, 30, 12, tzinfo=UTC) + kept
    feedback.forget_words(day.db)
    assert rows(day, FeedbackWordsRow) == []
    assert counts(day)["service", "residence", 4] == 1


def test_a_day_that_is_deleted_before_it_was_counted_is_counted_then(day):
    feedback.answer(day.db, finished(day), 1)
    day.clock.at = TOMORROW + timedelta(days=60)
    day.end()
    assert retention.forget(day.db)
    assert counts(day)["service", "residence", 1] == 1


def test_at_an_exit_a_press_too_soon_is_counted_apart_and_a_language_only_where_it_was_chosen(day):
    feedback.at_exit(day.db, day.office_id, "uk", 5)
    feedback.at_exit(day.db, day.office_id, "uk", 5)
    feedback.at_exit(day.db, day.office_id, None, 2)
    feedback.at_exit(day.db, day.office_id, "uk", 1, is_too_soon=True)
    assert counts(day) == {("exit", "", 5): 2, ("exit", "", 2): 1, ("exit", "", 0): 1, ("language", "uk", 5): 2}
    with pytest.raises(Invalid):
        feedback.at_exit(day.db, day.office_id, "xx", 5)


def test_an_office_asks_only_where_its_file_says_so(day):
    day.load(lambda text: text.replace("[feedback]\nasks = true\n", ""))
    assert not day.office.feedback.asks
    with day.db.snapshot() as session:
        assert session.scalar(select(OfficeRow.feedback)) == {"asks": False, "words": False}


def test_an_export_of_a_visit_says_that_there_is_an_answer_and_neither_which_nor_the_words(day):
    with_words(day)
    feedback.answer(day.db, finished(day), 4, "the stairs")
    found = export.visit(day.db, day.office_id, "2026-11-24/A001")
    assert found["has_answered"]
    assert "stairs" not in str(found)
    assert "feedback_answers" not in found
    day.clock.at = TOMORROW
    feedback.count_past(day.db)
    assert not export.visit(day.db, day.office_id, "2026-11-24/A001")["has_answered"]
