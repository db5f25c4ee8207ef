"""What an office has decided about alerts: which there are, and from when on."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `after`: how long it must be so; of `wait`, how long somebody waits."""

    after: timedelta
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """An office's rules. `wait`: somebody waits too long; `printer`: one does not print; `unserved`: people wait for a service
    that no counter serves; `idle`: a counter is free while people wait for it, off unless the office wants it: mostly one
    person sits there.
    """

    wait: Rule = Rule(timedelta(minutes=60))
    printer: Rule = Rule(timedelta(minutes=2))
    unserved: Rule = Rule(timedelta(minutes=5))
    idle: Rule = Rule(timedelta(minutes=10), is_on=False)

    def of(self, name: str) -> Rule:
        """The rule of this name."""
        found: Rule = getattr(self, name)
        return found
