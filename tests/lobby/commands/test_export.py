"""What the data-protection officer can show: what is held, what was deleted, what is stored of one visit."""

import csv
import io
import json
from datetime import date, timedelta
from zipfile import ZipFile

import pytest

from lobby.commands import audit, days, export, retention
from lobby.domain.errors import Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.store import held
from lobby.store.acting import CLOCK, act_as
from lobby.store.tables import Base

ALWAYS = (date.min, date.max)


@pytest.fixture
def visited(day):
    """Two visits, one with a note; the first one's token."""
    day.at("101")
    first = day.draw(needs=("wheelchair",))
    day.draw(language="ar")
    number = day.call_next("101")
    day.do(Verb.START, "101", number)
    day.do(Verb.NOTE, "101", number, text="brings a letter")
    day.do(Verb.FINISH, "101", number)
    return first


def end(day, later):
    act_as(CLOCK)  # tests share a thread: whoever acted last would go on acting
    day.clock.forward(hours=12)
    day.end()
    day.clock.forward(days=later)


def deleted(day, act):
    with day.db.snapshot() as session:
        return [each for each in held.deletions(session, day.office_id, *ALWAYS) if each.act == act]


def test_a_day_that_is_deleted_leaves_proof_of_how_much_when_and_by_whom(day, visited):
    on = day.today.date
    lines = day.today.revision
    end(day, 31)
    retention.forget(day.db)
    (proof,) = deleted(day, "day.delete")
    assert (proof.by, proof.at) == ("clock", day.clock.now())
    assert proof.what["date"] == on.isoformat()
    assert proof.what["tickets"] == 2
    assert proof.what["journal"] >= lines
    assert proof.what["digest"]
    assert audit.verify(day.db).faults == []


def test_a_days_notes_and_tokens_go_with_proof_at_midnight(day, visited):
    end(day, 1)
    days.forget_texts(day.db)
    (proof,) = deleted(day, "texts.delete")
    assert proof.what == {"ticket_secrets": 2, "ticket_notes": 1}
    days.forget_texts(day.db)
    assert len(deleted(day, "texts.delete")) == 1  # nothing to delete, nothing to prove


def test_the_proof_is_a_table_of_the_days_asked_for(day, visited):
    end(day, 31)
    retention.forget(day.db)
    rows = list(csv.DictReader(io.StringIO(export.proof(day.db, *ALWAYS))))
    assert [(row["office"], row["tickets"], row["by"]) for row in rows] == [("bernburg", "2", "clock")]
    assert len(rows[0]["audit_digest"]) == 64
    assert list(csv.DictReader(io.StringIO(export.proof(day.db, date.min, day.clock.now().date() - timedelta(days=1))))) == []


def test_what_is_held_is_counted_with_its_oldest_day(day, visited):
    with day.db.snapshot() as session:
        found = {each.table: each for each in held.held(session, day.office_id)}
        elsewhere = held.held(session, day.office_id + 1)
    assert (found["tickets"].rows, found["tickets"].oldest) == (2, day.today.date)
    assert (found["ticket_notes"].rows, found["ticket_secrets"].rows, found["counts"].rows) == (1, 2, 0)
    assert {each.rows for each in elsewhere} == {0}


def test_every_table_that_tells_of_a_visit_is_counted():
    of_visits = {
        table.name
        for table in Base.metadata.sorted_tables
        if {"ticket_id", "language", "drawn"} & {column.name for column in table.columns}
    }
    assert of_visits <= {table.__tablename__ for table in held.OF_VISITORS}


def test_the_export_holds_all_but_tokens_notes_and_who_of_the_staff_it_was(day, visited):
    with ZipFile(io.BytesIO(export.everything(day.db, day.office_id))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(json.loads(texts["tickets.json"])) == 2
    assert len(json.loads(texts["journal.json"])) == day.today.revision
    told = "".join(texts.values())
    for secret in (visited.token, "brings a letter", "staff:", "device:", "token_digest"):
        assert secret not in told
    assert "ticket_notes.json" not in texts


def test_one_visit_is_told_whole_by_its_day_and_number(day, visited):
    found = export.visit(day.db, day.office_id, f"{day.today.date}/{visited.number.lower()}")
    assert found["tickets"][0]["needs"] == ["wheelchair"]
    assert [note["text"] for note in found["ticket_notes"]] == ["brings a letter"]
    assert [line["verb"] for line in found["journal"]] == ["draw", "call", "start", "note", "finish"]
    assert {line["by"] for line in found["journal"]} <= {"staff", "device", "visitor", "clock", "test"}
    assert found["has_token"] is True
    assert visited.token not in json.dumps(found)


@pytest.mark.parametrize("asked", ["", "A001", "yesterday/A001", "2026-13-01/A001", "2026-11-24"])
def test_what_is_no_day_and_number_is_refused(day, asked):
    with pytest.raises((Invalid, NotFound)):
        export.visit(day.db, day.office_id, asked)


def test_of_a_visit_elsewhere_or_never_nothing_is_stored(day, visited):
    for office_id, asked in ((day.office_id + 1, f"{day.today.date}/{visited.number}"), (day.office_id, f"{day.today.date}/Z999")):
        with pytest.raises(NotFound):
            export.visit(day.db, office_id, asked)


def test_the_audit_knows_that_somebody_looked_and_not_at_whom(day, visited):
    export.visit(day.db, day.office_id, f"{day.today.date}/{visited.number}")
    export.everything(day.db, day.office_id)
    with day.db.snapshot() as session:
        rows = [row for row in session.scalars(held.select(held.AuditRow)) if row.act == "data.export"]
    assert [list(row.what) for row in rows] == [["visit"], ["rows"]]
    assert visited.number not in str([row.what for row in rows])
