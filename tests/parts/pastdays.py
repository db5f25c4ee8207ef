"""Days that are over, put into the tables as they would stand there: only what reports read of them."""

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lobby.domain.lifecycle import SlipState, State
from lobby.domain.office import Office
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

_numbers = itertools.count(1)
Visit = tuple[str, int, int]  # service, hour of drawing, minutes waited; promised are 10 to 20


def put(db: Database, office: Office, on: date, visits: Iterable[Visit]) -> None:
    """A day on which these were called."""
    with db.write() as session:
        day = session.scalar(select(DayRow).where(DayRow.office_id == office.id, DayRow.date == on))
        if day is None:
            evening = datetime.combine(on, time(20), UTC)
            day = DayRow(office_id=office.id, date=on, ended_at=evening if evening < db.clock.now() else None)
            session.add(day)
            session.flush()
        session.add_all(_ticket(office, day, *visit) for visit in visits)


def visits(kept: int, broken: int, service: str = "residence", hour: int = 9, late: int = 12) -> list[Visit]:
    """So many who were called in time, and so many who were called `late` minutes too late."""
    return [(service, hour, 15)] * kept + [(service, hour, 20 + late)] * broken


def _ticket(office: Office, day: DayRow, slug: str, hour: int, waited: int) -> TicketRow:
    service, number = office.service(slug), next(_numbers)
    assert service is not None
    drawn = datetime.combine(day.date, time(hour, 5), ZoneInfo(office.time_zone))
    return TicketRow(
        office_id=office.id,
        day_id=day.id,
        token_digest=f"{number:064}",
        key=f"past-{number}",
        key_body="",
        number=f"{service.letter}{number % 1000:03}",
        service_id=service.id,
        language="de",
        needs=[],
        party_size=1,
        state=State.FINISHED,
        drawn_at=drawn,
        since=drawn,
        waited_s=waited * 60,
        called_at=drawn + timedelta(minutes=waited),
        promise=[10, 20, 900],
        worse_by=5 if waited > 25 else 0,
        slip=SlipState.PRINTED,
    )
