"""How the house was used, in counts."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.store.tables.counts import LanguageCountRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow


def drawn_in(session: Session, office_id: int, since: date, until: date) -> dict[str, int]:
    """How many numbers were drawn in each language from `since` until the day before `until`."""
    query = select(TicketRow.language, func.count()).join(DayRow, TicketRow.day_id == DayRow.id).group_by(TicketRow.language)
    rows = session.execute(query.where(DayRow.office_id == office_id, DayRow.date >= since, DayRow.date < until))
    counts = select(LanguageCountRow.language, LanguageCountRow.drawn).where(LanguageCountRow.office_id == office_id)
    kept = session.execute(counts.where(LanguageCountRow.date >= since, LanguageCountRow.date < until))
    found: Counter[str] = Counter()
    for language, drawn in (*rows, *kept):
        found[language] += drawn
    return dict(found)
