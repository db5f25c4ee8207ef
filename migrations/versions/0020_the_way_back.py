"""The last change of an office's set-up, to be taken back"""

import sqlalchemy as sa
from alembic import op

from lobby.store.types import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_changes",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_office_changes_office_id_offices"),
        sa.PrimaryKeyConstraint("office_id", name="pk_office_changes"),
    )


def downgrade() -> None:
    op.drop_table("office_changes")
