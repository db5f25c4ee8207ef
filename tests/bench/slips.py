"""Rendering a slip: milliseconds and bytes, in each language that the demo office speaks."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter

import started
from figures import Figure, quantile

from printer.station.slip import SlipFacts, escpos, picture

TIMES = 25
LIMIT_MS, LIMIT_BYTES = 41.0, 60_000.0  # what was measured when the parts were chosen: 13–41 ms, 30–60 kB


def figures() -> list[Figure]:
    office = tomllib.loads((started.HOUSE / "lobby/demo/bernburg.toml").read_text(encoding="utf-8"))
    return [figure for language in office["office"]["languages"] for figure in of_language(office, language)]


def of_language(office: dict[str, dict[str, object]], language: str) -> list[Figure]:
    facts = facts_of(office, language)
    took, size = [], 0
    for _ in range(TIMES + 1):
        began = perf_counter()
        size = len(escpos(picture(facts)))
        took.append((perf_counter() - began) * 1000)
    warm = took[1:]
    return [
        Figure(f"slip in {language}, p50", quantile(warm, 0.5), "ms", {"limit": LIMIT_MS}),
        Figure(f"slip in {language}, p99", quantile(warm, 0.99), "ms", {"limit": LIMIT_MS}),
        Figure(f"slip in {language}", float(size), "bytes", {"limit": LIMIT_BYTES}),
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
        status_url="http://127.0.0.1:8000/t/" + "x" * 32,
        is_copy=False,
        is_demo=True,
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
