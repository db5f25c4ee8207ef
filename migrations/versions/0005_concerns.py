"""Groups of concerns, everyday words to find them by, how kiosks advise"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("groups", sa.JSON(), nullable=False, server_default="[]"))
        offices.add_column(sa.Column("kiosk", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("services") as services:
        services.add_column(sa.Column("group", sa.String(length=40), nullable=True))
        services.add_column(sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table, names in {"services": ("group", "words"), "offices": ("groups", "kiosk")}.items():
        with op.batch_alter_table(table) as changed:
            for name in names:
                changed.drop_column(name)
