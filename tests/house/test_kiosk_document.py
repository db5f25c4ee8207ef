"""docs/kiosk.md claims what is proved: every test that its tables name is there, and every file."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
DOCUMENT = HOUSE / "docs" / "kiosk.md"
TEXT = DOCUMENT.read_text("utf-8")
STATES = {"met", "hardware", "open", "–"}
FEWEST = 60  # clauses; a table that has lost its rows proves nothing


def rows() -> list[list[str]]:
    """The rows of the tables of section 3, without their heads."""
    tables = TEXT.partition("## 3 ")[2]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in tables.splitlines() if line.startswith("| ")]
    return [row for row in found if row[1]]


def test_every_test_that_it_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", TEXT))
    files = {file.name: file.read_text("utf-8") for file in (HOUSE / "tests").rglob("test_*.py")}
    assert len(named) > 20
    assert [f"{file}::{test}" for file, test in sorted(named) if f"def {test}(" not in files.get(file, "")] == []


def test_every_clause_has_a_state_and_what_is_met_a_reason() -> None:
    assert len(rows()) >= FEWEST
    assert [row[0] for row in rows() if row[1] not in STATES] == []
    assert [row[0] for row in rows() if not row[2]] == []


def test_every_file_that_it_points_to_exists() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", TEXT) if not target.startswith("http")]
    assert targets
    assert [target for target in targets if not (DOCUMENT.parent / target).exists()] == []
