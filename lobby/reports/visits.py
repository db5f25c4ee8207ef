"""What the days were like, by service: visits, waits, service times, no-shows, overtakings, and load. Counts only."""

from collections import Counter as Tally
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lobby.domain.daycounts import WITHIN
from lobby.domain.suppression import SMALLEST
from lobby.reports.asked import Ask, Place, by_service, mean, quantiles_of, share, table, within
from lobby.store import counts
from lobby.store.counts import Cell

NONE3 = (None, None, None)
WALK = 3  # minutes from the call until somebody sits there


@dataclass(frozen=True, slots=True)
class Visits:
    """How many came, and where it ended. `service`, `hour` (of drawing), `period`: None is all.

    `settled`: concerns settled at the front desk without a number; `at_service_point`: finished at a counter of that kind.
    `settled_share`: both, as a share of all that was finished or settled.
    """

    service: str | None
    hour: int | None
    period: str | None
    drawn: int | None
    finished: int | None
    at_service_point: int | None
    settled: int | None
    settled_share: float | None


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited before they were called, in all. `service`, `hour` (of drawing), `period`: None is all.

    `within_15` and so on: as a share of those called; `within_target`: within as many minutes as were asked for.
    """

    service: str | None
    hour: int | None
    called: int | None
    mean_minutes: float | None
    within_15: float | None
    within_30: float | None
    within_60: float | None
    period: str | None
    median_minutes: float | None
    p80_minutes: float | None
    p90_minutes: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """How long a visit took a counter: from the call until somebody sat there, and then until it was finished. First the means.

    `walking_within_3`: the share that was there within three minutes; `within_target`: that was served within the target.
    """

    service: str | None
    finished: int | None
    walking_minutes: float | None
    service_minutes: float | None
    period: str | None
    walking_median: float | None
    walking_p80: float | None
    walking_p90: float | None
    walking_within_3: float | None
    service_median: float | None
    service_p80: float | None
    service_p90: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class NoShows:
    """Who did not come. `missed`: called at least once in vain, also when they came later; `share`: of those called.

    `withdrawn`: given back. `expired`: still there when the day ended. `abandoned`: either, before any call.
    """

    service: str | None
    hour: int | None
    called: int | None
    missed: int | None
    share: float | None
    withdrawn: int | None
    expired: int | None
    period: str | None
    drawn: int | None
    abandoned: int | None
    abandoned_share: float | None


@dataclass(frozen=True, slots=True)
class Overtakings:
    """Who went before others. `overtakings`: how often one of these went before somebody with an earlier place.

    `overtaken`: how many of these somebody went before; `overtaken_share`: of those drawn.
    """

    service: str | None
    hour: int | None
    period: str | None
    drawn: int | None
    overtakings: int | None
    overtaken: int | None
    overtaken_share: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """How many came in an hour of a weekday (0 is Monday), over so many such days, and how long they waited."""

    weekday: int
    hour: int
    days: int
    drawn: int | None
    a_day: float | None
    median_minutes: float | None
    p90_minutes: float | None


def visits(session: Session, ask: Ask) -> list[Visits]:
    names = ("drawn", "finished", "at_service_point", "settled")
    found = by_service(session, ask, ask.asked(*names))
    told = [found.told("drawn"), found.told("finished"), found.told("at_service_point", "finished"), found.told("settled")]

    def row(place: Place, _: Cell) -> Visits:
        service, hour, period = found.columns(place)
        drawn, finished, there, settled = (each[place] for each in told)
        known = None not in (finished, there, settled)
        ended = share((there or 0) + (settled or 0), (finished or 0) + (settled or 0)) if known else None
        return Visits(service, hour, period, drawn, finished, there, settled, ended)

    return found.rows(row)


def waits(session: Session, ask: Ask) -> list[Waits]:
    names = ("called", "waited_s", *(f"within_{most}" for most in WITHIN))
    found = by_service(session, ask, ask.asked(*names, times=("waits",)))
    told = found.told("called")

    def row(place: Place, cell: Cell) -> Waits:
        (service, hour, period), called = found.columns(place), told[place]
        if not called:
            return Waits(service, hour, None, None, None, None, None, period, *NONE3, None)
        within_15, within_30, within_60 = (share(cell.numbers[f"within_{most}"], called) for most in WITHIN)
        head = service, hour, called, mean(cell, "waited_s", "called"), within_15, within_30, within_60
        return Waits(*head, period, *quantiles_of(cell, "waits"), within(cell, "waits", ask.target))

    return found.rows(row)


def service_times(session: Session, ask: Ask) -> list[ServiceTimes]:
    found = by_service(session, ask, ask.asked("finished", "walked_s", "served_s", times=("walks", "serves")))
    told = found.told("finished")

    def row(place: Place, cell: Cell) -> ServiceTimes:
        (service, _, period), finished = found.columns(place), told[place]
        if not finished:
            return ServiceTimes(service, None, None, None, period, *NONE3, None, *NONE3, None)
        means = mean(cell, "walked_s", "finished"), mean(cell, "served_s", "finished")
        walks = *quantiles_of(cell, "walks"), within(cell, "walks", WALK)
        return ServiceTimes(
            service, finished, *means, period, *walks, *quantiles_of(cell, "serves"), within(cell, "serves", ask.target)
        )

    rows = found.rows(row)
    is_asked = [place[1] is None or ask.per is not None for place in found.places]  # hours are too fine for it
    return [each for each, asked in zip(rows, is_asked, strict=True) if asked]


def no_shows(session: Session, ask: Ask) -> list[NoShows]:
    found = by_service(session, ask, ask.asked("drawn", "called", "missed", "withdrawn", "expired", "abandoned"))
    names = {"called": (), "missed": ("called",), "withdrawn": (), "expired": (), "drawn": (), "abandoned": ("drawn",)}
    told = [found.told(name, *also) for name, also in names.items()]

    def row(place: Place, _: Cell) -> NoShows:
        service, hour, period = found.columns(place)
        called, missed, withdrawn, expired, drawn, abandoned = (each[place] for each in told)
        head = (service, hour, called or None, missed if called else None, share(missed, called))
        return NoShows(*head, withdrawn, expired, period, drawn, abandoned, share(abandoned, drawn))

    return found.rows(row)


def overtakings(session: Session, ask: Ask) -> list[Overtakings]:
    found = by_service(session, ask, ask.asked("drawn", "overtakings", "overtaken"))
    drawn, times, passed = found.told("drawn"), found.told("overtakings", "drawn"), found.told("overtaken", "drawn")

    def row(place: Place, _: Cell) -> Overtakings:
        service, hour, period = found.columns(place)
        part = share(passed[place], drawn[place])
        return Overtakings(service, hour, period, drawn[place], times[place], passed[place], part)

    return found.rows(row)


def load(session: Session, ask: Ask) -> list[Load]:
    counted = counts.cells(session, ask.asked("drawn", times=("waits",)), ("date", "hour"))
    cells = {place: cell for place, cell in counted.items() if cell.numbers["drawn"]}  # and not concerns without a number alone
    days = Tally(on.weekday() for on in {on for on, _ in cells})
    found = table((((on.weekday(), hour), cell) for (on, hour), cell in cells.items()), None)
    told = found.told("drawn")  # its totals are told elsewhere, so they count here

    def row(place: Place, cell: Cell) -> Load:
        (weekday, hour), drawn = place, told[place]
        if not drawn:
            return Load(weekday, hour, days[weekday], drawn, None, None, None)
        median, _, p90 = quantiles_of(cell, "waits") if cell.bins["waits"].total() >= SMALLEST else NONE3
        return Load(weekday, hour, days[weekday], drawn, round(drawn / days[weekday], 1), median, p90)

    return [row(place, found.cells[place]) for place in found.places if None not in place]
