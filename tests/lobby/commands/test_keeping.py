"""Copies of all there is: made while others work, brought back elsewhere, refused where they would do harm."""

import itertools
import os
import sqlite3
import tarfile
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from alembic import command
from office import TUESDAY, Day
from sqlalchemy import select, update

from lobby.boards import display
from lobby.boards.view import View
from lobby.commands import keeping
from lobby.domain.day import replay
from lobby.domain.lifecycle import Verb
from lobby.store import archive, reading, schema
from lobby.store.archive import BadArchive
from lobby.store.database import Database
from lobby.store.tables.audit import AuditRow
from lobby.store.tables.journal import LineRow


@contextmanager
def restored(settings):
    db = Database(settings, settings.clock)
    try:
        yield db
    finally:
        db.close()


def elsewhere(settings, folder):
    return replace(settings, data_dir=folder, database_url=f"sqlite:///{folder / 'lobby.sqlite'}")


@contextmanager
def busy(day):
    """Visitors draw and a caseworker calls, as fast as they can, until the block ends."""
    over, done = threading.Event(), []

    def play():
        for _ in itertools.count():
            if over.is_set():
                return
            day.draw()
            number = day.call_next("101")
            day.do(Verb.START, "101", number)
            day.do(Verb.FINISH, "101", number)
            done.append(number)

    day.at("101")
    worker = threading.Thread(target=play)
    worker.start()
    try:
        yield done
    finally:
        over.set()
        worker.join()


def test_copies_and_what_came_back_stand_in_the_audit_whose_chains_hold(day, tmp_path):
    day.draw()
    day.draw()
    keeping.backup(day.settings, tmp_path / "now.lobby")
    there = elsewhere(day.settings, tmp_path / "there")
    assert keeping.restore(there, tmp_path / "now.lobby").faults == []
    with restored(there) as db, db.snapshot() as session:
        assert [entry.act for entry in session.scalars(select(AuditRow))][-1] == "database.restore"
    with day.db.snapshot() as session:
        assert [entry.act for entry in session.scalars(select(AuditRow))][-1] == "database.backup"


def test_a_copy_of_a_journal_that_was_tampered_with_comes_back_and_says_so(day, tmp_path):
    day.draw()
    with day.db.write() as session:
        session.execute(update(LineRow).where(LineRow.revision == 2).values(by="staff:99"))
    keeping.backup(day.settings, tmp_path / "now.lobby")
    told = keeping.restore(elsewhere(day.settings, tmp_path / "there"), tmp_path / "now.lobby")
    assert ["line 2 of" in fault for fault in told.faults] == [True]


def test_a_backup_among_working_people_is_one_moment_of_the_journal(day, tmp_path):
    for _ in range(30):
        day.draw()
    with busy(day) as done:
        while len(done) < 3:
            pass
        keeping.backup(day.settings, tmp_path / "now.lobby")
        seen = len(done)
        while len(done) < seen + 3:
            pass
    there = elsewhere(day.settings, tmp_path / "there")
    told = keeping.restore(there, tmp_path / "now.lobby")
    with restored(there) as db, db.snapshot() as session:
        found = reading.day(session, day.office_id, TUESDAY.date())
        assert 0 < found.revision < day.today.revision
        assert told.lines == found.revision
        lines = [line for line in day.journal if line.revision <= found.revision]
        assert replay(TUESDAY.date(), lines) == found
        office = reading.office(db, session, day.office_id)
    now = day.clock.now()
    before, after = (
        display.board(View(each, state, now, "hall", "de"))
        for each, state in ((day.office, replay(TUESDAY.date(), lines)), (office, found))
    )
    assert before == after


def test_a_backup_holds_pictures_and_corrected_texts(day, tmp_path):
    for name in ("media/bernburg/park.png", "texts/uk.po"):
        (day.settings.data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (day.settings.data_dir / name).write_bytes(b"kept")
    keeping.backup(day.settings, tmp_path / "now.lobby")
    there = elsewhere(day.settings, tmp_path / "there")
    keeping.restore(there, tmp_path / "now.lobby")
    assert (there.data_dir / "media/bernburg/park.png").read_bytes() == b"kept"
    assert (there.data_dir / "texts/uk.po").read_bytes() == b"kept"


def test_a_backup_can_be_read_by_its_owner_alone(day, tmp_path):
    keeping.backup(day.settings, tmp_path / "now.lobby")
    assert (tmp_path / "now.lobby").stat().st_mode & 0o777 == 0o600


def test_nothing_is_restored_over_an_office(day, tmp_path):
    drawn = day.draw()
    keeping.backup(day.settings, tmp_path / "now.lobby")
    day.call_next("101")
    with pytest.raises(BadArchive, match="not empty"):
        keeping.restore(day.settings, tmp_path / "now.lobby")
    assert day.today.tickets[drawn.ticket_id].state == "called"


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "old"])
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(day, tmp_path, harm):
    file = tmp_path / "now.lobby"
    keeping.backup(day.settings, file)
    content = file.read_bytes()
    if harm == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "changed":
        place = content.index(b"SQLite format 3") + 5000
        file.write_bytes(content[:place] + b"\x55" + content[place + 1 :])
    elif harm == "old":
        file.write_bytes(content.replace(b'"format": 1', b'"format": 7', 1))
    else:
        file.write_bytes(b"nothing of ours")
    there = elsewhere(day.settings, tmp_path / "there")
    with pytest.raises(BadArchive):
        keeping.restore(there, file)
    assert not (there.data_dir / "lobby.sqlite").exists()


def test_a_backup_that_names_files_elsewhere_is_refused(day, tmp_path):
    with tarfile.open(tmp_path / "evil.lobby", "w") as tar:
        (tmp_path / "x").write_text("x")
        tar.add(tmp_path / "x", "../../evil")
    with pytest.raises(BadArchive):
        keeping.restore(elsewhere(day.settings, tmp_path / "there"), tmp_path / "evil.lobby")
    assert not (tmp_path.parent / "evil").exists()


def test_a_journal_with_a_missing_line_is_found_out(day, tmp_path):
    day.draw()
    day.draw()
    with day.db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM journal WHERE revision = 2")
    keeping.backup(day.settings, tmp_path / "now.lobby")
    with pytest.raises(BadArchive, match="journal has"):
        keeping.restore(elsewhere(day.settings, tmp_path / "there"), tmp_path / "now.lobby")


def test_what_is_too_old_by_now_does_not_come_back(day, tmp_path):
    day.draw()
    day.clock.forward(hours=12)
    day.end()
    keeping.backup(day.settings, tmp_path / "now.lobby")
    day.clock.forward(days=40)
    there = elsewhere(day.settings, tmp_path / "there")
    assert keeping.restore(there, tmp_path / "now.lobby").forgotten == 1
    with restored(there) as db, db.snapshot() as session:
        assert reading.day(session, day.office_id, TUESDAY.date()).tickets == {}


def test_the_nights_copy_has_no_notes_and_no_tokens_and_old_ones_go(day):
    token = day.draw().token
    day.call_next("101")
    day.do(Verb.NOTE, "101", "A001", text="brings her papers tomorrow")
    assert keeping.nightly(day.settings, day.db) is not None
    assert keeping.nightly(day.settings, day.db) is None  # it is there
    first = next((day.settings.data_dir / "backups").glob("*.lobby"))
    content = first.read_bytes()
    assert token.encode() not in content
    assert b"brings her papers" not in content
    day.clock.forward(days=31)
    os.utime(first, (TUESDAY.timestamp(), TUESDAY.timestamp()))
    second = keeping.nightly(day.settings, day.db)
    assert list((day.settings.data_dir / "backups").glob("*.lobby")) == [second]


def test_no_copy_is_made_before_the_night(day):
    day.clock.at = TUESDAY.replace(hour=1)
    assert keeping.nightly(day.settings, day.db) is None


def test_an_upgrade_copies_first(tmp_path):
    day = Day(tmp_path)
    day.draw()
    lines = day.today.revision
    assert keeping.upgrade(day.settings) is None  # it is of today's version
    day.db.close()
    command.downgrade(schema.config(day.settings.database_url), "0010")
    kept = keeping.upgrade(day.settings)
    assert kept is not None
    assert kept.parent == day.settings.data_dir / "backups"
    there = elsewhere(day.settings, tmp_path / "there")
    assert keeping.restore(there, kept).lines == lines  # an older one is brought up to date


def test_a_database_of_a_newer_version_is_refused_in_words(day):
    day.db.close()
    with sqlite3.connect(day.settings.data_dir / "lobby.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.TooNew, match="9999"):
        keeping.upgrade(day.settings)


def test_postgresql_is_dumped_and_restored(tmp_path, fresh_postgresql, postgresql_url):
    from servers import new_database

    day = Day(tmp_path, fresh_postgresql)
    for _ in range(5):
        day.draw()
    day.call_next("101")
    keeping.backup(day.settings, tmp_path / "now.lobby")
    with new_database(postgresql_url) as url:
        there = replace(day.settings, data_dir=tmp_path / "there", database_url=url)
        schema.migrate(url)  # tables that hold nothing are an empty place
        assert keeping.restore(there, tmp_path / "now.lobby").lines == day.today.revision
        with restored(there) as db, db.snapshot() as session:
            assert reading.day(session, day.office_id, TUESDAY.date()) == day.today
    with pytest.raises(BadArchive, match="postgresql"):
        keeping.restore(elsewhere(day.settings, tmp_path / "sqlite"), tmp_path / "now.lobby")
    day.db.close()


def test_a_backup_while_the_database_is_away_says_so(day, tmp_path):
    gone = replace(day.settings, database_url="postgresql+psycopg://lobby@127.0.0.1:1/lobby")
    with pytest.raises(BadArchive, match="cannot be read"):
        archive.write(gone, tmp_path / "now.lobby", day.clock.now())
    assert list(tmp_path.glob("*.lobby")) == []


def test_where_there_is_nothing_a_backup_says_so_and_makes_nothing(day, tmp_path):
    nowhere = elsewhere(day.settings, tmp_path / "nowhere")
    with pytest.raises(BadArchive, match="no database"):
        keeping.backup(nowhere, tmp_path / "now.lobby")
    assert not (nowhere.data_dir / "lobby.sqlite").exists()
    assert not (tmp_path / "now.lobby").exists()
