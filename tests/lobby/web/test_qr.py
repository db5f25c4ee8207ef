"""QR codes as paths, read back by a program that is not ours."""

import re

import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from lobby.web import qr

SCALE = 4


def drawn(code):
    """The path as a picture, drawn bar by bar."""
    picture = Image.new("L", (code.size * SCALE, code.size * SCALE), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path):
        left, top = int(x) * SCALE, int(y) * SCALE
        pen.rectangle((left, top, left + int(length) * SCALE - 1, top + SCALE - 1), fill=0)
    return picture


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=20, max_size=60))
def test_a_code_says_what_went_in(token):
    address = f"https://lobby.example/t/{token}"
    assert [found.text for found in zxingcpp.read_barcodes(drawn(qr.code(address)))] == [address]


def test_a_code_has_white_around_it():
    code = qr.code("https://lobby.example/t/aB3-xYz901qWeRtY12aB3k")
    columns = [int(x) for x in re.findall(r"M(\d+) ", code.path)]
    assert min(columns) == qr.QUIET_ZONE
