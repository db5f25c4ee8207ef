"""What an office's rules of turns mean, in plain words made of their values."""

from typing import Any

from babel.numbers import format_decimal

from lobby.domain.errors import N_
from lobby.i18n import Texts, dates, texts

Told = dict[str, Any]

CLASSES = {
    "ordinary": N_("Ohne Termin"),
    "appointment": N_("Mit Termin"),
    "needs": N_("Mit Bedarf (Rollstuhl, Kind …)"),
    "express": N_("Kurzes Anliegen"),
    "reinstated": N_("Verpasst, wieder da"),
    "returned": N_("Zurückgeschickt"),
}


def told(rules: Told, language: str) -> list[str]:
    """The rules as sentences. A minute of an ordinary wait is the measure of all."""
    words, turn, calls = texts(language), rules["turn"], rules["calls"]
    return [
        words.gettext(N_("Wer länger als {minutes} Minuten wartet, ist als Nächstes dran."), minutes=turn["limit_minutes"]),
        *(_class(words, turn, name) for name in CLASSES if name != "ordinary"),
        words.gettext(N_("Kurze Anliegen überholen dieselbe Person höchstens so oft: {count}."), count=turn["express_bound"]),
        words.gettext(
            N_("Ein Termin gilt von {early} Minuten vorher bis {late} Minuten danach; später zählt er wie ohne Termin."),
            early=turn["early_minutes"],
            late=turn["late_minutes"],
        ),
        words.gettext(
            N_("Aufgerufen wird bis zu {count}-mal, alle {seconds} Sekunden; danach kann man sich {minutes} Minuten lang melden."),
            count=calls["most_calls"],
            seconds=calls["repeat_gap_seconds"],
            minutes=calls["grace_minutes"],
        ),
    ]


def _class(words: Texts, turn: Told, name: str) -> str:
    """A class against an ordinary ticket: how long it seems to have waited already, and how fast its wait grows."""
    ordinary, mine, title = turn["ordinary"], turn[name], words.gettext(CLASSES[name])
    if not ordinary["weight"]:
        sentence = N_("{title}: {points} Punkte von Anfang an und {weight} je Minute.")
        points, weight = _number(words, mine["head_start"]), _number(words, mine["weight"])
        return words.gettext(sentence, title=title, points=points, weight=weight)
    ahead = (mine["head_start"] - ordinary["head_start"]) / ordinary["weight"]
    factor = mine["weight"] / ordinary["weight"]
    minutes = _number(words, ahead)
    if not ahead and factor == 1:
        return words.gettext(N_("{title}: wie alle anderen."), title=title)
    if factor == 1:
        return words.gettext(N_("{title}: zählt von Anfang an wie {minutes} Minuten Warten."), title=title, minutes=minutes)
    sentence = N_("{title}: zählt von Anfang an wie {minutes} Minuten Warten, und jede Minute zählt {factor}-fach.")
    return words.gettext(sentence, title=title, minutes=minutes, factor=_number(words, factor))


def _number(words: Texts, value: float) -> str:
    return str(format_decimal(round(value, 2), "0.##", dates.locale_of(words.language.code)))
