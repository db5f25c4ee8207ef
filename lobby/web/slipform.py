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

LARGEST_FORM = 3_000_000
LARGEST_LOGO = 24_000_000
"""Pixels: a photograph from a phone is let in, a picture made to fill the memory is not."""
LOGO = (576, 240)
BAD_LOGO = N_("Dieses Bild lässt sich nicht lesen. Bitte nehmen Sie eine PNG- oder JPEG-Datei.")


def read(asked: Request, office: Office) -> SlipPart:
    """The layout in the form, the office's logo kept where no other was sent. Raises Invalid."""
    form = asked.form
    wanted = form.getlist("block")
    order = [*form.getlist("order"), *wanted]
    file = asked.files.get("logo")
    sent = file.read() if file else b""
    known = None if "without_logo" in form or office.slip.logo is None else b64encode(office.slip.logo).decode()
    told = {
        "blocks": list(dict.fromkeys(block for block in order if block in wanted and block in BLOCKS)),
        "logo": _logo(sent) if sent else known,
        "footer": {code: text for code in office.languages if (text := form.get(f"footer_{code}", "").strip())},
    }
    try:
        return SlipPart.model_validate(told)
    except ValidationError as error:
        raise problems.invalid(error) from None


def _logo(data: bytes) -> str:
    """Any usual picture as a grey PNG on white that fits the paper, in Base64. Raises Invalid."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > LARGEST_LOGO:
                raise Invalid({"logo": BAD_LOGO})
            picture.thumbnail(LOGO)
            clear = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid({"logo": BAD_LOGO}) from None
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    file = io.BytesIO()
    white.convert("L").save(file, "PNG", optimize=True)
    text = b64encode(file.getvalue()).decode()
    if len(text) > LOGO_BASE64:
        raise Invalid({"logo": BAD_LOGO})
    return text
