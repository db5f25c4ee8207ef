"""Whatever a visitor sees or hears read out: marked as the language it is in, and running in its direction."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest

from display.screen import SCREEN as DISPLAY
from kiosk.screen import SCREEN as KIOSK
from lobby.commands import devices
from lobby.domain.lifecycle import Verb
from lobby.i18n import LANGUAGES, SIMPLE_GERMAN, texts
from lobby.i18n.extract import sentences
from lobby.phone.screen import SCREEN as PHONE
from lobby.public.screen import SCREEN as PUBLIC
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app

VOID = {"meta", "link", "input", "br", "img", "circle", "path", "use", "rect", "line"}
READ_OUT = ("aria-label", "title", "alt", "data-title-called")
ARABIC, CYRILLIC, ETHIOPIC = re.compile(r"[\u0620-\u06ff]"), re.compile(r"[Ѐ-ӿ]"), re.compile(r"[ሀ-ፚ]")
OF_SCRIPT = {ARABIC: {"ar", "fa", "ps"}, CYRILLIC: {"uk", "ru"}, ETHIOPIC: {"ti"}}
GERMAN_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{4,}")
"""In a sentence of another script it is a German term, or the office's address: to be read out as German."""
OTHER_SCRIPTS = {language.tag for language in LANGUAGES.values() if language.script != "latin"}
DIRECTION = {language.tag: language.direction for language in LANGUAGES.values()}


class Page(HTMLParser):
    """A page as a screen reader goes through it: `said` is each text with the language and the direction that hold for it."""

    def __init__(self, text):
        super().__init__()
        self.said, self._open, self._silent = [], [("html", "", "")], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        _, lang, direction = self._open[-1]
        here = (tag, told.get("lang", lang), told.get("dir", direction))
        _, lang, _ = here
        self.said += [(told[name].strip(), lang, DIRECTION.get(lang)) for name in READ_OUT if told.get(name)]
        if tag not in VOID:
            self._open.append(here)

    def handle_startendtag(self, tag, attrs):
        """An element of a picture that closes itself."""

    def handle_endtag(self, tag):
        while self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, lang, direction = self._open[-1]
        if data.strip() and tag not in ("script", "style"):
            self.said.append((" ".join(data.split()), lang, direction))


@cache
def known():
    """Each sentence for visitors, in each language: the text → the tags of the languages that say it so."""
    plain = [m.id for m in sentences(for_visitors=True) if isinstance(m.id, str) and m.id and "{" not in m.id]
    found = {}
    for code, language in LANGUAGES.items():
        for sentence in plain:
            found.setdefault(" ".join(texts(code).gettext(sentence).split()), set()).add(language.tag)
    return found | {language.own_name: {language.tag} for language in LANGUAGES.values()}


def wrong(text):
    """The texts of a page that are marked as another language, or run in another direction."""
    return [each for each in Page(text).said if not is_right(*each)]


def is_right(text, lang, direction):
    for script, tags in OF_SCRIPT.items():
        if script.search(text) and (lang not in tags or direction != DIRECTION[lang]):
            return False
    if lang in OTHER_SCRIPTS and GERMAN_WORD.search(text.replace("cookie", "")):
        return False
    if text in known():
        return lang in known()[text] and direction == DIRECTION[lang]
    return lang in DIRECTION


class House:
    """All pages of the house for visitors, in one server; asked by its kiosk, its display or anybody's phone."""

    def __init__(self, day):
        self.app = create_app(day.settings, (PUBLIC, KIOSK, DISPLAY, PHONE))
        self.keys = {"kiosk": day.kiosk, "display": devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg")}

    def get(self, path, status=200, **form):
        key = next((key for kind, key in self.keys.items() if path.startswith(f"/{kind}")), None)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answer = self.app.test_client().open(path, method="POST" if form else "GET", headers=headers, data=form)
        assert answer.status_code == status, path
        return answer.get_data(as_text=True)

    def close(self):
        self.app.extensions["lobby"].db.close()


@pytest.fixture
def house(day):
    house = House(day)
    yield house
    house.close()


def check(text, code):
    """The page is the language's own, and all of it is marked as what it is."""
    language = LANGUAGES[code]
    assert f'<html lang="{language.tag}" dir="{language.direction}" data-script="{language.script}"' in text
    assert wrong(text) == []


def test_at_the_kiosk(day, house):
    for code in LANGUAGES:
        for path in ("", "/residence", "/settlement"):
            check(house.get(f"/kiosk/{code}{path}"), code)
        check(house.get(f"/kiosk/appointment/{code}"), code)
        check(house.get(f"/kiosk/{code}/ticket/{day.draw(language=code).token}"), code)
        check(house.get(f"/kiosk/{code}/nothing", status=404), code)


def test_at_the_kiosk_before_a_language_is_chosen(house):
    check(house.get("/kiosk"), "de")
    check(house.get("/kiosk/appointment"), "de")


def test_at_the_kiosk_when_the_office_is_closed(day, house):
    day.clock.forward(hours=12)
    check(house.get("/kiosk"), "de")
    for code in LANGUAGES:
        check(house.get(f"/kiosk/{code}"), code)


def test_on_the_phone(day, house):
    for code in LANGUAGES:
        token = day.draw(language=code).token
        check(house.get(f"/t/{token}"), code)
        check(house.get(f"/t/{token}/withdraw"), code)
        check(house.get(f"/t/nothing?lang={code}", status=404), code)
        number = day.call_next("101")
        check(house.get(f"/t/{token}"), code)
        day.do(Verb.MISS, "101", number)
        check(house.get(f"/t/{token}"), code)


def test_on_the_public_pages(house):
    for code in LANGUAGES:
        check(house.get(f"/?lang={code}"), code)
        check(house.get(f"/privacy?lang={code}"), code)


def test_in_the_hall(day, house):
    check(house.get("/display/hall"), "de")
    for code in LANGUAGES:
        day.draw(language=code)
        number = day.call_next("101")
        check(house.get("/display/hall"), "de")
        day.do(Verb.MISS, "101", number)


def test_a_word_in_the_wrong_language_would_be_found():
    page = '<html lang="de" dir="ltr"><p>{}</p></html>'
    assert wrong(page.format(texts(SIMPLE_GERMAN).gettext("Willkommen"))) == []
    assert wrong(page.format(texts("uk").gettext("Willkommen"))) != []
    assert wrong(page.format(texts("fr").gettext("Ihre Nummer"))) != []
    assert wrong(page.format(f'<span lang="ar">{texts("ar").gettext("Willkommen")}</span>')) != []
