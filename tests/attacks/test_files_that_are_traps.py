"""Files that come in do no more than they should, and those that go out are run by no program: pictures, tables, names, slips."""

import csv
import io
import re
import resource
import struct
import time
import zipfile
import zlib

import pytest
from office import Day
from openpyxl import Workbook, load_workbook
from papers import all_decoded, facts, laid_out
from PIL import Image
from whole import csrf_of, whole

from lobby.commands import translationfile
from lobby.domain.errors import LobbyError
from lobby.reports import files
from printer.station.raster import escpos
from printer.station.slip import picture

MB = 1024 * 1024


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("traps"))
    with whole(day) as found:
        yield found
    day.db.close()


@pytest.fixture
def frugal():
    """No more than this much more memory at its highest than before, and no more time than a person would wait."""
    before, began = peak(), time.monotonic()
    yield
    assert peak() - before < 400 * MB
    assert time.monotonic() - began < 20


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def png(width, height, rows=None):
    """A PNG of one colour, black and white, which takes next to nothing; `rows`: how many of them are there indeed."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pack, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    packed = b"".join(pack.compress(row) for _ in range(height if rows is None else rows)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", packed) + part(b"IEND", b"")


def text_bomb():
    """A PNG whose remark unpacks to a gigabyte."""
    remark = b"Comment\0\0" + zlib.compress(bytes(64 * MB), 9)
    whole_part = struct.pack(">I", len(remark)) + b"zTXt" + remark + struct.pack(">I", zlib.crc32(b"zTXt" + remark))
    plain = png(8, 8)
    return plain[:33] + whole_part * 4 + plain[33:]


def saved(form, size=(8, 8), **how):
    file = io.BytesIO()
    Image.new("L", size).save(file, form, **how)
    return file.getvalue()


BOMBS = {
    "a PNG of 50000 × 50000": lambda: png(50_000, 50_000),
    "a PNG that says it is as large as can be": lambda: png(2**31 - 1, 2**31 - 1, rows=1),
    "a PNG with a gigabyte of remarks": text_bomb,
    "a GIF of 65535 × 65535": lambda: b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\0\0\0\0\xff\xff\xff\xff\x00\x08\x02\x00\x51\x00\x3b",
    "an SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "an SVG behind a PNG's first bytes": lambda: (
        b"\x89PNG\r\n\x1a\n<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    ),
    "a page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a TIFF": lambda: saved("TIFF"),
    "an icon": lambda: saved("ICO"),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n(/etc/passwd) (r) file\n",
    "half a JPEG": lambda: saved("JPEG", (800, 800))[:300],
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_picture_that_is_a_trap_is_refused_and_nothing_is_kept(house, frugal, bomb):
    browser, data = house.log_in(house.client()), BOMBS[bomb]()
    for place, name in (("/admin/displays/media", "file"), ("/admin/slip", "logo")):
        form = {name: (io.BytesIO(data), "../../x.html"), "csrf_token": csrf_of(browser), "block": "number", "order": "number"}
        answer = browser.post(place, data=form, content_type="multipart/form-data")
        assert answer.status_code in (413, 422) or (name == "logo" and not data)
    folder = house.day.settings.data_dir / "media"
    assert not list(folder.rglob("*.*")) if folder.exists() else True
    assert house.day.office.slip.logo is None


def test_what_is_kept_is_drawn_anew_under_a_name_of_ours_and_served_as_what_it_is(house):
    browser, secret = house.log_in(house.client()), b"<script>alert('hidden')</script>"
    for data, kind in (
        (saved("PNG", (40, 40)) + secret, "image/jpeg"),
        (saved("GIF", (40, 40), comment=secret) + secret, "image/jpeg"),
    ):
        form = {"file": (io.BytesIO(data), "../../../x.html"), "csrf_token": csrf_of(browser)}
        assert browser.post("/admin/displays/media", data=form, content_type="multipart/form-data").status_code == 303
        found = re.findall(r"/display/media/([\w.%/-]+?)[\"?]", browser.get("/admin/displays").get_data(as_text=True))
        answer = browser.get(f"/display/media/{found[-1]}")
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert secret not in answer.data
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


PATHS = [
    "../../lobby.sqlite",
    "..%2f..%2flobby.sqlite",
    "....//secret-key",
    "%2e%2e/secret-key",
    "/etc/passwd",
    "..\\secret-key",
    "x.jpg%00.html",
]
PATHS += [
    "0123456789abcdef.jpg/../../../secret-key",
    "0123456789abcdef.jpg\n",
    "0123456789abcdeF.jpg",
    "con",
    "%c0%ae%c0%ae/secret-key",
    ".",
    "",
]


def test_no_path_leads_out_of_a_folder(house):
    browser, tried = house.log_in(house.devices_browser()), 0
    bases = {
        rule.rule.partition("<")[0] for rule in house.app.url_map.iter_rules() if "<path:" in rule.rule or "media" in rule.rule
    }
    assert {"/static/", "/display/media/", "/kiosk/static/"} <= bases
    for base in bases:
        for path in PATHS:
            answer = browser.get(base + path)
            assert answer.status_code in (303, 308, 404, 405), base + path
            assert b"SQLite" not in answer.data
            assert b"root:" not in answer.data
            tried += 1
        deleted = browser.post(f"{base}..%2f..%2flobby.sqlite/delete", data={"csrf_token": csrf_of(browser)})
        assert deleted.status_code in (404, 405, 422)
    assert tried > 100
    assert (house.day.settings.data_dir / "lobby.sqlite").exists()


def sheet(rows):
    book = Workbook()
    book.active.title = "uk"
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(parts):
    """A good spreadsheet with these parts in the place of its own."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet([["id", "German", "translation"]]))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in dict.fromkeys([*good.namelist(), *parts]):
            bad.writestr(name, parts[name]() if name in parts else good.read(name))
    return file.getvalue()


def lying():
    """A zip that says its sheet is small: 200 MB of it are not."""
    data = packed({"xl/worksheets/sheet1.xml": lambda: b"<worksheet><sheetData>" + b"<row/>" * 30 * MB})
    size = struct.pack("<I", len(b"<worksheet><sheetData>") + 6 * 30 * MB)
    assert data.count(size) == 2
    return data.replace(size, struct.pack("<I", 1000))


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "'
    + b"a" * 1000
    + b'">'
    + b"".join(f'<!ENTITY {new} "{f"&{old};" * 10}">'.encode() for old, new in zip("abcdefghi", "bcdefghij", strict=True))
    + b"]>"
)
SHEETS = {
    "200 MB in 200 KB": lambda: packed({"xl/worksheets/sheet1.xml": lambda: b"<worksheet><sheetData>" + b"<row/>" * 30 * MB}),
    "a size that is a lie": lying,
    "a zip in a zip in a zip": lambda: packed(
        {"xl/worksheets/sheet1.xml": lambda: packed({"x": lambda: packed({"y": lambda: bytes(9 * MB)})})}
    ),
    "a billion laughs": lambda: packed({"xl/worksheets/sheet1.xml": lambda: LAUGHS + b"<worksheet>&j;</worksheet>"}),
    "a file of this machine": lambda: packed(
        {"xl/sharedStrings.xml": lambda: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>'}
    ),
    "formulas": lambda: sheet([["id", "German", "translation"], ["text-0", "Ja", "=cmd|' /C calc'!A0"]]),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_spreadsheet_that_is_a_trap_is_refused_or_told_to_be_flawed(tmp_path, frugal, name):
    file = tmp_path / "uk.xlsx"
    file.write_bytes(SHEETS[name]())
    try:
        found = translationfile.read(file)
    except LobbyError:
        return
    assert all(each.flaw for each in found)
    assert "root:" not in str(found)


NASTY = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "|calc", " =1", '=HYPERLINK("http://evil.example")', 'a,"b"\r\n=c']


def test_no_cell_of_a_table_is_a_formula():
    rows = list(csv.reader(io.StringIO(files.as_csv(["name", "number"], [(text, -3) for text in NASTY]), newline="")))
    assert [row[1] for row in rows[1:]] == ["-3"] * len(NASTY)
    assert all(row[0][:1] == "'" or row[0] == NASTY[-1] for row in rows[1:])
    book = load_workbook(io.BytesIO(files.as_xlsx("waits", ["name", "number"], [(text, -3) for text in NASTY])))
    cells = list(book.active.iter_rows(min_row=2))
    assert [(name.data_type, number.value) for name, number in cells] == [("s", -3)] * len(NASTY)


# ESC @, ESC p (opens a drawer), GS ( A, DLE EOT, DLE ENQ, DLE DC4, BEL, a new line, a new page, a cut
CONTROLS = "\x1b@\x1bp0\x1d(A\x02\x00\x00\x02\x10\x04\x01\x10\x05\x10\x14\x01\x00\x00\x07\r\n\x0c\x1dV\x00"


def test_control_bytes_in_texts_are_drawn_and_never_obeyed():
    said = dict.fromkeys(("de", "ar", "en"), f"A{CONTROLS}B")
    texts = {
        "office_name": said,
        "service_name": said,
        "bring": {language: [text] * 2 for language, text in said.items()},
        "place": said,
    }
    jobs = []
    for language in ("de", "ar", "en"):
        told = facts(language, layout=laid_out(footer=said), **texts)
        jobs.append(escpos(picture(told)))
    usual = set(all_decoded([escpos(picture(facts("de")))])[0].commands)
    for job, decoded in zip(jobs, all_decoded(jobs), strict=True):
        assert set(decoded.commands) <= usual
        assert job.count(b"\x1b@") >= 1
        assert not any(at_once in job for at_once in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
        assert CONTROLS.encode() not in job


def test_no_name_of_a_file_or_header_is_split(house):
    browser, nasty = house.log_in(house.client()), "x\r\nSet-Cookie: evil=1"
    for name in ("waits", "load", "promises", "no-shows", "service-times", "languages"):
        for kind in ("csv", "xlsx", nasty):
            answer = browser.get(f"/api/v1/reports/{name}", query_string={"format": kind, "from": "2026-11-24", "to": "2026-11-24"})
            assert answer.status_code in (200, 422)
            assert "evil" not in str(answer.headers)
    for place in ("/login", "/desk", "/admin/devices", "/kiosk"):
        answer = browser.get(place, query_string={"next": nasty, "office": nasty, "lang": nasty, "device": nasty})
        assert not [value for name, value in answer.headers if "evil=1" in value and name == "Set-Cookie"]
        assert answer.status_code < 500
