"""QR codes as dots."""

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from lobby.web.qr import MASK
from printer.station.paper import Picture

MODULE_PX = 5  # 0.63 mm: read from a slip in the hand
QUIET_PX = 4 * MODULE_PX


def code(text: str) -> Picture:
    """The code alone: whoever places it leaves QUIET_PX of white around it."""
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    made.add_data(text)
    made.make()
    rows = made.get_matrix()
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if is_dark else 255 for row in rows for is_dark in row])
    return Picture.of(small.resize((len(rows) * MODULE_PX,) * 2, Image.Resampling.NEAREST))
