"""The slip (Wartemarke): what stands on the paper that a visitor takes along, in her language and partly in German."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from PIL import Image

from lobby.domain.errors import N_
from lobby.domain.slip import Block, SlipLayout
from lobby.i18n import LANGUAGES, pick, texts
from lobby.i18n.waits import LONG
from printer.station.fonts import RTL_MARK
from printer.station.logo import logo
from printer.station.paper import Bar, Beside, Huge, Part, Point, Style, Text, inner_width, piled
from printer.station.qr import QUIET_PX, code
from printer.station.raster import escpos, harmless

__all__ = ["SlipFacts", "escpos", "picture"]

USUAL = SlipLayout()
NUMBER = 0.44  # its type size, as a part of the paper's width: four characters fill the line
MARK = Style(32, bold=True)
OFFICE = Style(28, bold=True, least=0.85)
SERVICE = Style(36, bold=True, least=0.85)
FACT = Style(29, bold=True, least=0.85)
HEADING = Style(27, bold=True, align="start")
POINT = Style(25, align="start")
ASIDE = Style(26, bold=True, align="start")
NOTE = Style(25)
GERMAN = Style(24)

# Blocks of one topic stand close together; a line divides topics.
TOPICS: dict[Block, str] = {
    "office": "office",
    "number": "number",
    "service": "number",
    "place": "waiting",
    "waiting": "waiting",
    "bring": "bring",
    "phone": "phone",
    "call": "words",
    "help": "words",
    "footer": "words",
    "time": "words",
}


@dataclass(frozen=True)
class SlipFacts:
    """What a slip says, as it was when the ticket was drawn.

    `place`, `floor`: the waiting area, None where the office names none. `ahead`: people who will be called before. `wait`:
    from–to in minutes, None where it is not known. `status_url`: what the QR code points to, None where there is no address that
    phones could reach. Texts are keyed by language.
    """

    office_name: dict[str, str]
    number: str
    service_name: dict[str, str]
    bring: dict[str, list[str]]
    language: str
    drawn_at: datetime
    time_zone: str
    ahead: int
    wait: tuple[int, int] | None
    status_url: str | None
    is_copy: bool
    is_demo: bool
    place: dict[str, str] | None = None
    floor: int = 0
    layout: SlipLayout = USUAL


def picture(facts: SlipFacts, width_px: int = 576) -> Image.Image:
    """The slip as it comes out of the printer: mode "1", exactly `width_px` wide."""
    return harmless(piled(content(facts, width_px), width_px))


def content(facts: SlipFacts, width_px: int) -> list[list[Part]]:
    """What stands on the slip, by topic. Marks come first, whatever the office's layout says."""
    topics = groupby(facts.layout.blocks, key=TOPICS.__getitem__)
    groups = [[part for block in blocks for part in BLOCKS[block](facts, width_px)] for _, blocks in topics]
    return [[*_marks(facts), *groups[0]], *groups[1:]]


def _marks(facts: SlipFacts) -> Iterator[Part]:
    """What nobody may overlook: that this is a copy; and that it is only a demonstration."""
    if facts.is_copy:
        columns = [Text(said, MARK, language) for language, said in _said(facts, N_("Kopie")).items()]
        yield (Bar(tuple(columns[::-1] if _is_rtl(facts) else columns)),)
    if facts.is_demo:
        yield from _pair(_said(facts, N_("Probe")), MARK)


def _office(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    picture = logo(facts.layout.logo, inner_width(width_px)) if facts.layout.logo else None
    if picture:
        yield (picture,)
    yield from _pair(_named(facts, facts.office_name), OFFICE)


def _number(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    yield (Huge(facts.number, NUMBER),)


def _service(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    yield from _pair(_named(facts, facts.service_name), SERVICE)


def _place(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    """In German the place alone: as the sign in the house says it."""
    if not facts.place:
        return
    said = {language: f"{pick(facts.place, language)} · {_floor(facts.floor, language)}" for language in _languages(facts)}
    said[facts.language] = texts(facts.language).gettext(N_("Bitte warten Sie hier: {place}"), place=said[facts.language])
    yield from _pair(_different(said), FACT)


def _floor(floor: int, language: str) -> str:
    words = texts(language)
    return words.gettext(N_("{floor}. Stock"), floor=floor) if floor else words.gettext(N_("Erdgeschoss"))


def _waiting(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    yield from _pair(_said(facts, N_("Personen vor Ihnen: {ahead}"), ahead=facts.ahead), FACT)
    yield from _pair(_different({language: _wait(facts, language) for language in _languages(facts)}), FACT)


def _wait(facts: SlipFacts, language: str) -> str:
    words = texts(language)
    if facts.wait is None:
        return words.gettext("Wartezeit: noch nicht bekannt")
    low, high = facts.wait
    if low >= LONG:
        return words.gettext("Wartezeit: über 2 Stunden")
    if low == 0:
        return words.ngettext("Wartezeit: unter {count} Minute", "Wartezeit: unter {count} Minuten", high)
    if low == high:
        return words.ngettext("Wartezeit: etwa {count} Minute", "Wartezeit: etwa {count} Minuten", high)
    return words.gettext("Wartezeit: etwa {low} bis {high} Minuten", low=low, high=high)


def _bring(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    points = pick(facts.bring, facts.language) if facts.bring else []
    if points:
        heading = texts(facts.language).gettext("Bitte halten Sie bereit:")
        yield (Text(heading, HEADING, facts.language), *(Point(point, POINT, facts.language) for point in points))


def _phone(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    if facts.status_url is None:
        return
    said = texts(facts.language).gettext(N_("Code mit dem Handy scannen: So sehen Sie, wann Sie an der Reihe sind."))
    yield (Beside(code(facts.status_url), (Text(said, ASIDE, facts.language),), QUIET_PX),)


def _call(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    yield _note(facts, N_("Ihre Nummer und Ihr Raum werden im Wartebereich angezeigt und angesagt."))


def _help(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    yield _note(facts, N_("Brauchen Sie Hilfe? Sprechen Sie uns an."))


def _footer(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    yield from _pair(_named(facts, facts.layout.footer), NOTE)


def _time(facts: SlipFacts, width_px: int) -> Iterator[Part]:
    """On a right-to-left slip the date stands on the right: it is read first."""
    mark = RTL_MARK if _is_rtl(facts) else ""
    local = facts.drawn_at.astimezone(ZoneInfo(facts.time_zone))
    yield (Text(f"{mark}{local:%d.%m.%Y · %H:%M}", GERMAN, facts.language),)


BLOCKS: dict[Block, Callable[[SlipFacts, int], Iterator[Part]]] = {
    "office": _office,
    "number": _number,
    "service": _service,
    "place": _place,
    "waiting": _waiting,
    "bring": _bring,
    "phone": _phone,
    "call": _call,
    "help": _help,
    "footer": _footer,
    "time": _time,
}


def _pair(said: Mapping[str, str], style: Style) -> Iterator[Part]:
    """The visitor's words large, the German ones for the staff below."""
    styles = (style, GERMAN)
    if said:
        yield tuple(Text(text, how, language) for (language, text), how in zip(said.items(), styles, strict=False))


def _note(facts: SlipFacts, message: str) -> Part:
    """A sentence for the visitor alone."""
    return (Text(texts(facts.language).gettext(message), NOTE, facts.language),)


def _is_rtl(facts: SlipFacts) -> bool:
    return LANGUAGES[facts.language].direction == "rtl"


def _languages(facts: SlipFacts) -> list[str]:
    """The visitor's language, and German where that is another one. Leichte Sprache is German."""
    return [facts.language] if LANGUAGES[facts.language].tag == "de" else [facts.language, "de"]


def _said(facts: SlipFacts, message: str, **params: object) -> dict[str, str]:
    """A sentence in each of the slip's languages."""
    return _different({language: texts(language).gettext(message, **params) for language in _languages(facts)})


def _named(facts: SlipFacts, by_language: Mapping[str, str]) -> dict[str, str]:
    """The office's own text in each of the slip's languages."""
    return _different({language: pick(by_language, language) for language in _languages(facts)}) if by_language else {}


def _different(said: Mapping[str, str]) -> dict[str, str]:
    """Nothing twice: an office may have given a text in German only."""
    return {language: text for n, (language, text) in enumerate(said.items()) if text not in list(said.values())[:n]}
