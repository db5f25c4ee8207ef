"""Looks after all offices for what the lead wants to be told of. One process does, for all."""

from collections import defaultdict
from datetime import date, timedelta

from lobby.commands import alerts as commands
from lobby.domain import alerts, calendar
from lobby.domain.alerts import Memory
from lobby.domain.day import DayState
from lobby.domain.office import Office
from lobby.store import printers, reading
from lobby.web.runtime import Runtime


class Lookout:
    """Call `look` every few seconds. All offices are asked for at once; a day is read again only where it has moved on."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._memory: defaultdict[int, Memory] = defaultdict(Memory)

    def look(self) -> None:
        """Raise what has been so for long enough, and end what is over."""
        runtime, now = self._runtime, self._runtime.clock.now()
        with runtime.db.snapshot() as session:
            offices = reading.offices(runtime.db, session)
            revisions = reading.revisions(session, now.date() - timedelta(days=1))
            down = printers.down(session, now, runtime.clock.speed)
        moved_to = {(office_id, on): revision for office_id, on, revision in revisions}
        for office in offices:
            today = calendar.local_date(office, now)
            if (office.id, today) in moved_to:
                self._look_at(office, self._day(office, today, moved_to[office.id, today]), down.get(office.id, []))

    def _look_at(self, office: Office, day: DayState, down: list[str]) -> None:
        now, memory = self._runtime.clock.now(), self._memory[office.id]
        raised, over = alerts.step(alerts.signs(office, day, down, now), day.alerts, office.rules, memory, now)
        if raised or over:
            self._runtime.do(commands.note, office.id, day.date, raised, over)

    def _day(self, office: Office, today: date, revision: int) -> DayState:
        known = self._runtime.db.days.get(office.id)
        return known if known and (known.date, known.revision) >= (today, revision) else self._runtime.day(office.id)[1]
