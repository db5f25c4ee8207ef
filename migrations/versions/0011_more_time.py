"""A visitor may ask for more time"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        tickets.add_column(sa.Column("postponed", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_column("postponed")
        tickets.drop_column("not_before")
