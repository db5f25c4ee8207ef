"""Keeping what there is: copies while others work, bringing one back, and a copy before each upgrade."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.commands import audit, retention
from lobby.domain.day import replay
from lobby.settings import Settings
from lobby.store import archive, reading, schema
from lobby.store.archive import BadArchive, Contents
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow

FOLDER, ENDING = "backups", ".lobby"
NIGHT = 2  # o'clock, UTC: the days of German offices are over, and their texts forgotten


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: days and journal lines, how many days were too old to be kept, and where the audit's chains are broken."""

    offices: int
    days: int
    lines: int
    forgotten: int
    faults: list[str]


def backup(settings: Settings, file: Path) -> Contents:
    """Copy all there is into a file, while others work. Raises BadArchive."""
    found = archive.write(settings, file, settings.clock.now())
    if not schema.is_outdated(settings.database_url):  # an older one has no place for it
        with closing(Database(settings, settings.clock)) as db:
            audit.told(db, "database.backup", file=file.name)
    return found


def restore(settings: Settings, file: Path) -> Restored:
    """Bring a backup into an empty place, up to date, checked, and without what is too old by now. Raises BadArchive, TooNew."""
    found = archive.read_back(settings, file)
    schema.migrate(settings.database_url)
    with closing(Database(settings, settings.clock)) as db:
        with db.snapshot() as session:
            lines = sum(_checked(session, slug, days) for slug, days in found.days.items())
        faults = audit.verify(db).faults
        forgotten = retention.forget(db)
        audit.told(db, "database.restore", file=file.name, made_at=found.made_at)
    return Restored(len(found.days), sum(map(len, found.days.values())), lines, len(forgotten), faults)


def upgrade(settings: Settings) -> Path | None:
    """Bring the schema up to date; what was there before is copied first, into the file that is returned. Raises TooNew."""
    if not schema.is_outdated(settings.database_url):
        schema.migrate(settings.database_url)
        return None
    now = settings.clock.now()
    file = settings.data_dir / FOLDER / f"before-upgrade-{now:%Y-%m-%d-%H%M%S}{ENDING}"
    archive.write(settings, file, now)
    schema.migrate(settings.database_url)
    return file


def nightly(settings: Settings, db: Database) -> Path | None:
    """This night's copy, unless it is there already; without notes and tokens. Copies older than an office keeps its days go.

    None where there was nothing to do.
    """
    now, folder = db.clock.now(), settings.data_dir / FOLDER
    file = folder / f"{now:%Y-%m-%d}{ENDING}"
    if now.hour < NIGHT or file.exists():
        return None
    archive.write(settings, file, now, is_spare=True)
    _forget_copies(folder, now - timedelta(days=retention.longest(db)))
    return file


def _forget_copies(folder: Path, oldest: datetime) -> None:
    for file in folder.glob(f"*{ENDING}"):
        if file.stat().st_mtime < oldest.timestamp():
            file.unlink(missing_ok=True)


def _checked(session: Session, slug: str, days: dict[str, int]) -> int:
    """How many lines an office's days have, none missing, and its last day's tickets what they tell. Raises BadArchive."""
    office_id = reading.office_slugs(session)[slug]
    query = (
        select(DayRow.date, DayRow.revision, func.count(LineRow.id), func.max(LineRow.revision))
        .outerjoin(LineRow)
        .where(DayRow.office_id == office_id)
        .group_by(DayRow.id)
        .order_by(DayRow.date)
    )
    rows = session.execute(query).all()
    for on, revision, number, last in rows:
        if not revision == number == (last or 0) or revision < days.get(str(on), 0):
            raise BadArchive(f"{slug}, {on}: the journal has {number} lines of {max(revision, days.get(str(on), 0))}")
    if rows:
        on = rows[-1][0]
        if replay(on, reading.journal(session, office_id, on)) != reading.day(session, office_id, on):
            raise BadArchive(f"{slug}, {on}: the tickets are not what the journal tells")
    return sum(number for _, _, number, _ in rows)
