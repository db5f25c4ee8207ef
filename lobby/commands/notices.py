"""What the lead tells the hall: put up, taken down, and ended by time. Each has its journal line, so displays change at once."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from lobby.commands.part import one_line
from lobby.domain.errors import N_, Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.notice import LONGEST_MINUTES, LONGEST_NOTICE, MOST_NOTICES, Notice
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.notices import NoticeRow
from lobby.store.tables.offices import OfficeRow
from lobby.store.tx import Tx, transaction

NO_TEXT = N_("Bitte schreiben Sie den Hinweis in der ersten Sprache des Amts.")
TOO_LONG = N_("Der Text ist zu lang.")
NOT_TEXT = N_("Der Text enthält Zeichen, die sich nicht zeigen lassen.")
NO_TIME = N_("Bitte wählen Sie, wie lange der Hinweis gilt.")
TOO_MANY = N_("Es gibt schon sehr viele Hinweise. Bitte nehmen Sie zuerst einen zurück.")


def put_up(db: Database, office_id: int, by: str, texts: Mapping[str, str], minutes: int) -> Notice:
    """Show a notice, language → text, for so many minutes. Empty texts are left out.

    Raises Invalid, which names the fields: the language of a bad text, `minutes`, or `notices` where there are too many.
    """
    with transaction(db, office_id, by) as tx:
        told = _checked(texts, tx.office.languages)
        if not 0 < minutes <= LONGEST_MINUTES:
            raise Invalid({"minutes": NO_TIME})
        if len(_standing(tx)) >= MOST_NOTICES:
            raise Invalid({"notices": TOO_MANY})
        row = NoticeRow(office_id=office_id, texts=told, until=tx.now + timedelta(minutes=minutes))
        tx.session.add(row)
        tx.session.flush()
        _record(tx, Verb.NOTICE, row)
        audit.note(db, tx.session, "notice.put-up", office_id, notice=row.id, minutes=minutes, languages=told)
        return Notice(row.id, told, row.until)


def take_down(db: Database, office_id: int, by: str, notice_id: int) -> None:
    """End a notice before its time; once more changes nothing. Raises NotFound."""
    with transaction(db, office_id, by) as tx:
        row = tx.session.get(NoticeRow, notice_id)
        if row is None or row.office_id != office_id:
            raise NotFound()
        if row.ended_at is None:
            _end(tx, row)
            audit.note(db, tx.session, "notice.take-down", office_id, notice=row.id)


def end_due(db: Database) -> None:
    """End the notices whose time is over."""
    with db.snapshot() as session:
        due = select(NoticeRow.office_id).where(NoticeRow.ended_at.is_(None), NoticeRow.until <= db.clock.now())
        office_ids = set(session.scalars(due))
    for office_id in office_ids:
        with transaction(db, office_id, "clock") as tx:
            for row in _standing(tx):
                if row.until <= tx.now:
                    _end(tx, row)


def _end(tx: Tx, row: NoticeRow) -> None:
    row.ended_at = tx.now
    _record(tx, Verb.END_NOTICE, row)


def _record(tx: Tx, verb: Verb, row: NoticeRow) -> None:
    """The line names the notice, not its text; with the office's version everybody reads its notices anew."""
    tx.session.get_one(OfficeRow, row.office_id).version += 1
    tx.record(verb, notice=(None, row.id) if verb is Verb.NOTICE else (row.id, None))


def _standing(tx: Tx) -> list[NoticeRow]:
    query = select(NoticeRow).where(NoticeRow.office_id == tx.office.id, NoticeRow.ended_at.is_(None))
    return list(tx.session.scalars(query.order_by(NoticeRow.id)))


def _checked(texts: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    told, bad = {}, {}
    for code, text in texts.items():
        if not text.strip():
            continue
        try:
            told[code] = one_line(text)
        except ValueError:
            bad[code] = NOT_TEXT
        if code not in languages:
            bad[code] = Invalid.message
        elif len(told.get(code, "")) > LONGEST_NOTICE:
            bad[code] = TOO_LONG
    if languages[0] not in told and languages[0] not in bad:
        bad[languages[0]] = NO_TEXT
    if bad:
        raise Invalid(bad)
    return told
