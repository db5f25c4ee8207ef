"""What each display shows and how large; which way to go to a counter; the lead's notices; tips for living here"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBERS = {"part": 1, "parts": 1, "break_minutes": 0}
SIZES = {"viewing_metres": 6, "screen_inches": 55}
LISTS = ("services", "counters")


def upgrade() -> None:
    with op.batch_alter_table("displays") as displays:
        displays.add_column(sa.Column("layout", sa.String(length=10), nullable=False, server_default="hall"))
        displays.add_column(sa.Column("area", sa.String(length=40), nullable=True))
        for name in LISTS:
            displays.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        for name, number in NUMBERS.items():
            displays.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=str(number)))
        for name, size in SIZES.items():
            displays.add_column(sa.Column(name, sa.Float(), nullable=False, server_default=str(size)))
        displays.add_column(sa.Column("contrast", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("counters") as counters:
        counters.add_column(sa.Column("direction", sa.String(length=10), nullable=True))
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("tips", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_notices_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )


def downgrade() -> None:
    op.drop_table("notices")
    with op.batch_alter_table("offices") as offices:
        offices.drop_column("tips")
    with op.batch_alter_table("counters") as counters:
        counters.drop_column("direction")
    with op.batch_alter_table("displays") as displays:
        for name in ("layout", "area", *LISTS, *NUMBERS, *SIZES, "contrast"):
            displays.drop_column(name)
