"""Displays and notices at the admin pages: seen, changed, previewed; files that are not what they say."""

import io
import re

import pytest
from adminroom import Browser
from PIL import Image

from display.screen import SCREEN
from lobby.commands import devices
from lobby.store.tables.devices import DeviceKind
from lobby.web import media

HALL = {"slug": "hall", "name": "Wartebereich", "layout": "hall", "part": "1", "parts": "1", "screen_inches": "55"}


@pytest.fixture
def lead(day):
    browser = Browser(day, page="/admin/displays", screens=(SCREEN,))
    yield browser
    browser.app.extensions["lobby"].db.close()


def picture(kind="PNG", size=(40, 30), **more):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **more)
    return file.getvalue()


def upload(lead, data, name="picture.png"):
    return lead.send("/admin/displays/media", file=(io.BytesIO(data), name))


def kept(day):
    folder = day.settings.data_dir / "media" / "bernburg"
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def test_a_display_is_changed_and_everybody_sees_it(day, lead):
    assert "Türschild Zimmer 104" in lead.text
    lead.send("/admin/displays", **HALL, viewing_metres="7,5", contrast="1", promises="1")
    assert "Die Angaben sind gespeichert" in lead.text
    shown = day.office.displays["hall"]
    assert (shown.viewing_metres, shown.contrast, shown.promises) == (7.5, True, True)
    lead.send("/admin/displays", **HALL, viewing_metres="7,5")
    assert not day.office.displays["hall"].promises


def test_a_display_is_added_and_taken_away(day, lead):
    lead.ask("GET", "/admin/displays?display=new")
    lead.send("/admin/displays", **HALL | {"slug": "annex", "layout": "area", "counters": "105"}, viewing_metres="4")
    assert day.office.displays["annex"].counters == ("105",)
    lead.send("/admin/displays/annex/retire")
    assert "annex" not in day.office.displays
    lead.send("/admin/displays", **HALL | {"slug": "annex"}, viewing_metres="4")
    assert day.office.displays["annex"].layout == "hall"


def test_what_makes_no_sense_is_said_beside_the_form(day, lead):
    before = day.office.displays
    for field, value, said in (
        ("viewing_metres", "30", "zu klein für diese Entfernung"),
        ("viewing_metres", "far", "nicht vollständig oder nicht richtig"),
        ("layout", "door", "genau einen Schalter"),
        ("part", "2", "größer als die Zahl der Teile"),
        ("area", "attic", "gibt es in diesem Amt nicht"),
        ("slug", "../../etc", "nicht vollständig oder nicht richtig"),
    ):
        lead.send("/admin/displays", **{"viewing_metres": "6"} | HALL | {field: value})
        assert lead.answer.status_code == 422, field
        assert said in lead.text
    assert day.office.displays == before


def test_the_preview_shows_settings_that_are_not_kept(day, lead):
    page = lead.ask("GET", "/display/hall/preview?layout=door&counters=104&viewing_metres=4&screen_inches=43")
    assert 'data-layout="door"' in page
    assert "door-number" in page
    assert "frame-ancestors 'self'" in lead.answer.headers["Content-Security-Policy"]
    assert day.office.displays["hall"].layout == "hall"
    assert lead.client.get("/display/hall/preview?layout=door").status_code == 422
    assert "watch.js" not in page


def test_the_preview_says_how_promises_held_though_none_was_made_yet(lead):
    page = "/display/hall/preview?layout=hall&viewing_metres=6&screen_inches=55"
    assert "Gestern wurden 9 von 10 Personen" in lead.ask("GET", f"{page}&promises=1")
    assert "von 10 Personen" not in lead.ask("GET", page)


def test_only_a_preview_can_be_shown_in_a_frame(lead):
    policies = [lead.client.get(page).headers["Content-Security-Policy"] for page in ("/display/hall", "/admin/displays")]
    assert all("frame-ancestors 'none'" in policy for policy in policies)


def test_a_display_may_not_preview(day, lead):
    token = devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg")
    told = {"Authorization": f"Bearer {token}"}
    assert lead.app.test_client().get("/display/hall/preview?layout=hall", headers=told).status_code == 403


def test_a_picture_is_drawn_anew_and_shown(day, lead):
    exif = Image.Exif()
    exif[0x010E] = "who took it"
    upload(lead, picture("JPEG", (4000, 3000), exif=exif), "../../../evil.svg")
    assert "Die Datei wird jetzt gezeigt" in lead.text
    (name,) = kept(day)
    assert re.fullmatch(r"[0-9a-f]{16}\.jpg", name)
    shown = lead.client.get(f"/display/media/{name}")
    assert shown.mimetype == "image/jpeg"
    with Image.open(io.BytesIO(shown.data)) as read:
        assert read.width <= 1920
        assert read.height <= 1080
        assert not read.getexif()
    lead.send(f"/admin/displays/media/{name}/delete")
    assert kept(day) == []


def test_a_video_is_what_it_is_and_not_what_it_is_called(day, lead):
    upload(lead, b"\0\0\0\x18ftypmp42" + b"\0" * 100, "film.html")
    (name,) = kept(day)
    shown = lead.client.get(f"/display/media/{name}")
    assert shown.mimetype == "video/mp4"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_other_files_are_refused(day, lead):
    for data in (b"", b"<svg onload=alert(1)>", b"GIF89a broken", b"\x1a\x45\xdf\xa3 matroska", picture()[:60]):
        upload(lead, data)
        assert lead.answer.status_code == 422, data
    assert kept(day) == []


def test_no_other_file_is_shown(lead):
    for name in ("..%2f..%2fsecret-key", "secret-key", "0123456789abcdef.jpg", ".part", "0123456789abcdef.html"):
        assert lead.client.get(f"/display/media/{name}").status_code == 404


def test_there_is_an_end_to_files(day, lead):
    folder = day.settings.data_dir / "media" / "bernburg"
    folder.mkdir(parents=True)
    for n in range(media.MOST_FILES):
        (folder / f"{n:016x}.jpg").write_bytes(b"")
    upload(lead, picture())
    assert "schon sehr viele Dateien" in lead.text


def test_a_notice_is_written_put_up_and_taken_down(day, lead):
    lead.ask("GET", "/admin/notices")
    assert lead.text.count("<textarea") == len(day.office.languages)
    lead.send("/admin/notices", text_de="Heute nur bis 16 Uhr", text_ar="<b>x</b>", minutes="60")
    assert "steht jetzt auf allen Anzeigen" in lead.text
    (notice,) = day.office.notices
    assert dict(notice.texts) == {"de": "Heute nur bis 16 Uhr", "ar": "<b>x</b>"}
    strip = re.sub("</?bdi[^>]*>", "", lead.ask("GET", "/display/hall/strip?lang=de"))  # Latin letters stand apart in Arabic
    assert "&lt;b&gt;x&lt;/b&gt;" in strip
    lead.ask("GET", "/admin/notices")
    lead.send(f"/admin/notices/{notice.id}/take-down")
    assert day.office.notices == ()


def test_a_notice_without_german_stays_in_the_form(day, lead):
    lead.ask("GET", "/admin/notices")
    lead.send("/admin/notices", text_en="Only until four", minutes="60")
    assert lead.answer.status_code == 422
    assert "Only until four</textarea>" in lead.text
    assert day.office.notices == ()
