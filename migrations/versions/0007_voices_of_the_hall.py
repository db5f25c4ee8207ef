"""How displays sound, and what they say of themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("announcements", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("told", sa.JSON(), nullable=True))
        devices.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.drop_column("told_at")
        devices.drop_column("told")
    with op.batch_alter_table("offices") as offices:
        offices.drop_column("announcements")
