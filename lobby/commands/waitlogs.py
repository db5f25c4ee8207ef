"""Logs of visits, from a file or from the journals of past days, and what the judge of estimates says of them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from lobby.domain.waiting import columns
from lobby.domain.waiting.columns import BadLog, Log
from lobby.domain.waiting.judge import Verdict, judge, table
from lobby.store import reading, visits
from lobby.store.database import Database


@dataclass(frozen=True, slots=True)
class Judged:
    """A log, and the verdict."""

    log: Log
    verdict: Verdict


def of_file(path: Path, services: frozenset[str]) -> Judged:
    """Judge by a CSV file. Raises BadLog."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            log = columns.read(file, services)
    except UnicodeDecodeError as error:
        raise BadLog(f"{path} is not text in UTF-8") from error
    except OSError as error:
        raise BadLog(f"{path}: {error.strerror}") from error
    return Judged(log, judge(log.visits))


def of_journal(db: Database, slug: str, services: frozenset[str]) -> Judged:
    """Judge by an office's past days. Raises BadLog where there are none."""
    with db.snapshot() as session:
        found = visits.of_past_days(session, reading.office_slugs(session).get(slug, 0))
    log = Log([visit for visit in found if not services or visit.service in services])
    if not log.visits:
        raise BadLog(f"the database holds no day of {slug!r} on which anybody was called")
    return Judged(log, judge(log.visits))


def told(judged: Judged, as_json: bool) -> str:
    """The scores as the contract's JSON, in seconds and shares, or as a table."""
    scores = judged.verdict.scores
    return json.dumps([asdict(each) for each in scores], indent=1) if as_json else table(scores)


def left_out(judged: Judged) -> str:
    """What the scores do not show: who gave up, and whose wait nobody knows."""
    visits, verdict = judged.log.visits, judged.verdict
    return (
        f"{len(visits)} visits; {verdict.scores[0].n} called and {verdict.gave_up} who gave up were judged, for somebody waited at"
        f" their arrival; {judged.log.unknown} rows tell neither a call nor a giving up and were left out"
    )
