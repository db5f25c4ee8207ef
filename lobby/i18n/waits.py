"""A wait in words: whole, honest minutes, or that it is not known. The one place that knows how a range is said."""

from lobby.i18n import Texts

LONG = 120
"""Minutes: a range that begins here is only "over two hours"."""


def in_words(words: Texts, wait: tuple[int, int] | None) -> str:
    """A range (low, high) of minutes; None is unknown."""
    if wait is None:
        return words.gettext("Wie lange es dauert, können wir noch nicht sagen.")
    low, high = wait
    if low >= LONG:
        return words.gettext("über 2 Stunden")
    if low == 0:
        return words.ngettext("unter {count} Minute", "unter {count} Minuten", high)
    return words.gettext("{low} bis {high} Minuten", low=low, high=high)


def in_short(words: Texts, wait: tuple[int, int] | None) -> str:
    """The same where there is little room: in a list of the staff's."""
    if wait is None:
        return words.gettext("noch nicht bekannt")
    low, high = wait
    return words.gettext("noch {low}–{high} Min.", low=low, high=high) if 0 < low < LONG else in_words(words, wait)
