"""Booked appointments: a code, a service and a time. No names."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.domain.appointments import LONGEST_CODE, AppointmentState
from lobby.store.tables.base import Base
from lobby.store.types import Choice


class AppointmentRow(Base):
    """An appointment. `code` is what the visitor shows; `ticket_id` the ticket that it became."""

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("office_id", "code"), Index("ix_appointments_office_id_at", "office_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    at: Mapped[datetime]
    state: Mapped[AppointmentState] = mapped_column(Choice(AppointmentState), default=AppointmentState.BOOKED)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
