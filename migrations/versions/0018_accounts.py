"""Accounts: pauses after wrong passwords, a second step at log-in, sessions and tokens that say what they are"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_login_attempts")),
    )
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("totp_secret", sa.String(length=64), nullable=True))
        staff.add_column(sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
        staff.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        staff.add_column(sa.Column("recovery", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("keys") as keys:
        keys.add_column(sa.Column("name", sa.String(length=80), nullable=True))
        keys.add_column(sa.Column("scopes", sa.JSON(), nullable=True))
        keys.add_column(sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
        keys.add_column(sa.Column("idle_until", sa.DateTime(timezone=True), nullable=True))
        keys.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
        keys.add_column(sa.Column("browser", sa.String(length=40), nullable=True))
        keys.add_column(sa.Column("net", sa.String(length=50), nullable=True))
        keys.create_index("ix_keys_staff_id", ["staff_id"])


def downgrade() -> None:
    with op.batch_alter_table("keys") as keys:
        keys.drop_index("ix_keys_staff_id")
        for name in ("name", "scopes", "used_at", "idle_until", "proven_at", "browser", "net"):
            keys.drop_column(name)
    with op.batch_alter_table("staff") as staff:
        for name in ("totp_secret", "totp_since", "totp_step", "recovery"):
            staff.drop_column(name)
    op.drop_table("login_attempts")
