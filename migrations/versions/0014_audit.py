"""Who changed what: acts in a chain of hashes a day, and each day's journal in one

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("address", sa.String(45)),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("office_id", sa.Integer(), sa.ForeignKey("offices.id", name="fk_audit_office_id_offices")),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("date", "number", name="uq_audit_date_number"),
    )
    op.create_table(
        "audit_days",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.UniqueConstraint("date", name="uq_audit_days_date"),
    )
    op.add_column("journal", sa.Column("address", sa.String(45)))
    op.add_column("journal", sa.Column("digest", sa.String(64)))
    op.add_column("days", sa.Column("digest", sa.String(64), nullable=False, server_default=""))
    op.add_column("days", sa.Column("audited_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in ("audited_at", "digest"):
        op.drop_column("days", name)
    for name in ("digest", "address"):
        op.drop_column("journal", name)
    op.drop_table("audit_days")
    op.drop_table("audit")
