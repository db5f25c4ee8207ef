"""Opening hours as a visitor reads them: weekdays, dates and times in her language."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lobby.domain.calendar import WEEKDAYS, Hours
from lobby.domain.office import Office
from lobby.i18n import pick
from lobby.i18n.dates import day_name, weekdays

CLOSURES_AHEAD = timedelta(days=35)
MOST_CLOSURES = 4


def table(office: Office, language: str) -> list[dict[str, Any]]:
    """Monday to Friday, and those days of the weekend that have hours: `{name, spans: [("09:00", "12:00"), …]}`."""
    return [row for row in _week(office.hours, language) if row["spans"] or row["number"] < WEEKDAYS.index("sat")]


def of_services(office: Office, language: str) -> list[dict[str, Any]]:
    """The services with hours of their own: `{name, rows}`, with a row for each weekday on which they are open."""
    own = ((service.name, service.hours) for service in office.services.values() if service.hours is not None)
    return [{"name": pick(name, language), "rows": [row for row in _week(hours, language) if row["spans"]]} for name, hours in own]


def _week(hours: Hours, language: str) -> list[dict[str, Any]]:
    names = weekdays(language)
    told = {weekday: [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in spans] for weekday, spans in hours.items()}
    return [{"name": names[n], "number": n, "spans": told.get(weekday, [])} for n, weekday in enumerate(WEEKDAYS)]


def closures(office: Office, today: date, language: str) -> list[str]:
    """The next dates on which the office is closed though it usually opens on that weekday."""
    near = (day for day in sorted(office.closures) if today <= day <= today + CLOSURES_AHEAD)
    return [day_name(day, language) for day in near if office.hours.get(WEEKDAYS[day.weekday()])][:MOST_CLOSURES]


def local_time(office: Office, instant: str) -> datetime:
    """An ISO instant on the clock of the office."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(office.time_zone))
