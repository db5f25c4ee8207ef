"""What an office has to expect: its past days and its appointments put before the forecast, and the forecast on trial."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.appointments import AppointmentState
from lobby.domain.forecast import Ahead, Forecast, Past
from lobby.domain.forecast_trial import Trial, tried
from lobby.domain.office import Office
from lobby.store import arrivals
from lobby.store.arrivals import Arrived
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.days import DayRow

DAYS_AHEAD = 14
LOOKED_BACK = timedelta(days=400)
USUALLY_KEPT = 0.85
"""Of ten appointments so many are kept where the office has not shown otherwise: no-shows of citizens' offices are 10 to 20 %."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the days before one tell. `known`: how many they are; `kept`: which share of the appointments is expected to come."""

    forecast: Forecast
    known: int
    kept: float
    trial: Trial


@dataclass(frozen=True, slots=True)
class Outlook:
    """Today and the two weeks after. `days`: empty where too little is known. `appointments`: how many are booked on each date."""

    days: list[Ahead]
    appointments: Mapping[date, int]
    learned: Learned


def learned(session: Session, office: Office, today: date) -> Learned:
    """Of the days before today: the same all day. Takes some tenths of a second."""
    came = arrivals.between(session, office, today - LOOKED_BACK, today - timedelta(days=1))
    history = _walk_ins(came)

    @cache
    def is_open(on: date) -> list[int]:
        return arrivals.open_quarters(office, on)

    known = sum(1 for past in history.values() if past.total)
    return Learned(Forecast(history, is_open), known, _kept(session, office, came), tried(history, is_open))


def outlook(session: Session, office: Office, today: date, known: Learned) -> Outlook:
    """With what is booked by now."""
    booked, kept = _booked(session, office, today), known.kept
    dates = [today + timedelta(days=each) for each in range(DAYS_AHEAD + 1)] if known.forecast.is_able else []
    days = [known.forecast.ahead(on, {at: (kept * n, kept * (1 - kept) * n) for at, n in booked[on].items()}) for on in dates]
    return Outlook(days, {on: sum(quarters.values()) for on, quarters in booked.items()}, known)


def _walk_ins(came: Mapping[date, Arrived]) -> dict[date, Past]:
    """Those without an appointment; of days that do not tell, as many of them as on those that do."""
    told = [(each.total, sum(each.walk_ins)) for each in came.values() if each.walk_ins is not None]
    share = sum(walk_ins for _, walk_ins in told) / max(1.0, sum(total for total, _ in told)) if any(told) else 1.0
    return {
        on: Past([share * quarter for quarter in each.quarters], is_exact=False) if each.walk_ins is None else Past(each.walk_ins)
        for on, each in came.items()
    }


def _kept(session: Session, office: Office, came: Mapping[date, Arrived]) -> float:
    """Which share of the appointments people come to, of the days that tell; USUALLY_KEPT stands in for twenty more."""
    days = select(DayRow.date, DayRow.appointments).where(DayRow.office_id == office.id, DayRow.appointments > 0)
    told = [(came[on], booked) for on, booked in session.execute(days) if on in came]
    arrived = sum(each.total - sum(each.walk_ins) for each, _ in told if each.walk_ins is not None)
    return (arrived + 20 * USUALLY_KEPT) / (max(sum(booked for _, booked in told), arrived) + 20)


def _booked(session: Session, office: Office, today: date) -> defaultdict[date, dict[int, int]]:
    """How many appointments there are in each quarter of the dates to come, cancelled ones left out."""
    begin, _ = calendar.span_of(office, today)
    _, end = calendar.span_of(office, today + timedelta(days=DAYS_AHEAD))
    query = (
        select(AppointmentRow.at, func.count())
        .where(AppointmentRow.office_id == office.id, AppointmentRow.at >= begin, AppointmentRow.at < end)
        .where(AppointmentRow.state != AppointmentState.CANCELLED)
        .group_by(AppointmentRow.at)
    )
    found: defaultdict[date, dict[int, int]] = defaultdict(dict)
    for at, number in session.execute(query):
        local = calendar.local(office, at)
        quarter = arrivals.quarter_of(local)
        found[local.date()][quarter] = found[local.date()].get(quarter, 0) + number
    return found
