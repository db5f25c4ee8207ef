"""Small numbers cannot be worked out: somebody who knows all that is told, and all sums, solves for what is not."""

import random
from fractions import Fraction
from itertools import product

import pytest

from lobby.domain.suppression import Sum, hidden, hidden_parts, two_way


def with_totals(cells):
    table = dict(cells)
    for (row, column), number in cells.items():
        for place in ((row, None), (None, column), (None, None)):
            table[place] = table.get(place, 0) + number
    return table


def worked_out(table, sums, untold):
    """What somebody works out who knows the sums and all other numbers: exact elimination, by fractions."""
    unknown = sorted(untold, key=str)
    rows = []
    for each in sums:
        members = [(part, 1) for part in each.parts] + [(each.whole, -1)]
        row = [Fraction(sum(sign for key, sign in members if key == name)) for name in unknown]
        rows.append([*row, Fraction(-sum(sign * table.get(key, 0) for key, sign in members if key not in untold))])
    pivot = 0
    for column in range(len(unknown)):
        found = next((n for n in range(pivot, len(rows)) if rows[n][column]), None)
        if found is None:
            continue
        rows[pivot], rows[found] = rows[found], rows[pivot]
        rows[pivot] = [value / rows[pivot][column] for value in rows[pivot]]
        for n, row in enumerate(rows):
            if n != pivot and row[column]:
                rows[n] = [a - row[column] * b for a, b in zip(row, rows[pivot], strict=True)]
        pivot += 1
    single = [row for row in rows if sum(1 for value in row[:-1] if value) == 1]
    return {unknown[next(n for n, value in enumerate(row[:-1]) if value)]: int(row[-1]) for row in single}


def left_over(table, each, untold):
    """The untold numbers of a sum whose total is told."""
    return None if each.whole in untold else sum(table[part] for part in each.parts if part in untold)


def test_whoever_solves_all_sums_learns_no_small_number_in_hundreds_of_tables():
    chance = random.Random(7)
    worked = 0
    for _ in range(300):
        rows, columns = chance.randint(1, 9), chance.randint(1, 8)
        numbers = chance.choice(([0, 1, 2, 9, 30], [0, 0, 0, 3, 50], [4, 5, 6], [0, 1, 100]))
        cells = {(f"s{row}", column): chance.choice(numbers) for row in range(rows) for column in range(columns)}
        table = with_totals(cells)
        sums = two_way(table)
        untold = hidden(table, sums)
        assert {key for key, number in table.items() if 0 < number < 5} <= untold
        known = worked_out(table, sums, untold)
        assert [(key, number) for key, number in known.items() if number] == []
        assert not any(0 < (left_over(table, each, untold) or 0) < 5 for each in sums)
        worked += bool(untold)
    assert worked > 150


def test_the_judge_finds_what_a_table_without_second_cells_gives_away():
    table = with_totals({("a", 1): 2, ("a", 2): 9, ("b", 1): 7, ("b", 2): 8})
    assert worked_out(table, two_way(table), {("a", 1)}) == {("a", 1): 2}


def test_a_total_hides_a_second_cell_the_smallest():
    table = {"de": 40, "ar": 12, "uk": 30, "ti": 2, "all": 84}
    assert hidden(table, [Sum("all", ("de", "ar", "uk", "ti"))]) == {"ti", "ar"}


def test_two_small_cells_of_too_few_together_hide_a_third():
    table = {"de": 40, "ar": 12, "ti": 2, "so": 1, "all": 55}
    assert hidden(table, [Sum("all", ("de", "ar", "ti", "so"))]) == {"ti", "so", "ar"}


def test_enough_small_cells_hide_nothing_more():
    table = {"de": 40, "ti": 4, "so": 3, "all": 47}
    assert hidden(table, [Sum("all", ("de", "ti", "so"))]) == {"ti", "so"}


def test_a_total_of_one_cell_goes_with_it():
    assert hidden({"de": 3, "all": 3}, [Sum("all", ("de",))]) == {"de", "all"}
    assert hidden({"de": 9, "all": 9}, [Sum("all", ("de",))]) == frozenset()


def test_nobody_is_told():
    assert hidden({"de": 30, "ti": 0, "all": 30}, [Sum("all", ("de", "ti"))]) == frozenset()


@pytest.mark.parametrize("size", [260])
def test_a_year_of_days_is_looked_through_at_once(size):
    chance = random.Random(1)
    table = with_totals({(f"s{row}", day): chance.choice((0, 3, 9, 40)) for row in range(11) for day in range(size)})
    untold = hidden(table, two_way(table))
    assert 0 < len(untold) < len(table)


def test_small_parts_are_hidden_and_none_is_the_rest_of_a_whole_that_is_told():
    for numbers in product((0, 1, 4, 5, 9), repeat=4):
        cells = dict(enumerate(numbers))
        out = hidden_parts(cells)
        assert all(name in out for name, number in cells.items() if 0 < number < 5)
        others = [number for name, number in cells.items() if number and name not in out]
        if out and others:
            assert len(out) >= 2
            assert sum(cells[name] for name in out) >= 5


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden_parts({"a": 5, "b": 0, "c": 12}) == frozenset()
