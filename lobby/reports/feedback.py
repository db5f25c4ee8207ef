"""How visits were: of each whole week and month that is over, with intervals; no share of which a part is under five."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain import periods
from lobby.domain.feedback import FACES, SATISFIED, TOO_SOON, wilson
from lobby.domain.office import Office
from lobby.domain.periods import Span
from lobby.domain.suppression import SMALLEST, hidden_parts, is_small
from lobby.store.tables.feedback import FeedbackCountRow, FeedbackWordsRow

PERIODS = (periods.WEEK, periods.MONTH)
Scores = Tally[int]
Key = tuple[str, str]  # part and name


@dataclass(frozen=True, slots=True)
class Row:
    """How visits were in one `period`, the "week" or "month" that begins on `first`.

    `part` and `name`: "all"; "score" and "1" (worst) to "5"; "service" and its slug; "language" and its code; "exit": the tablets
    at the exit; "too-soon": presses there that did not count. `answers`: how many. `satisfied`: good and very good among them, with
    their `share` and its 95 % interval (Wilson), `low` to `high`. None where there were fewer than five, also of the others.
    """

    period: str
    first: str
    part: str
    name: str
    answers: int | None
    satisfied: int | None
    share: float | None
    low: float | None
    high: float | None


def feedback(session: Session, office: Office, first: date, last: date, today: date | None = None) -> list[Row]:
    """All whole weeks and months that touch the days from `first` to `last`; those that are not over before `today` are left out.

    Fixed periods alone: two that overlap otherwise would tell of the days between by their difference.
    """
    spans = [(period, span) for period in PERIODS for span in _touching(period, first, last)]
    days = _days(session, office.id, min(begin for _, (begin, _) in spans), max(end for _, (_, end) in spans))
    over = [(period, span) for period, span in spans if today is None or span[1] < today]
    return [row for period, span in over for row in _rows(period, span[0], _within(days, span))]


def words(session: Session, office_id: int, first: date, today: date) -> list[tuple[date, str, str]]:
    """What was written from the week of `first` on, in weeks that are over: week, language, words; in no order of visits."""
    table = FeedbackWordsRow
    mine = (
        table.office_id == office_id,
        table.week >= periods.around(first, periods.WEEK)[0],
        table.week <= today - timedelta(days=7),
    )
    query = select(table.week, table.language, table.words).where(*mine)
    return sorted(
        ((each.week, each.language, each.words) for each in session.execute(query)),
        key=lambda each: (-each[0].toordinal(), each[2]),
    )


def _days(session: Session, office_id: int, begin: date, end: date) -> dict[date, dict[Key, Scores]]:
    table = FeedbackCountRow
    query = select(table.date, table.part, table.name, table.score, func.sum(table.answers).label("answers"))
    mine = table.office_id == office_id, table.date.between(begin, end)
    found: defaultdict[date, defaultdict[Key, Scores]] = defaultdict(lambda: defaultdict(Tally))
    for row in session.execute(query.where(*mine).group_by(table.date, table.part, table.name, table.score)):
        found[row.date][row.part, row.name][row.score] += int(row.answers)
    return {on: dict(parts) for on, parts in found.items()}


def _touching(period: str, first: date, last: date) -> Iterator[Span]:
    span = periods.around(first, period)
    while span[0] <= last:
        yield span
        span = periods.around(span[1] + timedelta(days=1), period)


def _within(days: Mapping[date, Mapping[Key, Scores]], span: Span) -> dict[Key, Scores]:
    found: defaultdict[Key, Scores] = defaultdict(Tally)
    for on, parts in days.items():
        if span[0] <= on <= span[1]:
            for key, scores in parts.items():
                found[key].update(scores)
    return dict(found)


def _rows(period: str, start: date, parts: dict[Key, Scores]) -> list[Row]:
    at = period, start.isoformat()
    too_soon = parts.get(("exit", ""), Tally()).pop(TOO_SOON, 0)
    places = {key: scores for key, scores in parts.items() if key[0] in ("service", "exit") and scores.total()}
    languages = {key: scores for key, scores in parts.items() if key[0] == "language"}
    whole = sum(places.values(), Tally())
    if not whole and not too_soon:
        return []
    shares = _shares(at, {("all", ""): whole}) + _shares(at, places) + _shares(at, languages)
    told = [Row(*at, "too-soon", "", too_soon, None, None, None, None)] if too_soon and not is_small(too_soon) else []
    return shares + _scores(at, whole) + told


def _shares(at: tuple[str, str], parts: Mapping[Key, Scores]) -> list[Row]:
    """A row of each part. What is hidden of one is protected by another, as the sum over all parts may be told."""
    answers = {key: scores.total() for key, scores in parts.items()}
    satisfied = {key: sum(scores[each] for each in SATISFIED) for key, scores in parts.items()}
    others = {key: answers[key] - satisfied[key] for key in parts}
    silent = hidden_parts(answers)
    vague = silent | hidden_parts(satisfied) | hidden_parts(others)
    if len(vague) == 1 and len(parts) > 1:  # its share would be the rest of the whole's
        vague |= {min((key for key in parts if key not in vague), key=lambda key: (answers[key], key))}
    rows = []
    for key in sorted(parts):
        if key in silent or key in vague:
            rows.append(Row(*at, *key, None if key in silent else answers[key], None, None, None, None))
        else:
            rows.append(_told(at, key, answers[key], satisfied[key]))
    return rows


def _told(at: tuple[str, str], key: Key, answers: int, satisfied: int) -> Row:
    low, high = wilson(satisfied, answers)
    return Row(*at, *key, answers, satisfied, round(satisfied / answers, 3), round(low, 3), round(high, 3))


def _scores(at: tuple[str, str], whole: Scores) -> list[Row]:
    """How often each face. Both halves of the five keep their secrets where the share of one is told."""
    if whole.total() < SMALLEST:
        return []
    halves = [[score for score in FACES if (score in SATISFIED) == is_good] for is_good in (True, False)]
    sums = [sum(whole[score] for score in half) for half in halves]
    groups = [list(FACES)] if any(map(is_small, sums)) else halves
    out = set().union(*(hidden_parts({score: whole[score] for score in group}) for group in groups))
    return [Row(*at, "score", str(score), None if score in out else whole[score], None, None, None, None) for score in FACES]
