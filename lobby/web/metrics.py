"""What a Prometheus server asks for: how requests are answered, who is connected, how each office's day stands."""

from collections import Counter as Tally
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, current_app
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from lobby.domain import quantiles
from lobby.domain.day import DayState
from lobby.domain.lifecycle import OVER, State
from lobby.domain.turn import minutes_waited
from lobby.web.runtime import Runtime

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)

pages = Blueprint("metrics", __name__)


@pages.get("/metrics")
def metrics() -> Response:
    """For somebody at this very machine without a proxy in between, or an admin's token."""
    return Response(current_app.extensions["metrics"].text(), content_type=CONTENT_TYPE_LATEST)


class Metrics:
    """The figures of this process; each process tells its own."""

    def __init__(self, runtime: Runtime) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("lobby_requests", "Answered requests", ("route", "method", "status"), registry=self._registry)
        self._seconds = Histogram(
            "lobby_request_seconds", "How long answering took", ("route",), buckets=SECONDS, registry=self._registry
        )
        ProcessCollector(registry=self._registry)
        self.days = Days(runtime)
        self._registry.register(self.days)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request. `route` is the pattern of its address, so that there are only so many."""
        self._requests.labels(route, method if method in METHODS else "other", status).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Days(Collector):
    """How each office's day stands at the moment of asking. `watched`, `built`: tell how many, by kind of topic."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.watched: Any = dict
        self.built: Any = dict

    def describe(self) -> Iterable[Metric]:
        """Nothing is known before the first asking."""
        return ()

    def collect(self) -> Iterable[Metric]:
        tickets = GaugeMetricFamily("lobby_tickets", "Tickets of today that are not over", labels=("office", "state"))
        oldest = GaugeMetricFamily("lobby_longest_wait_minutes", "How long the first in line has waited", labels=("office",))
        seats = GaugeMetricFamily("lobby_counters_at_work", "Counters that somebody is signed on at", labels=("office",))
        lines = GaugeMetricFamily("lobby_journal_lines", "Lines of today's journal", labels=("office",))
        visits = GaugeMetricFamily(
            "lobby_visits_today", "Visits of today, by what became of them so far", labels=("office", "what")
        )
        waits = GaugeMetricFamily("lobby_wait_minutes_today", "Waits of those called today", labels=("office", "quantile"))
        printers = GaugeMetricFamily("lobby_printers_down", "Printers that do not print", labels=("office",))
        for slug, office_id in self._runtime.offices().items():
            _, day = self._runtime.day(office_id)
            states = Tally(ticket.state for ticket in day.tickets.values())
            for state in State:
                if state not in OVER:
                    tickets.add_metric((slug, state.value), states[state])
            now = self._runtime.clock.now()
            waited = (minutes_waited(ticket, now) for ticket in day.having(State.WAITING))
            oldest.add_metric((slug,), max(waited, default=0))
            seats.add_metric((slug,), len(day.seats))
            lines.add_metric((slug,), day.revision)
            for what, number in _visits(day).items():
                visits.add_metric((slug, what), number)
            for share in (0.5, 0.9) if (bins := _waits(day)) else ():
                waits.add_metric((slug, str(share)), (quantiles.quantile(bins, share) or 0) / 60)
            printers.add_metric((slug,), sum(printer.is_down for printer in self._runtime.printers(office_id)))
        watchers = GaugeMetricFamily("lobby_watchers", "Sockets that watch a kind of topic", labels=("kind",))
        for kind, number in self.watched().items():
            watchers.add_metric((kind,), number)
        built = CounterMetricFamily("lobby_boards_built", "Boards built to be pushed", labels=("kind",))
        for kind, number in self.built().items():
            built.add_metric((kind,), number)
        return (tickets, oldest, visits, waits, seats, lines, printers, watchers, built)


def _visits(day: DayState) -> dict[str, int]:
    """`settled`: at the front desk, without a number. `overtaken`: how many somebody went before."""
    tickets = day.tickets.values()
    over = Tally(ticket.state.value for ticket in tickets if ticket.state in OVER)
    return {
        "drawn": len(tickets),
        "called": sum(ticket.called_at is not None for ticket in tickets),
        **{state.value: over[state.value] for state in State if state in OVER},
        "overtaken": len({passed for ticket in tickets for passed in ticket.overtook}),
        "settled": sum(day.settled.values()),
    }


def _waits(day: DayState) -> Tally[int]:
    return Tally(quantiles.key(ticket.waited_s) for ticket in day.tickets.values() if ticket.called_at is not None)
