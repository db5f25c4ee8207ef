"""What the hall shows beside calls: the lead's notices, and tips for living here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

LONGEST_NOTICE = 300  # letters
MOST_NOTICES = 5  # at once: a hall that says everything says nothing
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Notice:
    """What the lead tells the hall, language → text, until then or until it is withdrawn."""

    id: int
    texts: Mapping[str, str]
    until: datetime


@dataclass(frozen=True, slots=True)
class Tip:
    """A welcome tip for living here."""

    slug: str
    icon: str
    text: Mapping[str, str]
