"""What-ifs that were asked for: what was asked, how far they are, what came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class SimulationRow(Base):
    """One what-if. `asked`: as lobby.commands.whatiffile has it; `result`: figures alone; `problem`: why there is none.

    `seen_at`: when its process last told how far it is, by the database's clock.
    """

    __tablename__ = "simulations"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    asked: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
