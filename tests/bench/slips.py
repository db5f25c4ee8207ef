"""Rendering a slip: milliseconds of computing, bytes and paper, in each language that the demo office speaks, on each paper."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter, thread_time

import started
from figures import Figure, quantile

from printer.station.raster import escpos, full_raster
from printer.station.slip import SlipFacts, picture

TIMES = 40
LIMIT_MS, LIMIT_BYTES = 30.0, 60_000.0
WIDTHS = (576, 512, 384)


def figures() -> list[Figure]:
    office = tomllib.loads((started.HOUSE / "lobby/demo/bernburg.toml").read_text(encoding="utf-8"))
    spoken = office["office"]["languages"]
    return [figure for width in WIDTHS for language in spoken for figure in of_language(office, language, width)]


def of_language(office: dict[str, dict[str, object]], language: str, width: int) -> list[Figure]:
    """Each slip has a number, a wait and a code of its own, as in a day; the rival sends the same picture with all its white."""
    usual, took, size, full = facts_of(office, language), [], 0, 0
    for n in range(TIMES + 5):
        facts = replace(usual, number=f"A{n:03d}", ahead=n, wait=(n, 2 * n + 1), status_url=f"{usual.status_url}{n:03d}")
        began = thread_time()
        slip = picture(facts, width)
        size = len(escpos(slip))
        took.append((thread_time() - began) * 1000)
        full = len(full_raster(slip))
    warm, name = took[5:], f"slip in {language}, {width} px"
    return [
        Figure(f"{name}, p50", quantile(warm, 0.5), "ms", {"limit": LIMIT_MS}),
        Figure(f"{name}, p95", quantile(warm, 0.95), "ms", {"limit": LIMIT_MS}),
        Figure(name, float(size), "bytes", {"limit": LIMIT_BYTES, "full raster": float(full)}),
        Figure(f"{name}, length", slip.height / 8, "mm", {}),
    ]


def facts_of(office: dict[str, object], language: str) -> SlipFacts:
    service = next(each for each in office["services"] if each["slug"] == "residence")
    return SlipFacts(
        office_name=office["office"]["name"],
        number="A012",
        service_name=service["name"],
        bring=service["bring"],
        language=language,
        drawn_at=datetime(2026, 11, 24, 8, 15, tzinfo=UTC),
        time_zone="Europe/Berlin",
        ahead=7,
        wait=(20, 35),
        status_url="http://127.0.0.1:8000/t/" + "x" * 29,
        is_copy=False,
        is_demo=True,
        place=office["areas"][0]["name"],
    )


def warm_ms(share: float, languages: Sequence[str]) -> float:
    """How long drawing a slip of these languages takes when all is warm, in milliseconds."""
    office = tomllib.loads((started.HOUSE / "lobby/demo/bernburg.toml").read_text(encoding="utf-8"))
    took = []
    for language in languages:
        facts = facts_of(office, language)
        for turn in range(TIMES + 1):
            began = perf_counter()
            escpos(picture(facts))
            took += [(perf_counter() - began) * 1000] if turn else []
    return quantile(took, share)
