"""From where devices come, and which are not used any more"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("address", sa.String(length=45), nullable=True))
        devices.add_column(sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.drop_column("is_retired")
        devices.drop_column("address")
