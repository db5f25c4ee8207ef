"""What only one of several processes may do at a time."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class LeaseRow(Base):
    """Who does it, and until when nobody else may begin. By the database's clock: hosts' clocks may differ."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
