"""Office time runs as fast as asked for, or as the server's own clock."""

import threading
from datetime import UTC, datetime

import pytest

from lobby.clock import ScaledClock
from lobby.rehearsal.pace import Pace, of_server


def test_office_time_runs_so_many_times_as_fast() -> None:
    pace = Pace(9 * 3600, 3600)
    assert pace.wait(360)
    assert pace.now() == pytest.approx(9 * 3600 + 360, abs=120)
    assert pace.on_the_wall()[:3] == "09:"


def test_waiting_ends_with_the_rehearsal() -> None:
    pace = Pace(0, 1)
    pace.over.set()
    assert not pace.wait(3600)


def test_a_bent_server_clock_sets_the_pace() -> None:
    clock = ScaledClock(datetime(2026, 11, 24, 7, 30, tzinfo=UTC), 600)
    pace = of_server(clock.now, watch_s=0.2)
    assert pace is not None
    assert pace.speed == pytest.approx(600, rel=0.1)
    assert pace.now() == pytest.approx(7.5 * 3600 + 120, abs=60)


def test_a_clock_set_to_another_day_is_bent_too() -> None:
    clock = ScaledClock(datetime(2026, 1, 6, 7, 30, tzinfo=UTC), 1)
    pace = of_server(clock.now, watch_s=0.1)
    assert pace is not None
    assert pace.speed == pytest.approx(1, rel=0.2)


def test_real_time_leaves_the_pace_to_us() -> None:
    assert of_server(lambda: datetime.now(UTC), watch_s=0.1) is None


def test_a_board_tells_what_time_it_is_now() -> None:
    pace = Pace(0, 600)
    pace.correct(datetime(2026, 11, 24, 10, 30, 6))  # noqa: DTZ001 — the office's own time
    assert pace.on_the_wall() == "10:30"


def test_hurrying_ends_every_wait_soon_and_does_not_end_the_rehearsal() -> None:
    pace, went_on = Pace(0.0, 1.0), []
    waiting = threading.Thread(target=lambda: went_on.append(pace.wait(600)))
    waiting.start()
    pace.hurry()
    waiting.join(5)
    assert went_on == [True]
    assert pace.is_hurried and pace.wait(60)
