"""There are no figures about single people of the staff: no report knows them, no sum that stays has a place for them."""

import re
from pathlib import Path

import pytest

from lobby.store.tables.counts import CountRow, FlowCountRow, GroupCountRow, OpenHoursRow

HOUSE = Path(__file__).parents[3]
OF_PEOPLE = re.compile(r"StaffRow|SeatRow|staff_id|\blogin\b|\.by\b|seats")
# a what-if begins with a roster: in which hours each counter was open on the days chosen, and whose it was it does not ask
OF_WHOM = re.compile(OF_PEOPLE.pattern.removesuffix("|seats"))
READS = [
    *(path for path in (HOUSE / "lobby/reports").glob("*.py") if path.name != "audit.py"),  # which is for auditors, entry by entry
    *(HOUSE / "lobby/insight").rglob("*.py"),
    HOUSE / "lobby/store/counts.py",
    HOUSE / "lobby/store/countkeeping.py",
    HOUSE / "lobby/domain/daycounts.py",
    HOUSE / "lobby/domain/counterhours.py",
    HOUSE / "lobby/store/learned.py",
]


@pytest.mark.parametrize("path", READS, ids=lambda path: path.name)
def test_what_makes_figures_reads_nothing_of_accounts_and_seats(path):
    forbidden = OF_WHOM if path.name == "whatifform.py" else OF_PEOPLE
    assert forbidden.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("table", [CountRow, GroupCountRow, FlowCountRow, OpenHoursRow])
def test_sums_that_stay_have_no_column_of_a_person_or_a_counter(table):
    assert {name for name in table.__table__.columns.keys() if re.search("staff|seat|by|counter|device", name)} == set()  # noqa: SIM118
