"""From an empty database to the first number, in real browsers: one for the person who sets up, one as the kiosk."""

import re

import pytest
from browsing import Watched
from programs import free_port
from running import Server

from lobby.commands import offices
from lobby.commands.officefile import parse
from lobby.store.database import Database

pytestmark = pytest.mark.browser
PASSWORD = "ruhig Blut um halb neun"
TEN_MINUTES_OF_A_PERSON = 600  # at 3 s a click or a choice and 5 s a field to type
CLICK_S, TYPE_S, READ_S = 3, 5, 10


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A server whose database is empty."""
    data_dir, bind = tmp_path_factory.mktemp("bare"), f"127.0.0.1:{free_port()}"
    server = Server(data_dir, {"LOBBY_DATA_DIR": str(data_dir), "LOBBY_BIND": bind}, f"http://{bind}", {})
    server.start()
    server.link = re.search(r"http://\S+/setup\?key=\S+", server.log())[0]
    yield server
    server.kill()


@pytest.fixture
def open_page(browser):
    opened = []

    def open_page(address, **context):
        page = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context).new_page()
        page.watched = Watched(page)
        opened.append(page)
        page.goto(address)
        return page

    yield open_page
    for page in opened:
        page.context.close()


class Person:
    """Counts what somebody has to do, and looks at each page for what hinders people with disabilities."""

    def __init__(self, page):
        self.page, self.seconds, self.steps, self.faults = page, 0, 0, []

    def type(self, field, text):
        self.page.fill(field, text)
        self.seconds += TYPE_S

    def click(self, what):
        self.page.click(what)
        self.seconds += CLICK_S

    def go_on(self):
        self.faults += self.page.watched.violations()
        self.seconds += READ_S
        self.steps += 1
        self.click(".ways .primary")


def test_an_office_is_set_up_from_nothing_and_draws_its_first_number(bare, open_page):
    page = open_page(bare.link)
    person = Person(page)
    assert page.url == f"{bare.url}/setup"  # the secret is not kept in the address
    person.type("[name=login]", "chefin")
    person.type("[name=password]", PASSWORD)
    person.type("[name=again]", PASSWORD)
    person.go_on()

    person.type("#name-de", "Bürgerbüro Süd")
    person.type("#name-en", "Citizens’ Office South")
    person.type("#address", "Am Markt 1, 06406 Bernburg")
    page.select_option("#state", "ST")
    person.go_on()

    page.reload()
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):  # so that it is open, whenever this test runs
        for n in (1, 2):
            page.fill(f"[name={day}-{n}-from]", "00:00" if n == 1 else "")
            page.fill(f"[name={day}-{n}-to]", "00:00" if n == 1 else "")
    person.type("#stop", "0")
    person.go_on()

    person.click("text=Aufenthaltserlaubnis")
    person.click("text=Auskunft, Unterlagen")
    person.type("#own-1-de", "Fundsachen")
    person.go_on()

    person.type("#numbers-2", "101, 102, 103")
    page.reload()
    assert page.input_value("#numbers-1") == "1, 2"
    page.go_back()  # to the services, which are as they were left
    assert page.is_checked("[value=residence]")
    assert page.input_value("#own-1-de") == "Fundsachen"
    page.goto(f"{bare.url}/setup")  # where it went on
    assert page.url.endswith("/setup/counters")
    page.fill("#numbers-2", "101, 102, 103")
    person.go_on()

    told = page.inner_text("dl.told")
    for said in ("Bürgerbüro Süd", "buergerbuero-sued", "Sachsen-Anhalt", "Fundsachen", "103"):
        assert said in told
    person.go_on()

    kiosk = open_page(f"{bare.url}/kiosk", viewport={"width": 1080, "height": 1920})
    person.type("#code", kiosk.inner_text(".code").replace("\n", " "))
    person.go_on()
    kiosk.wait_for_selector("body[data-page=start]", timeout=10_000)
    page.get_by_text("Der Kiosk ist verbunden.").wait_for(timeout=30_000)
    kiosk.click("[href='/kiosk/de']")
    for step in ("text=Fundsachen", ".draw"):
        kiosk.wait_for_selector(step)
        kiosk.wait_for_timeout(600)  # a strike under half a second after the last one is none
        kiosk.click(step)
    page.get_by_text("F001").wait_for(timeout=10_000)
    person.faults += page.watched.violations()
    assert person.faults == []
    assert (person.steps, person.seconds < TEN_MINUTES_OF_A_PERSON) == (7, True)
    assert [said for said in page.watched.complaints if "40" not in said] == []


def test_the_office_made_so_is_dumped_and_loaded_back_the_same(bare):
    db = Database(bare.settings, bare.settings.clock)
    try:
        text = offices.dump(db, "buergerbuero-sued")
        assert offices.load(db, text, "test") == []
        assert offices.dump(db, "buergerbuero-sued") == text
    finally:
        db.close()
    file = parse(text)
    assert [service.letter for service in file.services] == ["S", "A", "F"]
    assert file.services[1].bring["ar"]


def test_afterwards_neither_link_nor_assistant_open_anything(bare, open_page):
    assert open_page(bare.link).url.startswith(f"{bare.url}/login")
