"""Alerts as they begin and end: a line of the journal each, so that boards, webhooks and a server that starts anew know them."""

from collections.abc import Iterable
from datetime import date, timedelta

from lobby.domain.alerts import Name
from lobby.domain.lifecycle import Verb
from lobby.store.database import Database
from lobby.store.tx import Tx, transaction


def note(db: Database, office_id: int, on: date, raised: Iterable[Name], over: Iterable[Name]) -> None:
    """Let these alerts of a day begin, and those end. What is so already stays: no alert begins twice, nor one of an ended day."""
    with transaction(db, office_id, "clock", on=on) as tx:
        if tx.day.ended_at is None:
            active = frozenset(tx.so_far().alerts)
            for name in active.intersection(over):
                record(tx, Verb.ALERT_OVER, name)
            for name in set(raised) - active:
                record(tx, Verb.ALERT, name)


def record(tx: Tx, verb: Verb, name: Name) -> None:
    """The line that says of an alert that it begins or is over, with the minutes that the office's rule has now."""
    rule, about = name
    minutes = tx.office.rules.of(rule).after // timedelta(minutes=1)
    tx.record(verb, rule=(None, rule), about=(None, about), minutes=(None, minutes))
