"""Whether a display says how the last day's promises held"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("displays") as displays:
        displays.add_column(sa.Column("promises", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("displays") as displays:
        displays.drop_column("promises")
