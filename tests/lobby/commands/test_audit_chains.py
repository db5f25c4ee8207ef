"""The audit's chains: what was written stays as it was written, or it shows."""

import threading

import pytest
from click.testing import CliRunner
from office import Day
from sqlalchemy import delete, select, update

from lobby.cli import main
from lobby.commands import audit as chains
from lobby.commands import days, retention
from lobby.domain.lifecycle import Verb
from lobby.store import audit
from lobby.store.acting import CLOCK, Actor, act_as
from lobby.store.tables.audit import AuditDayRow, AuditRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow


@pytest.fixture
def somebody():
    act_as(Actor("staff:1", "10.0.0.7"))
    yield
    act_as(CLOCK)


def write(day, *acts):
    for act in acts:
        with day.db.write() as session:
            audit.note(day.db, session, act, day.office_id, name="entrance", secret=None)


def three_days(day):
    """With three acts each, after the day on which the office was made."""
    for act in ("device.add", "device.lock", "device.rename"):
        day.clock.forward(hours=24)
        write(day, act, act, act)


def change(day, statement):
    with day.db.write() as session:
        session.execute(statement)


def faults(day):
    return chains.verify(day.db).faults


def nth(day, on, number):
    return AuditRow.id == select(AuditRow.id).where(AuditRow.date == on, AuditRow.number == number).scalar_subquery()


def dates(day):
    with day.db.snapshot() as session:
        return list(session.scalars(select(AuditDayRow.date).order_by(AuditDayRow.date)))[-3:]


def test_an_act_says_who_did_what_when_and_from_where(day, somebody):
    before = len(chain_of(day))
    write(day, "device.add")
    entry = chain_of(day)[before]
    told = (entry.by, entry.address, entry.act, entry.office_id, entry.what, entry.at)
    assert told == ("staff:1", "10.0.0.7", "device.add", day.office_id, {"name": "entrance"}, day.clock.now())


def chain_of(day):
    with day.db.snapshot() as session:
        return list(session.scalars(select(AuditRow).order_by(AuditRow.id)))


def test_chains_that_nobody_touched_are_whole(day):
    day.draw()
    day.sit("104")
    day.call_next("104")
    lines = len(lines_of(day))
    before = chains.verify(day.db)
    three_days(day)
    found = chains.verify(day.db)
    assert (found.faults, found.days, found.entries) == ([], before.days + 3, before.entries + 9)
    assert found.lines == lines


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_act_shows(day, number):
    three_days(day)
    on = dates(day)[1]
    change(day, delete(AuditRow).where(nth(day, on, number)))
    assert [f"audit of {on}: entry {number} of 3" in fault for fault in faults(day)] == [True]


@pytest.mark.parametrize(
    "changed", [{"by": "staff:2"}, {"address": None}, {"act": "device.gone"}, {"what": {}}, {"office_id": None}]
)
def test_a_changed_act_shows(day, somebody, changed):
    three_days(day)
    on = dates(day)[0]
    change(day, update(AuditRow).where(nth(day, on, 2)).values(**changed))
    assert [f"audit of {on}: entry 2 of 3" in fault for fault in faults(day)] == [True]


def test_the_newest_act_cannot_be_taken_off_the_end(day):
    three_days(day)
    on = dates(day)[-1]
    change(day, delete(AuditRow).where(nth(day, on, 3)))
    assert f"audit of {on}: entry 3 of 3" in faults(day)[0]


def test_a_whole_day_cannot_be_taken_out_not_even_with_its_end(day):
    three_days(day)
    first, second, third = dates(day)
    change(day, delete(AuditRow).where(AuditRow.date == second))
    assert f"audit of {second}: entry 1 of 3" in faults(day)[0]
    change(day, delete(AuditDayRow).where(AuditDayRow.date == second))
    assert faults(day) == [f"audit of {third}: does not begin where {first} ended"]


def test_acts_are_kept_for_a_year_and_the_ends_of_their_days_for_ever(day):
    three_days(day)
    day.clock.forward(hours=24 * 366)
    write(day, "device.add")
    assert chains.forget(day.db) >= 9
    assert faults(day) == []
    assert {entry.act for entry in chain_of(day)} == {"device.add"}
    assert len(dates(day)) == 3


def test_under_a_clock_that_was_set_back_the_chain_goes_on(day):
    three_days(day)
    before = dates(day)
    day.clock.forward(hours=-48)
    write(day, "device.add")
    assert (faults(day), dates(day)) == ([], before)


def lines_of(day):
    with day.db.snapshot() as session:
        return list(session.scalars(select(LineRow).order_by(LineRow.revision)))


def end_of_day(day):
    """Everybody has gone home, and midnight is near."""
    day.clock.forward(hours=14)
    for office_id, on in days.due(day.db):
        days.turn(day.db, office_id, on)


def a_busy_day(day):
    day.sit("104")
    for _ in range(4):
        day.draw()
    number = day.call_next("104")
    day.do(Verb.START, "104", number)


@pytest.mark.parametrize("revision", [1, 3, -1])
def test_a_removed_journal_line_shows(day, revision):
    a_busy_day(day)
    last = day.journal[-1].revision
    gone = revision if revision > 0 else last
    change(day, delete(LineRow).where(LineRow.revision == gone))
    assert faults(day) == [f"journal of bernburg, 2026-11-24: line {gone} of {last} is missing or was changed"]


def test_a_changed_journal_line_shows(day):
    a_busy_day(day)
    change(day, update(LineRow).where(LineRow.revision == 4).values(by="staff:99"))
    assert "line 4 of" in faults(day)[0]


def test_a_journal_that_was_shortened_with_its_end_does_not_end_as_the_audit_was_told(day):
    a_busy_day(day)
    end_of_day(day)
    chains.close(day.db)
    assert faults(day) == []
    *_, before, last = lines_of(day)
    change(day, delete(LineRow).where(LineRow.id == last.id))
    change(day, update(DayRow).values(revision=last.revision - 1, digest=before.digest))
    assert faults(day) == ["journal of bernburg, 2026-11-24: it does not end as the audit was told"]


def test_the_end_of_a_journal_outlives_its_lines(day):
    a_busy_day(day)
    end_of_day(day)
    (_, _, digest), *_ = chains.close(day.db)
    assert chains.close(day.db) == []
    day.clock.forward(hours=24 * 40)
    assert retention.forget(day.db)
    assert digest in {entry.what.get("digest") for entry in chain_of(day)}
    assert faults(day) == []


def test_a_line_says_from_where_staff_and_devices_acted_and_never_from_where_a_visitor_did(day):
    act_as(Actor("visitor", None))
    drawn = day.draw()
    day.sit("104")
    act_as(Actor(f"staff:{day.at('104')}", "10.0.0.7"))
    day.call_next("104")
    act_as(CLOCK)
    lines = lines_of(day)
    of_it = [line.address for line in lines if line.ticket_id == drawn.ticket_id]
    assert (of_it[0], of_it[-1]) == (None, "10.0.0.7")


def test_the_command_looks_through_the_chains_and_fails_where_one_is_broken(day, tmp_path):
    three_days(day)
    env = {"LOBBY_DATA_DIR": str(tmp_path), "LOBBY_SECRET_KEY": "x" * 32}
    said = CliRunner().invoke(main, ["audit", "verify"], env=env)
    assert said.exit_code == 0, said.output
    assert "none is missing, none was changed" in said.output
    change(day, delete(AuditRow).where(nth(day, dates(day)[1], 2)))
    said = CliRunner().invoke(main, ["audit", "verify"], env=env)
    assert said.exit_code == 1
    assert "entry 2 of 3 is missing or was changed" in said.output


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request, tmp_path):
    url = request.getfixturevalue("fresh_postgresql") if request.param == "postgresql" else None
    found = Day(tmp_path, url)
    yield found
    found.db.close()


def test_many_who_act_at_once_write_one_chain(either):
    errors, before = [], chains.verify(either.db).entries

    def act():
        try:
            for _ in range(25):
                write(either, "device.add")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    found = chains.verify(either.db)
    assert (found.faults, found.entries) == ([], before + 100)
