"""Counts of days whose tickets have been deleted, and after how many days that is"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBERS = (
    *("drawn", "called", "finished", "missed", "withdrawn", "expired", "waited_s", "walked_s", "served_s"),
    *("within_15", "within_30", "within_60", "promised", "kept", "sooner"),
)


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("retention_days", sa.Integer(), nullable=False, server_default="30"))
    op.create_table(
        "counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("late", sa.JSON(), nullable=False),
        sa.Column("got_worse", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_counts_office_id_offices"),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_counts_service_id_services"),
        sa.PrimaryKeyConstraint("id", name="pk_counts"),
        sa.UniqueConstraint("office_id", "date", "service_id", "hour", name="uq_counts_office_id_date_service_id_hour"),
    )
    op.create_table(
        "language_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_language_counts_office_id_offices"),
        sa.PrimaryKeyConstraint("id", name="pk_language_counts"),
        sa.UniqueConstraint("office_id", "date", "language", name="uq_language_counts_office_id_date_language"),
    )


def downgrade() -> None:
    op.drop_table("language_counts")
    op.drop_table("counts")
    with op.batch_alter_table("offices") as offices:
        offices.drop_column("retention_days")
