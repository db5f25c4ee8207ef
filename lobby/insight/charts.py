"""Pictures by matplotlib: it is loaded in a program of its own (lobby.insight.drawer), so that no server carries it.

Texts come translated and stay text in the picture: the browser shapes them, whatever the script. Nothing is told by colour
alone: each cell and each bar has its number, each line its own dashes and its name.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lobby import web

FONTS = Path(web.__file__).parent / "static/vendor/print"
FAMILIES = ["Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic", "sans-serif"]
BLUE, ORANGE, GREEN, INK, SOFT = "#0072B2", "#D55E00", "#009E73", "#0f222b", "#465963"
"""Okabe and Ito's colours, which colour-blind people tell apart, and our own ink."""
Told = dict[str, Any]


def begin() -> None:
    """The same data give the same bytes: ids of paths are salted by us, and no date is kept."""
    for file in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(str(file))
    known = {font.name for font in font_manager.fontManager.ttflist}
    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "lobby",
            "font.family": [name for name in FAMILIES if name in known] or ["sans-serif"],
            "font.size": 13,
            "text.color": INK,
            "axes.edgecolor": SOFT,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "xtick.labelsize": 10.5,
            "legend.columnspacing": 1.8,
            "legend.handletextpad": 0.5,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )


def drawn(name: str, told: Told, kind: str = "svg") -> bytes:
    """The picture called `name` as SVG, or as PNG for paper."""
    size = told["size"]
    figure = Figure(figsize=tuple(size), layout="constrained")
    figure.get_layout_engine().set(rect=(0, 0, 1, 0.9 if "names" in told else 1))  # type: ignore[union-attr, call-arg]
    PICTURES[name](figure.subplots(), told)
    file = io.BytesIO()
    metadata = {"Date": None, "Title": told["title"]} if kind == "svg" else {"Software": None}
    figure.savefig(file, format=kind, dpi=200, metadata=metadata)
    return file.getvalue()


def _load(axes: Axes, told: Told) -> None:
    """Weekdays × hours: the darker, the more came. A cell that is None has no colour, and a dot where it is not told."""
    cells, most = told["cells"], max((value for row in told["cells"] for value in row if value), default=1)
    shades = matplotlib.colormaps["cividis_r"]
    for y, row in enumerate(cells):
        for x, value in enumerate(row):
            if value is None:
                axes.text(x, y, told["numbers"][y][x], ha="center", va="center", color=SOFT)
                continue
            shade = shades(value / most)
            axes.add_patch(matplotlib.patches.Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, color=shade))
            is_dark = 0.299 * shade[0] + 0.587 * shade[1] + 0.114 * shade[2] < 0.55
            axes.text(x, y, told["numbers"][y][x], ha="center", va="center", color="white" if is_dark else INK, weight="bold")
    axes.set_xlim(-0.5, max(len(told["hours"]), 1) - 0.5)
    axes.set_ylim(len(cells) - 0.5, -0.5)
    axes.set_xticks(range(len(told["hours"])), told["hours"])
    axes.set_yticks(range(len(cells)), told["weekdays"])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _waits(axes: Axes, told: Told) -> None:
    """Over the hours: the band up to 8 of 10, the median, and 9 of 10."""
    places = range(len(told["hours"]))
    axes.fill_between(places, told["p50"], told["p80"], color=BLUE, alpha=0.22, linewidth=0)
    lines = (("p90", "--", "s", ORANGE), ("p80", "-.", "^", GREEN), ("p50", "-", "o", BLUE))
    for name, dashes, mark, colour in lines:
        axes.plot(places, told[name], dashes, marker=mark, color=colour, linewidth=2.2, label=told["names"][name])
    axes.set_xticks(places, told["hours"])
    axes.set_ylim(bottom=0)
    axes.set_ylabel(told["unit"])
    axes.grid(axis="y", color="#dbe3e4")
    axes.set_axisbelow(True)
    named = axes.legend(frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(0.97, 1.0), fontsize=10, handlelength=2.2)
    named.set_in_layout(False)  # longer names do not make the picture narrower


def _durations(axes: Axes, told: Told) -> None:
    """How many visits fall into each class; a class that is not told is a dot."""
    bars = axes.bar(range(len(told["classes"])), [value or 0 for value in told["counts"]], color=BLUE, width=0.92)
    axes.bar_label(bars, ["·" if value is None else str(value or "") for value in told["counts"]], padding=2)
    axes.set_xticks(range(len(told["classes"])), told["classes"])
    axes.set_xlabel(told["unit"])
    axes.tick_params(axis="y", length=0, labelleft=False)
    axes.spines["left"].set_visible(False)


def _flow(axes: Axes, told: Told) -> None:
    """A bar a way, the most frequent first."""
    ways = told["ways"]
    bars = axes.barh(range(len(ways)), [way["times"] for way in ways], color=BLUE, height=0.7)
    axes.bar_label(bars, padding=4, weight="bold")
    axes.set_yticks(range(len(ways)), [way["name"] for way in ways])
    axes.invert_yaxis()
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.tick_params(axis="y", length=0)
    axes.spines[["bottom", "left"]].set_visible(False)


PICTURES: dict[str, Callable[[Axes, Told], None]] = {"load": _load, "waits": _waits, "durations": _durations, "flow": _flow}
