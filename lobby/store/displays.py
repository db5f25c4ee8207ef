"""Displays and what they show beside calls, from rows to plain values."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain.display import Display, Layout
from lobby.domain.notice import Notice
from lobby.store.tables.notices import NoticeRow
from lobby.store.tables.offices import DisplayRow


def display(row: DisplayRow) -> Display:
    return Display(
        id=row.id,
        slug=row.slug,
        name=row.name,
        layout=cast(Layout, row.layout),
        area=row.area,
        services=tuple(row.services),
        counters=tuple(row.counters),
        part=row.part,
        parts=row.parts,
        viewing_metres=row.viewing_metres,
        screen_inches=row.screen_inches,
        contrast=row.contrast,
        break_minutes=row.break_minutes,
        promises=row.promises,
    )


def notices(session: Session, office_id: int) -> tuple[Notice, ...]:
    """The notices that nobody has ended, newest first."""
    query = select(NoticeRow).where(NoticeRow.office_id == office_id, NoticeRow.ended_at.is_(None))
    return tuple(Notice(row.id, row.texts, row.until) for row in session.scalars(query.order_by(NoticeRow.id.desc())))
