"""The form in which an office says how its slips look: read for the page that keeps it, and for the preview."""

import io
from base64 import b64encode

from flask import Request
from PIL import Image
from pydantic import ValidationError

from lobby.commands.officefile import LOGO_BASE64, SlipPart
from lobby.domain.errors import N_, Invalid
from lobby.domain.office import Office
from lobby.domain.slip import BLOCKS
from lobby.web import problems
from lobby.web.runtime import here

LARGEST_FORM = 3_000_000
LARGEST_LOGO, LARGEST_PHOTOGRAPH = 4_000_000, 60_000_000
"""Pixels. A JPEG is read at a fraction of its size: a phone's photograph is let in, a picture made to fill the memory is not."""
LOGO = (576, 240)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
BAD_LOGO = N_("Dieses Bild lässt sich nicht lesen. Bitte nehmen Sie eine PNG- oder JPEG-Datei.")


def read(asked: Request, office: Office) -> SlipPart:
    """The layout in the form. Raises Invalid.

    The logo is the file sent, else what an earlier step of the form has read (`logo_read`), else the office's.
    """
    form = asked.form
    wanted = form.getlist("block")
    order = [*form.getlist("order"), *wanted]
    file = asked.files.get("logo")
    sent = file.read() if file else b""
    told = {
        "blocks": list(dict.fromkeys(block for block in order if block in wanted and block in BLOCKS)),
        "logo": here().work.compute(_logo, sent) if sent else _known_logo(asked, office),
        "footer": {code: text for code in office.languages if (text := form.get(f"footer_{code}", "").strip())},
    }
    try:
        return SlipPart.model_validate(told)
    except ValidationError as error:
        raise problems.invalid(error) from None


def _known_logo(asked: Request, office: Office) -> str | None:
    if "without_logo" in asked.form:
        return None
    return asked.form.get("logo_read") or (b64encode(office.slip.logo).decode() if office.slip.logo else None)


def _logo(data: bytes) -> str:
    """Any usual picture as a grey PNG on white that fits the paper, in Base64. Raises Invalid."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            is_jpeg, pixels = picture.format == "JPEG", picture.width * picture.height
            if pixels > (LARGEST_PHOTOGRAPH if is_jpeg else LARGEST_LOGO):
                raise Invalid({"logo": BAD_LOGO})
            picture.draft("L", LOGO)
            picture.thumbnail(LOGO)
            clear = picture.convert("RGBA")
    except Invalid:
        raise
    except Exception as error:  # decoders raise whatever a broken file makes them stumble over
        raise Invalid({"logo": BAD_LOGO}) from error
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    file = io.BytesIO()
    white.convert("L").save(file, "PNG", optimize=True)
    text = b64encode(file.getvalue()).decode()
    if len(text) > LOGO_BASE64:
        raise Invalid({"logo": BAD_LOGO})
    return text
