"""Layouts of slips, waiting areas, printers' rolls and history, test prints; in which order a kiosk offers its languages"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW = {
    "offices": ("slip", "areas", "order_languages"),
    "services": ("area",),
    "tickets": ("slip_printer",),
    "slips": ("has_moved", "length_mm"),
}
PRINTERS = {"width_px": "576", "roll_m": "80", "used_mm": "0", "slip_mm": "150"}


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("slip", sa.JSON(), nullable=False, server_default="{}"))
        offices.add_column(sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
        offices.add_column(sa.Column("order_languages", sa.String(length=10), nullable=False, server_default="used"))
    with op.batch_alter_table("services") as services:
        services.add_column(sa.Column("area", sa.String(length=40), nullable=True))
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("slip_printer", sa.String(length=80), nullable=True))
    with op.batch_alter_table("devices") as devices:
        for name, default in PRINTERS.items():
            devices.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
        devices.add_column(sa.Column("is_silent", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("slips") as slips:
        slips.add_column(sa.Column("has_moved", sa.Boolean(), nullable=False, server_default=sa.false()))
        slips.add_column(sa.Column("length_mm", sa.Integer(), nullable=True))
        slips.alter_column("ticket_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "printer_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("printer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["printer_id"], ["devices.id"], name=op.f("fk_printer_log_printer_id_devices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer_log")),
    )
    for name in ("printer_id", "at"):
        op.create_index(op.f(f"ix_printer_log_{name}"), "printer_log", [name])


def downgrade() -> None:
    op.drop_table("printer_log")
    op.execute("DELETE FROM slips WHERE ticket_id IS NULL")
    with op.batch_alter_table("slips") as slips:
        slips.alter_column("ticket_id", existing_type=sa.Integer(), nullable=False)
    for table, names in (NEW | {"devices": (*PRINTERS, "is_silent")}).items():
        with op.batch_alter_table(table) as changed:
            for name in names:
                changed.drop_column(name)
