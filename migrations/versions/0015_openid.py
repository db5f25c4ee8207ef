"""Accounts for which an OpenID provider vouches"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("issuer", sa.String(length=300), nullable=True))
        staff.add_column(sa.Column("subject", sa.String(length=255), nullable=True))
        staff.create_unique_constraint(op.f("uq_staff_issuer_subject"), ["issuer", "subject"])
    with op.batch_alter_table("keys") as keys:
        keys.add_column(sa.Column("provider_session", sa.String(length=255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("keys") as keys:
        keys.drop_column("provider_session")
    with op.batch_alter_table("staff") as staff:
        staff.drop_constraint(op.f("uq_staff_issuer_subject"), type_="unique")
        staff.drop_column("subject")
        staff.drop_column("issuer")
