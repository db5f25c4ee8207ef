"""The way back: the last change of an office's set-up is kept, with the office as it was before."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from lobby.commands import officerows
from lobby.commands.officefile import OfficeFile
from lobby.store.tables.offices import OfficeChangeRow
from lobby.store.tx import Tx

MOST_TOLD = 200  # lines of what a change did

Told = dict[str, Any]  # an office file as JSON


@contextmanager
def kept(tx: Tx) -> Iterator[None]:
    """What is changed inside can be taken back (`setup.undo`)."""
    before = _read(tx)
    yield
    tx.session.flush()
    after = _read(tx)
    if changes := officerows.differences(before, after):
        keep(tx, officerows.as_json(before), after, changes)


def keep(tx: Tx, before: Told, after: OfficeFile, changes: list[str]) -> None:
    """Remember what an office was before this change, and which one it left."""
    row = tx.session.get(OfficeChangeRow, tx.office.id) or OfficeChangeRow(office_id=tx.office.id)
    row.by, row.at, row.before, row.changes = tx.by, tx.now, before, changes[:MOST_TOLD]
    row.digest = digest(officerows.as_json(after))
    tx.session.add(row)


def digest(told: Told) -> str:
    """By which an office is known again."""
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _read(tx: Tx) -> OfficeFile:
    found = officerows.read(tx.session, tx.office.slug)
    assert found is not None, tx.office.slug
    return found
