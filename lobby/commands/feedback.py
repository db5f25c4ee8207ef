"""How a visit was: answered on the phone or at an exit, counted, and forgotten but for the counts.

Nothing here is told to a board, so nothing is written into the journal.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from random import SystemRandom
from typing import Any, cast

from sqlalchemy import Table, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lobby.domain import calendar, periods
from lobby.domain.errors import N_, Gone, Invalid, LobbyError, NotFound
from lobby.domain.feedback import FACES, LONGEST_WORDS, TOO_SOON
from lobby.domain.lifecycle import State
from lobby.domain.office import Office
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.feedback import FeedbackAnswerRow, FeedbackCountRow, FeedbackWordsRow
from lobby.store.tables.offices import ServiceRow
from lobby.store.tables.tickets import TicketRow

COUNTS = cast(Table, FeedbackCountRow.__table__)
AT_ONCE = 200  # answers counted in one transaction


class NotAsked(LobbyError):
    code, status = "not-asked", 409
    message = N_("Danach wird gerade nicht gefragt.")


def answer(db: Database, token: str, score: int, words: str | None = None) -> None:
    """A phone's answer, or another one. `words`: None leaves what was written.

    Raises NotFound, Gone, Invalid, and NotAsked where the office does not ask, or the visit is not over.
    """
    _check(score)
    with db.snapshot() as session:
        found = reading.by_token(session, token)
        if found is None:
            raise NotFound()
        office = reading.office(db, session, found.office_id)
    if found.date != calendar.local_date(office, db.clock.now()):
        raise Gone()
    with db.write() as session:
        ticket = session.scalar(select(TicketRow).where(TicketRow.id == found.ticket_id).with_for_update())
        if ticket is None or ticket.state is not State.FINISHED or not office.feedback.asks:
            raise NotAsked()
        row = session.get(FeedbackAnswerRow, ticket.id) or FeedbackAnswerRow(ticket_id=ticket.id)
        row.score = score
        if words is not None and office.feedback.words:
            row.words = _tidy(words) or None
        session.add(row)


def at_exit(db: Database, office_id: int, language: str | None, score: int, is_too_soon: bool = False) -> None:
    """An answer at an exit: counted at once, as nobody can change it. `language`: None where none was chosen.

    Raises Invalid, NotAsked.
    """
    _check(score)
    with db.snapshot() as session:
        office = reading.office(db, session, office_id)
    if not office.feedback.asks:
        raise NotAsked()
    if language is not None and language not in office.languages:
        raise Invalid({"language": N_("Diese Sprache gibt es hier nicht.")})
    today = calendar.local_date(office, db.clock.now())
    with db.write() as session:
        _add(session, office_id, today, "exit", "", TOO_SOON if is_too_soon else score)
        if language is not None and not is_too_soon:
            _add(session, office_id, today, "language", language, score)


def given(session: Session, ticket_id: int) -> tuple[int, str] | None:
    """A ticket's answer and words, while its day lasts."""
    row = session.get(FeedbackAnswerRow, ticket_id)
    return (row.score, row.words or "") if row else None


def count_past(db: Database) -> None:
    """Count the answers of days that are over, and delete them: from then on no answer leads to a ticket."""
    with db.snapshot() as session:
        now = db.clock.now()
        todays = {office.id: calendar.local_date(office, now) for office in reading.offices(db, session)}
        past = (DayRow.office_id.in_([id_]) & (DayRow.date < today) for id_, today in todays.items())
        query = select(FeedbackAnswerRow.ticket_id).join(TicketRow, TicketRow.id == FeedbackAnswerRow.ticket_id).join(DayRow)
        ids = list(session.scalars(query.where(or_(False, *past)).order_by(FeedbackAnswerRow.ticket_id)))
    for at in range(0, len(ids), AT_ONCE):
        with db.write() as session:
            if gone := count(session, ids[at : at + AT_ONCE]):
                audit.note(db, session, "texts.delete", feedback_answers=gone)


def count(session: Session, ticket_ids: Iterable[int]) -> int:
    """Turn these tickets' answers into counts, and their words into words of a week; how many there were."""
    query = (
        select(FeedbackAnswerRow, TicketRow.office_id, TicketRow.language, DayRow.date, ServiceRow.slug)
        .join(TicketRow, TicketRow.id == FeedbackAnswerRow.ticket_id)
        .join(DayRow, DayRow.id == TicketRow.day_id)
        .join(ServiceRow, ServiceRow.id == TicketRow.service_id)
        .where(FeedbackAnswerRow.ticket_id.in_(ticket_ids))
        .with_for_update(of=FeedbackAnswerRow)
    )
    rows = list(session.execute(query))
    SystemRandom().shuffle(rows)  # words keep no order of the day's visits
    for row, office_id, language, on, service in rows:
        _add(session, office_id, on, "service", service, row.score)
        _add(session, office_id, on, "language", language, row.score)
        if row.words:
            session.add(
                FeedbackWordsRow(office_id=office_id, week=periods.around(on, periods.WEEK)[0], language=language, words=row.words)
            )
    session.execute(delete(FeedbackAnswerRow).where(FeedbackAnswerRow.ticket_id.in_([row.ticket_id for row, *_ in rows])))
    return len(rows)


def forget_words(db: Database) -> None:
    """Delete the words of weeks whose last day the office no longer keeps."""
    with db.snapshot() as session:
        offices = reading.offices(db, session)
        due = [office for office in offices if session.scalar(_old(db, office).limit(1))]
    for office in due:
        with db.write() as session:
            ids = list(session.scalars(_old(db, office)))
            session.execute(delete(FeedbackWordsRow).where(FeedbackWordsRow.id.in_(ids)))
            audit.note(db, session, "texts.delete", office.id, feedback_words=len(ids))


def _old(db: Database, office: Office) -> Any:
    first_kept = calendar.local_date(office, db.clock.now()) - timedelta(days=office.retention_days)
    over = FeedbackWordsRow.week <= first_kept - timedelta(days=7)
    return select(FeedbackWordsRow.id).where(FeedbackWordsRow.office_id == office.id, over)


def _check(score: int) -> None:
    if score not in FACES:
        raise Invalid({"score": N_("1 bis 5")})


def _tidy(words: str) -> str:
    """As one line without signs that cannot be seen. Raises Invalid where it is too long."""
    told = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    if len(told) > LONGEST_WORDS:
        raise Invalid({"words": N_("höchstens 300 Zeichen")})
    return told


def _add(session: Session, office_id: int, on: date, part: str, name: str, score: int) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {"office_id": office_id, "date": on, "part": part, "name": name, "score": score, "answers": 1}
    one = dialect.insert(COUNTS).values(**values)
    place = ("office_id", "date", "part", "name", "score")
    session.execute(one.on_conflict_do_update(index_elements=place, set_={"answers": COUNTS.c.answers + 1}))
