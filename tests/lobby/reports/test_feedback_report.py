"""What visitors say, in whole weeks and months: counted once, with intervals, and nothing told of fewer than five."""

from datetime import date, timedelta

import pytest
from staffroom import PASSWORD

from lobby.commands import staff
from lobby.desk.screen import SCREEN as DESK
from lobby.insight.screen import SCREEN
from lobby.reports import feedback
from lobby.store.tables.feedback import FeedbackCountRow, FeedbackWordsRow
from lobby.web.app import create_app

TODAY = date(2026, 11, 24)  # a Tuesday
LAST_WEEK = date(2026, 11, 16)


def put(day, on, part, name, **scores):
    """`s5=20`: twenty answered 5."""
    with day.db.write() as session:
        session.add_all(
            FeedbackCountRow(office_id=day.office_id, date=on, part=part, name=name, score=int(score[1]), answers=answers)
            for score, answers in scores.items()
        )


def report(day, first=LAST_WEEK, last=LAST_WEEK, period="week"):
    with day.db.snapshot() as session:
        rows = feedback.feedback(session, day.office, first, last, TODAY)
    return {(row.first, row.part, row.name): row for row in rows if row.period == period}


@pytest.fixture
def page(day):
    app = create_app(day.settings, (SCREEN, DESK))
    for role in ("lead", "admin", "caseworker"):
        staff.add(day.db, role, [role], ["bernburg"], PASSWORD)

    def asked(path="/insight/feedback", role="lead"):
        headers = {"Authorization": f"Bearer {staff.token(day.db, role)}", "Accept-Language": "de"}
        return app.test_client().get(path, headers=headers)

    yield asked
    app.extensions["lobby"].db.close()


def test_a_week_is_the_sum_of_its_days_by_service_exit_and_face(day):
    put(day, LAST_WEEK, "service", "residence", s5=10, s1=5)
    put(day, LAST_WEEK + timedelta(days=6), "service", "residence", s4=6, s3=7)
    put(day, LAST_WEEK + timedelta(days=1), "exit", "", s5=8, s2=6, s0=90)
    put(day, LAST_WEEK + timedelta(days=7), "service", "residence", s1=500)  # this week is not over
    found = report(day, last=TODAY)
    whole = found["2026-11-16", "all", ""]
    assert (whole.answers, whole.satisfied, whole.share) == (42, 24, 0.571)
    assert (whole.low, whole.high) == (0.422, 0.709)
    assert (found["2026-11-16", "service", "residence"].answers, found["2026-11-16", "exit", ""].answers) == (28, 14)
    assert [found["2026-11-16", "score", str(score)].answers for score in (5, 4, 3, 2, 1)] == [18, 6, 7, 6, 5]
    assert found["2026-11-16", "too-soon", ""].answers == 90
    assert {first for first, *_ in found} == {"2026-11-16"}


def test_months_are_whole_and_told_only_when_they_are_over(day):
    put(day, date(2026, 10, 1), "service", "residence", s5=6, s1=6)
    put(day, date(2026, 10, 31), "service", "residence", s5=6, s1=6)
    put(day, date(2026, 11, 1), "service", "residence", s5=100)
    found = report(day, date(2026, 10, 15), TODAY, "month")
    assert {first for first, *_ in found} == {"2026-10-01"}
    assert found["2026-10-01", "all", ""].answers == 24


def test_fewer_than_five_are_not_told_nor_the_service_that_would_give_them_away(day):
    put(day, LAST_WEEK, "service", "residence", s5=20, s1=20)
    put(day, LAST_WEEK, "service", "duldung", s5=3)
    put(day, LAST_WEEK, "service", "fiktion", s5=6, s1=5)
    found = report(day)
    assert found["2026-11-16", "all", ""].answers == 54
    assert found["2026-11-16", "service", "duldung"].answers is None
    assert found["2026-11-16", "service", "fiktion"].answers is None  # 54 - 40 - 11 are three
    assert found["2026-11-16", "service", "residence"].share == 0.5


def test_a_share_of_which_a_part_is_small_is_not_told(day):
    put(day, LAST_WEEK, "service", "residence", s5=38, s1=2)
    whole = report(day)["2026-11-16", "all", ""]
    assert (whole.answers, whole.satisfied, whole.share, whole.low) == (40, None, None, None)
    faces = [report(day)["2026-11-16", "score", str(score)].answers for score in (5, 4, 3, 2, 1)]
    assert faces == [None, 0, 0, 0, None]


def test_a_share_that_is_the_rest_of_the_whole_is_not_told(day):
    put(day, LAST_WEEK, "service", "residence", s5=20, s1=20)
    put(day, LAST_WEEK, "service", "duldung", s5=10, s1=2)
    put(day, LAST_WEEK, "service", "fiktion", s5=7, s1=6)
    found = report(day)
    assert found["2026-11-16", "all", ""].satisfied == 37
    told = {name for _, part, name in found if part == "service" and found["2026-11-16", part, name].satisfied is not None}
    assert told == {"residence"}


def test_the_page_says_it_in_a_sentence_and_only_the_lead_reads_it(day, page):
    put(day, LAST_WEEK, "service", "residence", s5=30, s2=10)
    put(day, LAST_WEEK, "language", "ti", s5=7, s2=6)
    shown = page().text
    for told in ("75 % sagen, ihr Besuch war gut oder sehr gut.", "sicher: 60 bis 86 %", "Tigrinya", "16.11.–22.11.2026"):
        assert told in shown
    assert (
        "weniger als 5 Antworten" in page("/insight/feedback?by=month").text
        or "Noch keine" in page("/insight/feedback?by=month").text
    )
    assert {page(role=role).status_code for role in ("admin", "caseworker")} == {403}


def test_words_of_weeks_that_are_over_stand_on_the_page_and_in_no_report(day, page):
    put(day, LAST_WEEK, "service", "residence", s5=30, s2=10)
    with day.db.write() as session:
        for week, words in ((LAST_WEEK, "<i>steep</i> stairs"), (LAST_WEEK + timedelta(days=7), "not yet")):
            session.add(FeedbackWordsRow(office_id=day.office_id, week=week, language="en", words=words))
    shown = page().text
    assert "&lt;i&gt;steep&lt;/i&gt; stairs" in shown
    assert "not yet" not in shown
    for kind in ("json", "csv"):
        answer = page(f"/api/v1/reports/feedback?from=2026-11-01&to=2026-11-24&format={kind}")
        assert answer.status_code == 200
        assert "residence" in answer.text
        assert "steep" not in answer.text
