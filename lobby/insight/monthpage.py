"""The month on one sheet of A4, by fpdf2: the same figures give the same bytes. Loaded by lobby.insight.drawer alone."""

import io
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from lobby.insight import charts

INK, SOFT, ACCENT, WASH = (15, 34, 43), (70, 89, 99), (0, 58, 73), (233, 238, 237)
MARGIN, WIDTH = 16, 178  # millimetres, as all here
TITLE, BELOW = 8, 24  # a picture's title and gap; the last lines and the edge
Told = dict[str, Any]


def page(told: Told) -> bytes:
    """The whole page as PDF, with title, language and subject."""
    pdf = _blank(told)
    _head(pdf, told)
    _findings(pdf, told["findings"])
    _figures(pdf, told)
    _pictures(pdf, told["pictures"])
    _line(pdf, told["about"], 8.5, SOFT)
    assert pdf.page_no() == 1, "a month is one page"
    return bytes(pdf.output())


def _blank(told: Told) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.fromisoformat(told["date"]).replace(tzinfo=UTC))  # no clock: the same month, the same bytes
    pdf.set_title(f"{told['title']}, {told['office']}")
    pdf.set_subject("Wartezeiten, Besuche und Zusagen in Zahlen")
    pdf.set_author(told["office"])
    pdf.set_creator("Lobby")
    pdf.set_producer("Lobby")
    pdf.set_lang("de-DE")
    for style, weight in (("", "400Regular"), ("B", "700Bold")):
        pdf.add_font("Noto Sans", style, str(charts.FONTS / f"NotoSans_{weight}.ttf"))
    pdf.set_margins(MARGIN, 14)
    pdf.set_auto_page_break(True, 12)
    pdf.add_page()
    return pdf


def _line(pdf: FPDF, text: str, size: float, colour: tuple[int, int, int] = INK, style: str = "") -> None:
    pdf.set_font("Noto Sans", style, size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(WIDTH, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _head(pdf: FPDF, told: Told) -> None:
    _line(pdf, told["office"], 10.5, SOFT)
    _line(pdf, told["title"], 22, ACCENT, "B")
    pdf.ln(3)


def _findings(pdf: FPDF, sentences: list[str]) -> None:
    _line(pdf, "Was auffällt", 13, ACCENT, "B")
    pdf.ln(1)
    for sentence in sentences:
        pdf.set_font("Noto Sans", "", 11)
        pdf.set_text_color(*INK)
        pdf.cell(5, 5.8, "•")
        pdf.multi_cell(WIDTH - 5, 5.8, sentence, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)


def _figures(pdf: FPDF, told: Told) -> None:
    _line(pdf, "Zahlen", 13, ACCENT, "B")
    pdf.ln(1)
    pdf.set_font("Noto Sans", "", 10)
    pdf.set_text_color(*INK)
    pdf.set_draw_color(197, 208, 210)
    heads = FontFace(emphasis="BOLD", color=SOFT, fill_color=WASH)
    layout: Any = {"col_widths": (78, 34, 34, 32), "text_align": ("LEFT", "RIGHT", "RIGHT", "LEFT")}
    with pdf.table(**layout, borders_layout="HORIZONTAL_LINES", line_height=5.6, headings_style=heads, padding=(0.4, 2)) as table:
        for row in [told["head"], *told["rows"]]:
            table.row(row)
    pdf.ln(3)


def _pictures(pdf: FPDF, pictures: list[Told]) -> None:
    """One below the other, as wide as leaves them all on this page."""
    room = (pdf.h - BELOW - pdf.get_y()) / len(pictures) - TITLE
    for told in pictures:
        width, height = told["size"]
        wide = min(WIDTH * 0.86, room * width / height)
        _line(pdf, told["title"], 11, ACCENT, "B")
        words = f"{told['title']}, nach Wochentag und Stunde"
        pdf.image(io.BytesIO(charts.drawn("load", told, "png")), w=wide, h=wide * height / width, alt_text=words)
        pdf.ln(1.5)
