"""Figures side by side: what was measured, and the limit or rival of the same run."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One line of the table. `beside`: name of the limit or rival → its value in the same unit."""

    what: str
    value: float
    unit: str
    beside: dict[str, float]


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(found: list[Figure]) -> str:
    rows = [(each.what, told(each.value), each.unit, rivals(each)) for each in found]
    what, value, unit = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n".join(f"{row[0]:<{what}}  {row[1]:>{value}} {row[2]:<{unit}}   {row[3]}" for row in rows)


def rivals(figure: Figure) -> str:
    beside = [f"{name} {told(value)}" for name, value in figure.beside.items()]
    over = figure.value > figure.beside.get("limit", figure.value)
    return "   ".join([*beside, "OVER THE LIMIT"] if over else beside)


def keep(found: list[Figure], file: Path) -> None:
    file.write_text(json.dumps([asdict(each) for each in found], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def told(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
