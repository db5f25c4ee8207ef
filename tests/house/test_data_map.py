"""The list of what is stored is complete, and names nothing that is not."""

import re
from pathlib import Path

from lobby.store.tables import Base

MAP = Path(__file__).parents[2] / "docs/data.md"
ROW = re.compile(r"^\| `(\w+)`: ((?:`\w+` ?)+)\|", re.MULTILINE)


def test_every_column_is_named_with_what_it_is_for():
    named = {f"{table}.{column}" for table, columns in ROW.findall(MAP.read_text()) for column in re.findall(r"\w+", columns)}
    stored = {str(column) for table in Base.metadata.sorted_tables for column in table.columns}
    assert named == stored


def test_no_column_is_named_twice():
    named = [f"{table}.{column}" for table, columns in ROW.findall(MAP.read_text()) for column in re.findall(r"\w+", columns)]
    assert len(named) == len(set(named))
