"""What if: how long a hundred simulated days take, and our queue beside ciw's and the closed formula on the same M/M/c model."""

import sys
from collections.abc import Callable
from datetime import date, time
from statistics import fmean
from time import process_time
from typing import TypeVar

from figures import Figure
from started import HOUSE

sys.path.append(str(HOUSE / "tests/parts"))
import erlang
import journalled
from plainoffice import demo_office

from lobby.domain import calendar
from lobby.domain.whatif import comparing, journal, roster
from lobby.domain.whatif.comparing import Plan, Steps
from lobby.domain.whatif.days import pools
from lobby.domain.whatif.scenario import UNCHANGED, Scenario, Shift

DAYS, TICKETS, LIMIT_S = 100, 300, 10.0
RATE, COUNTERS, LOAD, VISITORS, SEED = 0.1, 3, 0.8, 20_000, 1  # services a minute
TUESDAY = date(2026, 11, 24)
Found = TypeVar("Found")


def figures() -> list[Figure]:
    return [*hundred_days(), *against_ciw()]


def hundred_days() -> list[Figure]:
    office = journalled.house(demo_office())
    past = [journalled.past_day(office, on, seed, TICKETS) for seed, on in enumerate(journalled.last_opened(office, TUESDAY, 8), 1)]
    material = [journal.material(office, day.date, calendar.openings(office, day.date), day.lines) for day in past]
    known, plan = pools(office, material), Plan(DAYS)
    plain, _ = timed(lambda: comparing.simulate(office, material, known, UNCHANGED, plan, Steps(DAYS)))
    changed = Scenario(shifts=(Shift(office.counter("sp-2").id, (time(9), time(11)), is_open=False),))
    both, found = timed(lambda: comparing.compare(office, material, changed, plan))
    search, _ = timed(lambda: roster.search(office, material, UNCHANGED, 220, plan))
    assert found.check is not None
    (median, p90), (own_median, own_p90) = found.check.measured, found.check.simulated
    return [
        Figure(f"what if: {DAYS} simulated days of {TICKETS} tickets, one core", plain, "s", {"limit": LIMIT_S}),
        Figure("  both sides and the check of a comparison", both, "s", {"twice the limit": 2 * LIMIT_S}),
        Figure("  the search for a roster", search, "s", {}),
        Figure("  median wait of the unchanged days", own_median, "min", {"measured": median}),
        Figure("  P90", own_p90, "min", {"measured": p90}),
    ]


def against_ciw() -> list[Figure]:
    arrivals = LOAD * COUNTERS * RATE
    seconds, waits = timed(lambda: erlang.simulated(arrivals, RATE, COUNTERS, VISITORS, SEED))
    rival_s, rival = timed(lambda: of_ciw(arrivals))
    formula = erlang.mean_wait(arrivals, RATE, COUNTERS)
    return [
        Figure(f"M/M/{COUNTERS} at load {LOAD}, {VISITORS} visitors", seconds, "s", {"ciw": rival_s}),
        Figure(
            f"  mean wait (its error {erlang.error(waits):.1f}, ciw's {erlang.error(rival):.1f})",
            *(fmean(waits), "min", {"ciw": fmean(rival), "Erlang C": formula}),
        ),
    ]


def of_ciw(arrivals: float) -> list[float]:
    """The same model played by ciw: the waits after the warm-up."""
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(arrivals)],
        service_distributions=[ciw.dists.Exponential(RATE)],
        number_of_servers=[COUNTERS],
    )
    ciw.seed(SEED)
    played = ciw.Simulation(network)
    played.simulate_until_max_customers(VISITORS, method="Finish")
    records = sorted(played.get_all_records(), key=lambda record: record.arrival_date)
    return [record.waiting_time for record in records[int(erlang.WARM_UP * VISITORS) :]]


def timed(step: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds of computing, and what came of it."""
    begin = process_time()
    found = step()
    return process_time() - begin, found
