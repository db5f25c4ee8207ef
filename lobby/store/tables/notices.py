"""What the lead tells the hall."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class NoticeRow(Base):
    """A notice: language → text. It ends at `until`, or earlier by somebody's hand; `ended_at` says when it did."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    texts: Mapped[dict[str, Any]]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
