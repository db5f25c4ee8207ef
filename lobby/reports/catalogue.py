"""The reports by name: what makes them, what their rows are, how they may be asked for."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.reports import feedback, groups, promises, visits
from lobby.reports.asked import Ask


@dataclass(frozen=True, slots=True)
class Report:
    """`has_periods`: it can be asked by day, week or month. `is_fixed`: only of whole weeks, months and years that are over."""

    make: Callable[[Session, Ask], list[Any]]
    row: type
    has_periods: bool = True
    is_fixed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.row))


def _feedback(session: Session, ask: Ask) -> list[Any]:
    """Of weeks and months that are over now."""
    today = calendar.local_date(ask.office, ask.now) if ask.now else None
    return feedback.feedback(session, ask.office, ask.first, ask.last, today)


REPORTS: dict[str, Report] = {
    "visits": Report(visits.visits, visits.Visits),
    "waits": Report(visits.waits, visits.Waits),
    "promises": Report(promises.promises, promises.Promises),
    "service-times": Report(visits.service_times, visits.ServiceTimes),
    "no-shows": Report(visits.no_shows, visits.NoShows),
    "overtakings": Report(visits.overtakings, visits.Overtakings),
    "transfers": Report(groups.transfers, groups.Transfers),
    "load": Report(visits.load, visits.Load, has_periods=False),
    "counter-hours": Report(groups.counter_hours, groups.CounterHours),
    "channels": Report(groups.channels, groups.Channels),
    "languages": Report(groups.languages, groups.Languages, has_periods=False, is_fixed=True),
    "outcomes": Report(groups.outcomes, groups.Outcomes, has_periods=False, is_fixed=True),
    "feedback": Report(_feedback, feedback.Row, has_periods=False),
}
