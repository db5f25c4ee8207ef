"""Photograph the kiosk's states, languages and modes on one sheet: `docs/kiosk_sheet.py OUT.png [state …]`."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "parts")]

from kiosks import STATES, WITHOUT_LANGUAGE, Office, kiosk_office  # noqa: E402  (the path to it stands above)
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from programs import program  # noqa: E402

LANGUAGES = ("de", "ar", "ti", "de-simple")
MODES = ("", "low", "contrast", "large", "low.contrast.large")
THUMB, GAP, LABEL, MOST_COLOURS = (360, 640), 16, 30, 192
Shot = tuple[str, Image.Image]


def main() -> None:
    out, *only = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, kiosk_office(Path(folder)) as office, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        rows = [list(row(office, browser, state)) for state in only or STATES]
        browser.close()
    sheet(rows).quantize(MOST_COLOURS).save(out, optimize=True)


def row(office: Office, browser: Browser, state: str) -> Iterator[Shot]:
    """One state in all languages, then in each mode; languages take turns there."""
    spoken = ("de",) if state in WITHOUT_LANGUAGE else LANGUAGES
    wanted = [(language, "") for language in spoken]
    wanted += [(spoken[at % len(spoken)], modes) for at, modes in enumerate(MODES) if modes]
    for language, modes in wanted:
        context = office.context(browser, modes)
        page = context.new_page()
        STATES[state](office, page, language)
        page.wait_for_timeout(300)
        page.screenshot(path=(shot := Path(tempfile.gettempdir()) / f"kiosk-{state}.png"))
        yield (
            f"{state} · {language}{' · ' + modes if modes else ''}",
            Image.open(shot).convert("RGB").resize(THUMB, Image.Resampling.LANCZOS),
        )
        shot.unlink()
        context.close()


def sheet(rows: list[list[Shot]]) -> Image.Image:
    width, height = THUMB[0] + GAP, THUMB[1] + GAP + LABEL
    whole = Image.new("RGB", (width * max(map(len, rows)) + GAP, height * len(rows) + GAP), "#d8dcdb")
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(20)
    for down, shots in enumerate(rows):
        for right, (label, shot) in enumerate(shots):
            x, y = GAP + right * width, GAP + down * height
            pen.text((x, y), label, fill="#0f222b", font=font)
            whole.paste(shot, (x, y + LABEL))
    return whole


if __name__ == "__main__":
    main()
