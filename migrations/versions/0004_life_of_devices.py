"""Codes by which screens are set up, when devices were seen, the PIN of the self-check"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANTS, WORDS = ("seen_at", "check_blocked_until"), ("page", "version")


def upgrade() -> None:
    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("code", name=op.f("uq_pairings_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_pairings_digest")),
    )
    with op.batch_alter_table("devices") as devices:
        for name in INSTANTS:
            devices.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in WORDS:
            devices.add_column(sa.Column(name, sa.String(length=20), nullable=True))
        devices.add_column(sa.Column("check_failures", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("check_pin_hash", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.drop_column("check_pin_hash")
    with op.batch_alter_table("devices") as devices:
        for name in (*INSTANTS, *WORDS, "check_failures"):
            devices.drop_column(name)
    op.drop_table("pairings")
