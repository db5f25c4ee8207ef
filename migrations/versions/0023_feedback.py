"""How visits were: answers of the day, counts, and words apart"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("offices") as offices:
        offices.add_column(sa.Column("feedback", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "feedback_answers",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(300), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_feedback_answers_ticket_id_tickets"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_feedback_answers"),
    )
    op.create_table(
        "feedback_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("part", sa.String(10), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_feedback_counts_office_id_offices"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_counts"),
        sa.UniqueConstraint("office_id", "date", "part", "name", "score", name="uq_feedback_counts_office_id_date_part_name_score"),
    )
    op.create_table(
        "feedback_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name="fk_feedback_words_office_id_offices"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_words"),
    )


def downgrade() -> None:
    op.drop_table("feedback_words")
    op.drop_table("feedback_counts")
    op.drop_table("feedback_answers")
    with op.batch_alter_table("offices") as offices:
        offices.drop_column("feedback")
