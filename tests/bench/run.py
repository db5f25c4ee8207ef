"""`make bench`: every figure beside its limit or its rival, measured in the same run. Writes bench.json."""

import sys
import tempfile
from pathlib import Path

import boards
import broadcast
import calls
import capacity
import draws
import forecast
import fuzz
import hall
import morning
import offices
import paper
import reports_year
import scale
import slips
import started
import taps
import turns
import waits
import whatif
from figures import Figure, keep, table

PARTS = (
    *("draws", "calls", "scale", "boards", "broadcast", "hall", "morning", "offices", "capacity"),
    *("slips", "paper", "taps", "turns", "waits", "fuzz", "reports", "forecast", "whatif"),
)


def main() -> None:
    asked = sys.argv[1:] or PARTS
    with tempfile.TemporaryDirectory(prefix="lobby-bench-") as folder:
        found = [figure for part in asked for figure in part_of(part, Path(folder) / part)]
    print(table(found))
    keep(found, started.HOUSE / "bench.json")


def part_of(part: str, folder: Path) -> list[Figure]:
    print(f"measuring {part} …", file=sys.stderr)
    folder.mkdir()
    return {
        "draws": lambda: draws.figures(folder),
        "calls": lambda: calls.figures(folder),
        "scale": lambda: scale.figures(folder),
        "boards": lambda: boards.figures(folder),
        "broadcast": lambda: broadcast.figures(folder),
        "hall": lambda: hall.figures(folder),
        "capacity": capacity.figures,
        "slips": slips.figures,
        "paper": lambda: paper.figures(folder),
        "taps": lambda: taps.figures(folder),
        "turns": turns.figures,
        "waits": waits.figures,
        "forecast": forecast.figures,
        "whatif": whatif.figures,
        "fuzz": lambda: fuzz.figures(folder),
        "morning": lambda: morning.figures(folder),
        "offices": lambda: offices.figures(folder),
        "reports": lambda: reports_year.figures(folder),
    }[part]()


if __name__ == "__main__":
    main()
