"""The slip (Wartemarke): what stands on the paper that a visitor takes along, in the visitor's language and in German."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from lobby.domain.errors import N_
from lobby.domain.slip import SlipLayout
from lobby.i18n import LANGUAGES, pick, texts
from printer.station.paper import Paper, Style
from printer.station.raster import escpos

__all__ = ["SlipFacts", "escpos", "picture"]

MODULE_PX = 6  # a square of the QR code is 0.75 mm: read at arm's length

USUAL = SlipLayout()
MARK = Style(32, bold=True)
OFFICE = Style(30, bold=True)
SERVICE = Style(38, bold=True)
FACT = Style(32, bold=True)
HEADING = Style(28, bold=True, align="start")
POINT = Style(26, align="start")
ASIDE = Style(26, bold=True, align="start")
NOTE = Style(26)
GERMAN = Style(24)


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
    paper = Paper(width_px, facts.language)
    _marks(paper, facts)
    _heading(paper, facts)
    _facts(paper, facts)
    _bring(paper, facts)
    _phone(paper, facts)
    _foot(paper, facts)
    return paper.cut()


def _marks(paper: Paper, facts: SlipFacts) -> None:
    """What nobody may overlook: that this is a copy, or only a demonstration."""
    for is_so, message in ((facts.is_copy, N_("Kopie")), (facts.is_demo, N_("Probe"))):
        if is_so:
            paper.bar(_said(facts, message), MARK)
            paper.gap(10)


def _heading(paper: Paper, facts: SlipFacts) -> None:
    _pair(paper, _named(facts, facts.office_name), OFFICE)
    paper.gap(10)
    paper.rule()
    paper.gap(30)
    paper.huge(facts.number, paper.px(210))
    paper.gap(22)
    _pair(paper, _named(facts, facts.service_name), SERVICE)
    paper.gap(14)


def _facts(paper: Paper, facts: SlipFacts) -> None:
    paper.rule()
    paper.gap(12)
    _pair(paper, _said(facts, N_("Personen vor Ihnen: {ahead}"), ahead=facts.ahead), FACT)
    paper.gap(12)
    _pair(paper, _different(_wait(facts, language) for language in _languages(facts)), FACT)
    paper.gap(14)


def _wait(facts: SlipFacts, language: str) -> str:
    words = texts(language)
    if facts.wait is None:
        return words.gettext("Wartezeit: noch nicht bekannt")
    low, high = facts.wait
    if low == high:
        return words.ngettext("Wartezeit: etwa {count} Minute", "Wartezeit: etwa {count} Minuten", high)
    return words.gettext("Wartezeit: etwa {low} bis {high} Minuten", low=low, high=high)


def _bring(paper: Paper, facts: SlipFacts) -> None:
    points = pick(facts.bring, facts.language) if facts.bring else []
    if not points:
        return
    paper.rule()
    paper.gap(10)
    paper.text(texts(facts.language).gettext("Bitte halten Sie bereit:"), HEADING)
    for point in points:
        paper.item(point, POINT)
    paper.gap(14)


def _phone(paper: Paper, facts: SlipFacts) -> None:
    if facts.status_url is None:
        return
    paper.rule()
    paper.gap(26)
    said = _said(facts, N_("Code mit dem Handy scannen: So sehen Sie, wann Sie an der Reihe sind."))
    is_rtl = LANGUAGES[facts.language].direction == "rtl"
    styles = (ASIDE, Style(GERMAN.size, align="end" if is_rtl else "start"))  # both lean on the picture's side
    paper.beside(_qr(facts.status_url), list(zip(said, styles, strict=False)), picture_right=is_rtl)
    paper.gap(24)


def _foot(paper: Paper, facts: SlipFacts) -> None:
    paper.rule()
    paper.gap(10)
    _pair(paper, _said(facts, N_("Brauchen Sie Hilfe? Sprechen Sie uns an.")), NOTE)
    _pair(paper, _said(facts, N_("Bitte warten Sie hier: {place}"), place="…"), NOTE)
    _pair(paper, _said(facts, N_("Ihre Nummer und Ihr Raum werden im Wartebereich angezeigt und angesagt.")), NOTE)
    paper.gap(8)
    paper.text(f"{facts.drawn_at.astimezone(ZoneInfo(facts.time_zone)):%d.%m.%Y · %H:%M}", GERMAN)


def _pair(paper: Paper, said: Sequence[str], style: Style) -> None:
    """The visitor's words large, the German ones for the staff below."""
    for text, how in zip(said, (style, GERMAN), strict=False):
        paper.text(text, how)


def _languages(facts: SlipFacts) -> list[str]:
    """The visitor's language, and German where that is another one. Leichte Sprache is German."""
    return [facts.language] if LANGUAGES[facts.language].tag == "de" else [facts.language, "de"]


def _said(facts: SlipFacts, message: str, **params: object) -> list[str]:
    """A sentence in each of the slip's languages."""
    return _different(texts(language).gettext(message, **params) for language in _languages(facts))


def _named(facts: SlipFacts, by_language: Mapping[str, str]) -> list[str]:
    """The office's own text in each of the slip's languages."""
    return _different(pick(by_language, language) for language in _languages(facts))


def _different(said: Iterable[str]) -> list[str]:
    """Nothing twice: an office may have given a text in German only."""
    return list(dict.fromkeys(said))


def _qr(address: str) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make()
    rows = code.get_matrix()
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if is_dark else 255 for row in rows for is_dark in row])
    return small.resize((len(rows) * MODULE_PX,) * 2, Image.Resampling.NEAREST)


@dataclass(frozen=True)
class TrialFacts:
    """What a test print says: which printer of which office, and when."""

    office_name: dict[str, str]
    printer: str
    printed_at: datetime
    time_zone: str


def trial(facts: TrialFacts, width_px: int) -> Image.Image:
    """A test print: edges of the paper, a line in each script, a QR code, the date."""
    paper = Paper(width_px, "de")
    paper.bar(["Testdruck"], MARK)
    paper.text(facts.printer, OFFICE)
    paper.text(f"{facts.printed_at.astimezone(ZoneInfo(facts.time_zone)):%d.%m.%Y · %H:%M:%S}", GERMAN)
    return paper.cut()
