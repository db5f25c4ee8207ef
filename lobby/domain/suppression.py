"""Which cells of a table stay untold, so that nobody learns a number of fewer than five, by subtraction neither."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

SMALLEST = 5
ALL, ALONE = "all of it", "in one sum only"  # stand for a whole, and for the second sum of a cell that is in one
Key = TypeVar("Key", bound=Hashable)
Table = Mapping[Any, int]


@dataclass(frozen=True)
class Sum:
    """A total of a table, and the cells that add up to it. Keys that the table lacks are nobody's."""

    whole: Hashable
    parts: tuple[Hashable, ...]


def hidden(table: Mapping[Key, int], sums: Iterable[Sum], smallest: int = SMALLEST, also: Iterable[Key] = ()) -> frozenset[Key]:
    """The cells that must not be told: small ones, `also`, and further ones so that no total gives them away.

    What is left of a total when all told cells are taken off is of nobody, or of so many at least and of two cells at least; and no
    cell follows from several totals together. Cells of nobody are told: that somebody did not come is no figure of anybody.
    Each cell stands in two sums at most, as in a table of rows and columns with its totals.
    """
    untold: set[Any] = {key for key, number in table.items() if is_small(number, smallest)} | set(also)
    rows = [Sum(each.whole, tuple(part for part in each.parts if part in table)) for each in sums]
    while _hide_more(table, rows, untold, smallest):
        pass
    return frozenset(untold & table.keys())


def hidden_parts(parts: Mapping[Key, int]) -> frozenset[Key]:
    """The parts of a whole that must not be told, where the whole itself is told elsewhere."""
    table: dict[Any, int] = {ALL: sum(parts.values()), **parts}
    return hidden(table, [Sum(ALL, tuple(parts))]) - {ALL}


def is_small(number: int, smallest: int = SMALLEST) -> bool:
    """Whether it is of so few that one could be known; nobody is told, too."""
    return 0 < number < smallest


def two_way(table: Iterable[tuple[Any, Any]]) -> list[Sum]:
    """The sums of a table of (row, column), where None stands for all."""
    rows, columns = defaultdict(list), defaultdict(list)
    for row, column in table:
        if column is not None:
            rows[row].append((row, column))
        if row is not None:
            columns[column].append((row, column))
    by_row = [Sum((row, None), tuple(parts)) for row, parts in rows.items()]
    return by_row + [Sum((None, column), tuple(parts)) for column, parts in columns.items()]


def _hide_more(table: Table, sums: Sequence[Sum], untold: set[Any], smallest: int) -> bool:
    """Hide what the sums give away one by one; where they give away nothing, what they do together. Whether there was anything."""
    before = len(untold)
    for each in sums:
        while _gives_away(table, each, untold, smallest) and (found := _cheapest(table, each, untold)) is not None:
            untold.add(found)
    if len(untold) > before:
        return True
    for key in _determined(sums, untold):
        near = [each for each in sums if key == each.whole or key in each.parts]
        touched = [each for each in sums if untold.intersection((each.whole, *each.parts))]
        if table[key] and (found := _cheapest_of(table, near, untold) or _cheapest_of(table, touched, untold)):
            untold.add(found)
            return True
    return False


def _cheapest_of(table: Table, sums: Iterable[Sum], untold: set[Any]) -> Any:
    cheapest = (found for each in sums if (found := _cheapest(table, each, untold)) is not None)
    return min(cheapest, key=lambda found: (table[found], str(found)), default=None)


def _gives_away(table: Table, each: Sum, untold: set[Any], smallest: int) -> bool:
    parts = [table[part] for part in each.parts if part in untold and table[part]]
    if each.whole not in table or each.whole in untold:
        return not parts and table.get(each.whole, 0) > 0
    return 0 < sum(parts) < smallest or len(parts) == 1


def _cheapest(table: Table, each: Sum, untold: set[Any]) -> Hashable | None:
    """The smallest cell of a sum that is still told, the total only where no part is left."""
    parts = [part for part in each.parts if part not in untold and table[part]]
    if parts:
        return min(parts, key=lambda part: (table[part], str(part)))
    return each.whole if each.whole in table and each.whole not in untold else None


def _determined(sums: Sequence[Sum], untold: set[Any]) -> Iterator[Any]:
    """The untold cells that follow from all sums together.

    Sums are the nodes of a graph and untold cells its edges, between the two sums that they stand in. A cell can be worked out
    where its edge is a bridge: the sums on one side of it, added and subtracted in turn, leave it alone.
    """
    places: defaultdict[Any, list[int]] = defaultdict(list)
    for number, each in enumerate(sums):
        for key in (each.whole, *each.parts):
            if key in untold:
                places[key].append(number)
    near: defaultdict[Any, list[tuple[Any, Any]]] = defaultdict(list)
    for key, (one, *others) in places.items():
        other = others[0] if others else ALONE
        near[one].append((other, key))
        near[other].append((one, key))
    yield from _bridges(near)


def _bridges(near: Mapping[Any, list[tuple[Any, Any]]]) -> Iterator[Any]:
    """The edges of a graph without which it would fall apart. Tarjan 1974, without recursion."""
    order: dict[Any, int] = {}
    lowest: dict[Any, int] = {}
    for root in near:
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        path = [(root, None, iter(near[root]))]
        while path:
            node, came_by, ways = path[-1]
            for to, edge in ways:
                if edge == came_by:
                    continue
                if to in order:
                    lowest[node] = min(lowest[node], order[to])
                    continue
                order[to] = lowest[to] = len(order)
                path.append((to, edge, iter(near[to])))
                break
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                    if lowest[node] > order[above]:
                        yield came_by
