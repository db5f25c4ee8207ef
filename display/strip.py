"""What a hall shows between calls, one slide after the other: notices, how to get a ticket, tips for living here, media."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from display.saying import Said
from lobby.boards import hall
from lobby.boards.view import JSON, View
from lobby.domain.errors import N_
from lobby.i18n import LANGUAGES, dates, texts

LEAST_MS, LETTER_MS = 5000, 60
PICTURE_MS = 8000
WEEK = 7
LONG = 160  # letters: such a text stands alone, a shorter one beside that of another language
HOW = N_("Hier lesen Sie, wie Sie eine Nummer bekommen.")


@dataclass(frozen=True, slots=True)
class Slide:
    """One thing to look at, for `ms`. kind: notice · promises · how · tip · picture · video · rest; `source`: its address."""

    kind: str
    said: tuple[Said, ...] = ()
    icon: str = ""
    source: str = ""

    @property
    def letters(self) -> int:
        return sum(len(said.text) for said in self.said)

    @property
    def ms(self) -> int:
        return PICTURE_MS if self.source or not self.said else LEAST_MS + LETTER_MS * self.letters

    @property
    def size(self) -> str:
        longest = max((len(said.text) for said in self.said), default=0)
        return "long" if longest > LONG else "middle" if longest > LONG // 2 else "short"


def slides(view: View, media: Iterable[str], has_code: bool) -> list[Slide]:
    """All slides in turn: after each notice something else, so that whoever waits sees the rest of the screen as well."""
    languages = view.office.languages
    notices = [slide for notice in hall.notices(view) for slide in _told("notice", "info", notice.texts, languages)]
    rest = list(_rest(view, media, has_code))
    if not notices:
        return rest
    turns = max(len(notices), len(rest))
    others = rest or [Slide("rest")]
    return [slide for n in range(turns) for slide in (notices[n % len(notices)], others[n % len(others)])]


def _rest(view: View, media: Iterable[str], has_code: bool) -> Iterator[Slide]:
    """Each tip in the first languages, then each in the next; a picture or a video after each tip."""
    languages, told = view.office.languages, hall.promises(view)
    columns = [_told("promises", "clock", {code: _promises(view, told, code) for code in languages}, languages)] if told else []
    columns += [_told("how", "", {code: texts(code).gettext(HOW) for code in languages}, languages)] if has_code else []
    columns += [_told("tip", tip.icon, tip.text, languages) for tip in view.office.tips]
    shown = [Slide("video" if name.endswith((".mp4", ".webm")) else "picture", source=name) for name in media]
    turn = 0
    for row in zip_longest(*columns):
        for slide in filter(None, row):
            yield slide
            if shown:
                yield shown[turn % len(shown)]
                turn += 1
    if not columns:
        yield from shown


def _promises(view: View, told: JSON, code: str) -> str:
    """ "Gestern" is the day before; earlier days are named, by their weekday alone as long as that is clear."""
    words, day, count = texts(code), date.fromisoformat(told["day"]), told["of_ten"]
    ago = (view.day.date - day).days
    if ago == 1:
        return words.ngettext(
            "Gestern wurde {count} von 10 Personen nicht später aufgerufen, als wir gesagt haben.",
            "Gestern wurden {count} von 10 Personen nicht später aufgerufen, als wir gesagt haben.",
            count,
        )
    name = dates.weekdays(code)[day.weekday()] if ago < WEEK else dates.day_name(day, code)
    return words.ngettext(
        "{day}: {count} von 10 Personen wurde nicht später aufgerufen, als wir gesagt haben.",
        "{day}: {count} von 10 Personen wurden nicht später aufgerufen, als wir gesagt haben.",
        count,
        day=name[:1].upper() + name[1:],
    )


def _told(kind: str, icon: str, by_language: Mapping[str, str], languages: Iterable[str]) -> list[Slide]:
    """A text in all its languages, two of them at a time; Leichte Sprache with its own words is a language like the others."""
    said = [Said(LANGUAGES[code], by_language[code]) for code in languages if code in by_language]
    found: list[Slide] = []
    for each in said:
        last = found[-1].said if found else ()
        if len(last) == 1 and len(last[0].text) <= LONG and len(each.text) <= LONG:
            found[-1] = Slide(kind, (*last, each), icon)
        else:
            found.append(Slide(kind, (each,), icon))
    return found
