"""The visitor's page as the server renders it: state by state one sentence, and what to do next."""

import pytest

from lobby.commands import tickets
from lobby.domain.lifecycle import Verb
from lobby.i18n import LANGUAGES, texts

LANGUAGE_CODES = ("de", "de-simple", "uk", "ar", "ru", "en", "fa", "tr")


def at(day, plain, token, state):
    """The page of a ticket that was brought into this state at room 101."""
    steps = {
        "waiting": [],
        "called": [lambda: day.call_next("101")],
        "serving": [lambda: day.call_next("101"), lambda: day.do(Verb.START, "101", "A001")],
        "finished": [
            lambda: day.call_next("101"),
            lambda: day.do(Verb.START, "101", "A001"),
            lambda: day.do(Verb.FINISH, "101", "A001"),
        ],
        "missed": [lambda: day.call_next("101"), lambda: day.do(Verb.MISS, "101", "A001")],
        "withdrawn": [lambda: tickets.withdraw(day.db, token)],
    }
    for step in steps[state]:
        step()
    return plain.get(f"/t/{token}").text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("waiting", "Lassen Sie diese Seite offen. Hier steht, wann und wohin Sie gehen."),
        ("called", "Sie sind an der Reihe."),
        ("serving", "Sie sind gerade bei uns."),
        ("finished", "Ihr Besuch ist fertig."),
        ("missed", "Bitte kommen Sie gleich zum Servicepunkt."),
        ("withdrawn", "Bleiben Sie doch? Ziehen Sie bitte eine neue Nummer."),
    ],
)
def test_each_state_says_what_to_do_next(day, plain, state, sentence):
    page = at(day, plain, day.draw().token, state)
    assert plain.status == 200
    assert f'data-state="{state}"' in page
    assert sentence in page
    assert "A001" in page


@pytest.mark.parametrize("state", ["waiting", "called", "missed"])
def test_a_number_can_be_given_back_while_it_is_not_served(day, plain, state):
    token = day.draw().token
    assert f'href="/t/{token}/withdraw' in at(day, plain, token, state)
    assert plain.get(f"/t/{token}/withdraw").text.count("<form") == 1
    assert day.state("A001") == state  # asking changes nothing
    plain.post(f"/t/{token}/withdraw")
    assert day.state("A001") == "withdrawn"
    assert "Sie haben Ihre Nummer zurückgegeben." in plain.text


def test_who_is_being_served_cannot_give_the_number_back(day, plain):
    token = day.draw().token
    assert f'href="/t/{token}/withdraw' not in at(day, plain, token, "serving")
    plain.post(f"/t/{token}/withdraw")
    assert day.state("A001") == "serving"
    assert plain.status == 200
    assert "Sie sind gerade bei uns." in plain.text


def test_giving_back_twice_says_the_same(day, plain):
    token = day.draw().token
    for _ in range(2):
        assert "Sie haben Ihre Nummer zurückgegeben." in plain.post(f"/t/{token}/withdraw").text


def test_the_people_ahead_are_counted(day, plain):
    day.draw()
    day.draw()
    page = plain.get(f"/t/{day.draw().token}").text
    assert "data-ahead>2<" in page


def test_an_unknown_wait_is_said_in_words(day, plain):
    assert "können wir noch nicht sagen" in plain.get(f"/t/{day.draw().token}").text


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_the_page_speaks_the_tickets_language_whatever_the_phone_speaks(day, plain, code):
    page = plain.get(f"/t/{day.draw(language=code).token}", language="pl").text
    assert f'<html lang="{LANGUAGES[code].tag}" dir="{LANGUAGES[code].direction}"' in page
    assert texts(code).gettext("Ihre Nummer") in page


def test_another_language_can_be_chosen_by_its_own_name(day, plain):
    token = day.draw(language="ar").token
    page = plain.get(f"/t/{token}").text
    for code in LANGUAGE_CODES:
        assert f'<a href="?lang={code}"' in page  # of this very page: the address need not be told sixteen times
        assert LANGUAGES[code].own_name in page
    assert texts("tr").gettext("Ihre Nummer") in plain.get(f"/t/{token}?lang=tr").text
    assert texts("tr").gettext("Ja, zurückgeben") in plain.get(f"/t/{token}/withdraw?lang=tr").text


def test_the_chosen_language_stays_after_giving_back(day, plain):
    token = day.draw(language="de").token
    plain.post(f"/t/{token}/withdraw?lang=uk")
    assert texts("uk").gettext("Sie haben Ihre Nummer zurückgegeben.") in plain.text


@pytest.mark.parametrize("path", ["/t/nonsense", "/t/nonsense/withdraw"])
def test_an_unknown_number_is_told_kindly_in_the_phones_language(plain, path):
    plain.get(path, language="tr-TR")
    assert plain.status == 404
    assert texts("tr").gettext("Diese Nummer gibt es nicht mehr") in plain.text


def test_giving_an_unknown_number_back_is_told_kindly_too(plain):
    assert plain.post("/t/nonsense/withdraw").status == 404


def test_a_number_of_yesterday_is_told_kindly(day, plain):
    token = day.draw().token
    day.clock.forward(days=1)
    for path in (f"/t/{token}", f"/t/{token}/withdraw"):
        plain.get(path)
        assert plain.status == 410
        assert "Sie war nur an ihrem Tag gültig." in plain.text
    assert plain.post(f"/t/{token}/withdraw").status == 410


def test_the_page_names_nothing_that_only_the_house_may_see(day, plain):
    page = plain.get(f"/t/{day.draw(needs=('wheelchair',)).token}").text
    assert "slip" not in page
    assert "wheelchair" not in page
