"""Counts of each day that is over: bins of durations, channels, languages, outcomes, moves and counters' hours"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NUMBERS = (
    *("drawn", "called", "finished", "missed", "withdrawn", "expired", "abandoned", "waited_s", "walked_s", "served_s"),
    *("within_15", "within_30", "within_60", "promised", "kept", "sooner", "got_worse"),
    *("overtakings", "overtaken", "transfers", "at_service_point"),
)
NEW = ("abandoned", "overtakings", "overtaken", "transfers", "at_service_point", "settled")
BINS = ("waits", "walks", "serves")


def upgrade() -> None:
    with op.batch_alter_table("days") as days:
        days.add_column(sa.Column("is_counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("counts") as counts:
        for name in NEW:
            counts.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in BINS:
            counts.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _of_office(
        "group_counts",
        ("kind", "date", "name"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        *(sa.Column(name, sa.Text(), nullable=False) for name in BINS),
    )
    _of_office(
        "flow_counts",
        ("date", "service_id", "to_service_id"),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("to_service_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name="fk_flow_counts_service_id_services"),
        sa.ForeignKeyConstraint(["to_service_id"], ["services.id"], name="fk_flow_counts_to_service_id_services"),
    )
    _of_office(
        "open_hours",
        ("date", "area", "hour"),
        sa.Column("area", sa.String(40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("hour", "places", "open_s", "busy_s")),
    )
    _keep_languages()
    op.drop_table("language_counts")


def _of_office(name: str, unique: tuple[str, ...], *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=f"fk_{name}_office_id_offices"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("office_id", *unique, name=f"uq_{name}_{'_'.join(('office_id', *unique))}"),
    )


def _keep_languages() -> None:
    """Of languages it was known how many numbers were drawn on each day: it stays known of the days of a week within a month."""
    table = sa.table("language_counts", *map(sa.column, ("office_id", "date", "language", "drawn")))
    found: dict[tuple[int, date, str], int] = {}
    for office_id, on, language, drawn in op.get_bind().execute(sa.select(table)):
        day = on if isinstance(on, date) else date.fromisoformat(on)
        first = max(day - timedelta(days=day.weekday()), day.replace(day=1))
        found[office_id, first, language] = found.get((office_id, first, language), 0) + drawn
    groups = sa.table(
        "group_counts",
        *(sa.column(name) for name in ("office_id", "kind", "name", *NUMBERS, *BINS)),
        sa.column("date", sa.Date()),
    )
    rows = [
        dict.fromkeys(NUMBERS, 0)
        | dict.fromkeys(BINS, "")
        | {"office_id": office_id, "kind": "language", "date": first, "name": language, "drawn": drawn}
        for (office_id, first, language), drawn in found.items()
    ]
    if rows:
        op.bulk_insert(groups, rows)


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO language_counts (office_id, date, language, drawn)"
        " SELECT office_id, date, name, drawn FROM group_counts WHERE kind = 'language'"
    )
    for name in ("open_hours", "flow_counts", "group_counts"):
        op.drop_table(name)
    with op.batch_alter_table("counts") as counts:
        for name in (*NEW, *BINS):
            counts.drop_column(name)
    with op.batch_alter_table("days") as days:
        days.drop_column("is_counted")
