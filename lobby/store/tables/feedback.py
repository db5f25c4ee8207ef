"""How visits were: an answer that may be changed until its day ends, then counts alone; words apart from all of it."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class FeedbackAnswerRow(Base):
    """What a phone answered, and may answer otherwise until the day ends: then it is counted, and this is deleted."""

    __tablename__ = "feedback_answers"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    score: Mapped[int]
    words: Mapped[str | None] = mapped_column(String(300))


class FeedbackCountRow(Base):
    """How many answered so on a day. `part`, `name`: of a service (its slug), of a language, or at an exit (no name).

    Each answer of a phone is counted twice, once by its service and once by its language, so that no count is of both. `score`: 1
    (worst) to 5; 0: pressed at an exit too soon after others, and not counted as an answer.
    """

    __tablename__ = "feedback_counts"
    __table_args__ = (UniqueConstraint("office_id", "date", "part", "name", "score"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    part: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    score: Mapped[int]
    answers: Mapped[int]


class FeedbackWordsRow(Base):
    """What somebody wrote in the week that begins with `week`; whose number, which day and which answer stand nowhere."""

    __tablename__ = "feedback_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    week: Mapped[date]
    language: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(300))
