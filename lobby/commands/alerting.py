"""The line that says of an alert that it begins or is over."""

from datetime import timedelta

from lobby.domain.alerts import Name
from lobby.domain.lifecycle import Verb
from lobby.store.tx import Tx


def record(tx: Tx, verb: Verb, name: Name) -> None:
    """With the minutes that the office's rule has now."""
    rule, about = name
    minutes = tx.office.rules.of(rule).after // timedelta(minutes=1)
    tx.record(verb, rule=(None, rule), about=(None, about), minutes=(None, minutes))
