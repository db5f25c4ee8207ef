"""Turns by priority, whole desks, appointments, exceptions of hours"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def filled(name: str, kind: sa.types.TypeEngine[Any], default: str) -> sa.Column[Any]:
    """A column that rows from before get a value in."""
    return sa.Column(name, kind, nullable=False, server_default=default)


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(filled("exceptions", sa.JSON(), "{}"))
        offices.add_column(filled("turn", sa.JSON(), "{}"))
        offices.add_column(filled("calls", sa.JSON(), "{}"))
        offices.add_column(filled("outcomes", sa.JSON(), "{}"))
    with op.batch_alter_table("services") as services:
        services.add_column(sa.Column("hours", sa.JSON(), nullable=True))
        services.add_column(sa.Column("pause_reason", sa.String(length=20), nullable=True))
    with op.batch_alter_table("days") as days:
        days.add_column(filled("appointments", sa.Integer(), "0"))
    with op.batch_alter_table("seats") as seats:
        seats.add_column(sa.Column("break_since", sa.DateTime(timezone=True), nullable=True))
        seats.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    _tickets()
    with op.batch_alter_table("journal") as journal:
        journal.create_index(op.f("ix_journal_ticket_id"), ["ticket_id"])
    op.create_table(
        "ticket_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_notes_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_notes")),
    )
    op.create_index(op.f("ix_ticket_notes_ticket_id"), "ticket_notes", ["ticket_id"])
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_appointments_office_id_offices")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_appointments_service_id_services")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_appointments_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_appointments_office_id_code")),
    )
    op.create_index("ix_appointments_office_id_at", "appointments", ["office_id", "at"])


def _tickets() -> None:
    with op.batch_alter_table("tickets") as tickets:
        for name in ("since", "appointment_at", "remind_at"):
            tickets.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in ("waited_s", "walked_s", "served_s", "notes"):
            tickets.add_column(filled(name, sa.Integer(), "0"))
        for name, table in (("sent_to", "counters"), ("return_to", "counters"), ("return_service_id", "services")):
            tickets.add_column(sa.Column(name, sa.Integer(), nullable=True))
            tickets.create_foreign_key(op.f(f"fk_tickets_{name}_{table}"), table, [name], ["id"])
        tickets.add_column(filled("standing", sa.String(length=16), "ordinary"))
        tickets.add_column(filled("why", sa.JSON(), "[]"))
        tickets.add_column(filled("overtook", sa.JSON(), "[]"))
        tickets.add_column(filled("step", sa.JSON(), "[]"))
        tickets.add_column(sa.Column("outcome", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_table("appointments")
    op.drop_table("ticket_notes")
    with op.batch_alter_table("journal") as journal:
        journal.drop_index(op.f("ix_journal_ticket_id"))
    new = (
        "since",
        "appointment_at",
        "remind_at",
        "waited_s",
        "walked_s",
        "served_s",
        "notes",
        "standing",
        "why",
        "overtook",
        "step",
        "outcome",
    )
    with op.batch_alter_table("tickets") as tickets:
        for name, table in (("sent_to", "counters"), ("return_to", "counters"), ("return_service_id", "services")):
            tickets.drop_constraint(op.f(f"fk_tickets_{name}_{table}"), type_="foreignkey")
            tickets.drop_column(name)
        for name in (*new, "step", "outcome"):
            tickets.drop_column(name)
    for table, names in (
        ("days", ("appointments",)),
        ("seats", ("break_since", "seen_at")),
        ("services", ("hours", "pause_reason")),
        ("offices", ("exceptions", "turn", "calls", "outcomes")),
    ):
        with op.batch_alter_table(table) as changed:
            for name in names:
                changed.drop_column(name)
