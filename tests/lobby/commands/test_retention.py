"""How long what happened is kept: whole days go when their office's days have passed, and their counts stay."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lobby.commands import retention, tickets
from lobby.domain.lifecycle import Verb
from lobby.store import counts, reading
from lobby.store.tables import Base
from lobby.store.tables.counts import CountRow
from lobby.store.tables.journal import LineRow


@pytest.fixture
def after(day):
    """A day with one visitor of each fate, that has ended; then so many days later."""
    day.at("101")
    told = [day.draw(), day.draw(language="ar"), day.draw("benefits", needs=("wheelchair",)), day.draw()]
    day.clock.forward(minutes=25)
    number = day.call_next("101")
    day.clock.forward(minutes=2)
    day.do(Verb.START, "101", number)
    day.do(Verb.NOTE, "101", number, text="comes again")
    day.clock.forward(minutes=10)
    day.do(Verb.FINISH, "101", number)
    tickets.withdraw(day.db, told[1].token)
    day.clock.forward(hours=12)
    day.end()

    def later(days):
        day.clock.forward(days=days)
        return retention.forget(day.db)

    return later


def rows(day, table):
    with day.db.snapshot() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_nothing_goes_before_its_time(day, after):
    lines = rows(day, LineRow)
    assert after(30) == []
    assert rows(day, LineRow) == lines


def test_a_day_goes_whole_and_its_counts_stay(day, after):
    assert after(31) == [("bernburg", day.clock.at.date() - timedelta(days=31))]
    for name in ("tickets", "journal", "days", "slips", "ticket_secrets", "ticket_notes", "seats"):
        assert rows(day, Base.metadata.tables[name]) == 0, name
    with day.db.snapshot() as session:
        found = {(each.service_id, each.hour): each for each in session.scalars(select(CountRow))}
    cell = found[day.office.service("residence").id, 9]
    assert (cell.drawn, cell.called, cell.finished, cell.withdrawn, cell.expired) == (3, 1, 1, 1, 1)
    assert (cell.waited_s, cell.walked_s, cell.served_s) == (25 * 60, 2 * 60, 10 * 60)
    assert cell.kept + len(cell.late) == 1
    assert cell.promised > 1  # who waited in vain until closing was promised a call as well
    assert found[day.office.service("benefits").id, 9].drawn == 1


def test_it_is_done_once(day, after):
    after(31)
    counts = rows(day, CountRow)
    assert retention.forget(day.db) == []
    assert rows(day, CountRow) == counts


def test_the_office_decides_for_how_long(day, after):
    day.load(lambda text: text.replace("retention_days = 30", "retention_days = 3"))
    assert len(after(4)) == 1


def test_a_day_that_has_not_ended_stays(day):
    day.draw()
    day.clock.forward(days=60)
    assert retention.forget(day.db) == []


def test_languages_are_counted_on(day, after):
    day.load(lambda text: text.replace("retention_days = 30", "retention_days = 3"))
    on = day.today.date
    with day.db.snapshot() as session:
        before = counts.languages(session, day.office_id, on - timedelta(days=9), on + timedelta(days=9))
    after(4)
    with day.db.snapshot() as session:
        assert counts.languages(session, day.office_id, on - timedelta(days=9), on + timedelta(days=9)) == before
        assert reading.revision(session, day.office_id, on) == 0
    assert before == {"de": 3, "ar": 1}
