"""Past days whose tickets are still there, as material for simulated ones."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.domain.whatif.journal import material
from lobby.domain.whatif.material import Material
from lobby.store import reading
from lobby.store.tables.counts import CountRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow

SEATS = (Verb.SIGN_ON, Verb.SIGN_OFF, Verb.BREAK, Verb.BACK)


def dates(session: Session, office: Office, first: date, last: date, weekdays: Collection[int]) -> list[date]:
    """The dates in this span, on these weekdays, that are over and on which somebody drew a ticket that is still there."""
    drawn = select(LineRow.day_id).where(LineRow.verb == Verb.DRAW)
    query = select(DayRow.date).where(DayRow.office_id == office.id, DayRow.date.between(first, last), DayRow.ended_at.is_not(None))
    found = session.scalars(query.where(DayRow.id.in_(drawn)).order_by(DayRow.date))
    return [on for on in found if on.weekday() in weekdays]


def gone(session: Session, office: Office, first: date, last: date, weekdays: Collection[int]) -> int:
    """Of how many dates only counts are left."""
    query = select(CountRow.date).where(CountRow.office_id == office.id, CountRow.date.between(first, last)).distinct()
    there = set(dates(session, office, first, last, weekdays))
    return sum(on.weekday() in weekdays and on not in there for on in session.scalars(query))


def of_date(session: Session, office: Office, on: date) -> Material:
    return material(office, on, calendar.openings(office, on), reading.journal(session, office.id, on))


def seats_of_date(session: Session, office: Office, on: date) -> Material:
    """Only who sat where: without a single visitor, and read in a moment."""
    return material(office, on, calendar.openings(office, on), reading.journal(session, office.id, on, verbs=SEATS))
