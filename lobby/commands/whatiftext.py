"""What came of a what-if, in plain English lines for a shell."""

from collections.abc import Iterator
from typing import Any

NAMES = {
    "median": ("median wait", "min"),
    "p90": ("nine in ten wait up to", "min"),
    "mean": ("mean wait", "min"),
    "left": ("gave up", ""),
    "uncalled": ("never called", ""),
    "overtime": ("counters' overtime", "min"),
    "idle": ("counters idle", "h"),
}


def told(result: dict[str, Any]) -> str:
    return "\n".join(_lines(result))


def _lines(result: dict[str, Any]) -> Iterator[str]:
    found = result["comparison"]
    before, after = found["unchanged"], found["changed"]
    taken = result["taken"]
    gone = f"; of {result['gone']} more only counts are left" if result["gone"] else ""
    yield f"{found['days']} simulated days made of {len(taken)} ({taken[0]} to {taken[-1]}){gone}"
    yield from _checked(found["check"])
    yield ""
    yield f"Half of the visitors wait {after['median']:.0f} instead of {before['median']:.0f} minutes,"
    yield f"nine in ten up to {after['p90']:.0f} instead of {before['p90']:.0f}."
    yield ""
    yield f"{'a day':<24}{'unchanged':>26}{'changed':>26}{'difference':>26}"
    for name, (words, unit) in NAMES.items():
        bands = (before["of_day"][name], after["of_day"][name], found["differences"][name])
        yield f"{words + (unit and f', {unit}'):<24}" + "".join(f"{_band(each):>26}" for each in bands)
    if before["promises"] is not None and after["promises"] is not None:
        yield f"{'promises kept':<24}{before['promises']:>25.0%} {after['promises']:>25.0%}"
    yield "Bands: eight in ten days; of a difference: where its mean lies 19 times in 20."
    yield from _roster(result["roster"])


def _checked(check: dict[str, Any] | None) -> Iterator[str]:
    if check is None:
        yield "A forecast: nothing was measured that it could be held against."
        return
    for name, ours in (("the same visitors again", check["replayed"]), ("simulated days", check["simulated"])):
        (median, p90), (own_median, own_p90) = check["measured"], ours
        yield f"{name}: median {own_median:.1f} min ({median:.1f} measured), P90 {own_p90:.1f} min ({p90:.1f} measured)"
    if not check["is_near"]:
        yield "The simulation is NOT near to what was measured: be careful with what it says."


def _band(band: dict[str, float]) -> str:
    return f"{band['mean']:.1f} ({band['low']:.1f} to {band['high']:.1f})"


def _roster(found: dict[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    yield ""
    if not found["is_enough"]:
        yield f"No roster found with which nine in ten wait up to {found['limit']:.0f} minutes; {found['p90']:.0f} is the least."
        return
    hours = f"{found['hours']} counter hours instead of {found['hours_before']}"
    yield f"Nine in ten wait up to {found['p90']:.0f} minutes with {hours}:"
    for need in found["needs"]:
        more, service = "one more: " if need["is_new"] else "", f", {need['service']} above all" if need["service"] else ""
        yield f"  {more}{need['counter']} {need['start']}-{need['end']} h; without it {need['without']:.0f} minutes{service}"
    for spare in found["spared"]:
        yield f"  not needed: {spare['counter']} {spare['start']}-{spare['end']} h"
