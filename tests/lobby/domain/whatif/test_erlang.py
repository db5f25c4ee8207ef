"""The simulation against the closed formula, where there is one."""

from statistics import fmean

import erlang
import pytest


def test_the_formula_gives_what_tables_say():
    assert erlang.mean_wait(1, 1.25, 1) == pytest.approx(3.2)  # M/M/1: load ÷ (service rate - arrival rate)
    assert erlang.mean_wait(2, 1, 3) == pytest.approx(4 / 9)  # Erlang C of 3 counters and a load of 2 is 4 ÷ 9


@pytest.mark.parametrize(("counters", "load"), [(1, 0.7), (3, 0.8), (6, 0.85)])
def test_simulated_waits_agree_with_erlang_within_their_error(counters, load):
    rate = 0.1
    waits = erlang.simulated(load * counters * rate, rate, counters, visitors=8000, seed=1)
    expected, error = erlang.mean_wait(load * counters * rate, rate, counters), erlang.error(waits)
    assert error < 0.35 * expected
    assert abs(fmean(waits) - expected) < error
