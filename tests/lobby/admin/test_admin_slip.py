"""The admin page of the slip: blocks, logo and last words, and the picture that follows every change."""

import io
import re
import tomllib

import pytest
from adminroom import Browser
from PIL import Image
from printers import until
from running import demo_server

from lobby.commands import offices
from lobby.domain.slip import BLOCKS


@pytest.fixture
def lead(day):
    browser = Browser(day, page="/admin/slip")
    yield browser
    browser.app.extensions["lobby"].db.close()


def picture(kind="PNG", size=(200, 100), colour=(200, 0, 0)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def form(**fields):
    return {"order": list(BLOCKS), "block": list(BLOCKS), **fields}


def saved(day):
    return tomllib.loads(offices.dump(day.db, "bernburg"))["slip"]


def order_of(text):
    return re.findall(r'name="order" value="([a-z]+)"', text)


def test_blocks_can_be_left_out_and_moved(day, lead):
    wanted = [block for block in BLOCKS if block != "bring"]
    with day.pushes(lines=1):
        lead.send("/admin/slip", **form(block=wanted))
    assert "Die Angaben sind gespeichert." in lead.text
    assert saved(day)["blocks"] == wanted
    with day.pushes(lines=0):
        lead.send("/admin/slip", **form(up="number"))
    assert "Noch nicht gespeichert." in lead.text
    assert order_of(lead.text)[:2] == ["number", "office"]
    lead.send("/admin/slip", order=order_of(lead.text), block=list(BLOCKS))
    assert saved(day)["blocks"][:2] == ["number", "office"]


def test_a_slip_without_a_number_is_none(day, lead):
    lead.send("/admin/slip", **form(block=["office", "time"]))
    assert lead.answer.status_code == 422
    assert "number" in day.office.slip.blocks


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_any_usual_picture_becomes_a_small_grey_logo_and_can_go_again(day, lead, kind):
    lead.send("/admin/slip", logo=(io.BytesIO(picture(kind, (1600, 400))), "logo"), **form())
    with Image.open(io.BytesIO(day.office.slip.logo)) as kept:
        assert (kept.format, kept.mode, kept.size) == ("PNG", "L", (576, 144))
    lead.send("/admin/slip", **form())
    assert day.office.slip.logo, "it stays where no other is sent"
    lead.send("/admin/slip", without_logo="1", **form())
    assert day.office.slip.logo is None


@pytest.mark.parametrize("data", [b"no picture", picture()[:60], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused_and_nothing_is_lost(day, lead, data):
    lead.send("/admin/slip", logo=(io.BytesIO(data), "logo.png"), **form())
    assert lead.answer.status_code == 422
    assert "Dieses Bild lässt sich nicht lesen." in lead.text
    assert day.office.slip.logo is None


def test_a_logo_outlives_the_moving_of_blocks_and_words_outlive_a_flaw(day, lead):
    lead.send("/admin/slip", logo=(io.BytesIO(picture()), "logo.png"), **form(down="office"))
    kept = re.search(r'name="logo_read" value="([^"]+)"', lead.text)[1]
    lead.send("/admin/slip", logo_read=kept, **form())
    assert day.office.slip.logo
    lead.send("/admin/slip", logo=(io.BytesIO(b"nothing"), "l"), footer_de="Bitte leise.", **form(block=["number", "time"]))
    assert (lead.answer.status_code, 'value="Bitte leise."' in lead.text) == (422, True)
    assert re.findall(r'name="block" value="([a-z]+)" checked', lead.text) == ["number", "time"]


def test_a_picture_made_to_fill_the_memory_is_refused_unread(lead):
    lead.send("/admin/slip", logo=(io.BytesIO(picture("PNG", (4000, 2000))), "l"), **form())
    assert lead.answer.status_code == 422


def test_the_offices_own_words_are_kept_by_language(day, lead):
    lead.send("/admin/slip", footer_de="Bitte leise.", footer_ar="الرجاء الهدوء", footer_xx="?", **form())
    assert saved(day)["footer"] == {"de": "Bitte leise.", "ar": "الرجاء الهدوء"}
    lead.send("/admin/slip", footer_de="x" * 201, **form())
    assert lead.answer.status_code == 422


def test_the_layout_goes_round_through_the_office_file(day, lead):
    lead.send("/admin/slip", logo=(io.BytesIO(picture()), "l"), footer_de="Ende", **form(block=list(BLOCKS[:4])))
    text = offices.dump(day.db, "bernburg")
    assert offices.load(day.db, text, "test") == []
    assert offices.dump(day.db, "bernburg") == text


def test_the_example_is_drawn_from_the_form_that_is_not_saved_yet(day, lead):
    def drawn(**fields):
        token = re.search(r'name="csrf_token" value="([^"]+)"', lead.text)[1]
        answer = lead.client.post("/admin/slip.png", data={"csrf_token": token, "language": "ti", "width": "384", **fields})
        with Image.open(io.BytesIO(answer.data)) as image:
            return image.size

    whole = drawn(**form())
    assert (whole[0], drawn(**form(block=["number"]))[0]) == (384, 384)
    assert drawn(**form(block=["number"]))[1] < whole[1] / 2
    assert lead.client.get("/admin/slip.png?language=ar&width=512").mimetype == "image/png"


@pytest.mark.parametrize("query", ["language=xx", "width=575", "width=1000000", "service=nix", "width=x"])
def test_an_example_that_cannot_be_is_refused(lead, query):
    assert lead.client.get(f"/admin/slip.png?{query}").status_code in (404, 422)


@pytest.mark.browser
def test_the_picture_follows_every_change(tmp_path, browser):
    with demo_server(tmp_path) as server:
        page = browser.new_context().new_page()
        page.goto(f"{server.url}/login?next=/admin/slip")
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", server.people["admin"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("[data-slip-preview]:not([hidden])")

        def height():
            return page.evaluate("document.querySelector('[data-slip-preview]').naturalHeight")

        before = height()
        page.uncheck("[name=block][value=bring]")
        until(lambda: height() < before)
        shorter = height()
        page.fill("#footer-de", "Bitte bleiben Sie in der Nähe. " * 5)
        until(lambda: height() > shorter)
        page.select_option("#width", "384")
        until(lambda: page.evaluate("document.querySelector('[data-slip-preview]').naturalWidth") == 384)
        page.uncheck("[name=block][value=number]")
        page.wait_for_selector("[data-slip-problem]:not(:empty)")
        page.context.close()
