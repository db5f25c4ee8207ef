"""The kiosk's pages as the server renders them: each is a whole step without scripts."""

import re
from datetime import UTC, datetime

import pytest
from office import DEMO

from lobby.commands import devices, offices
from lobby.domain.errors import N_
from lobby.i18n import LANGUAGES, texts
from lobby.store.tables.devices import DeviceKind

LANGUAGE_CODES = tuple(LANGUAGES)
NIGHT = datetime(2026, 11, 24, 20, tzinfo=UTC)
LAST_HALF_HOUR = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)  # a quarter to twelve: open, and nobody is taken on


def with_line(slug, line):
    """The demo office's file with a line more in a service."""
    return DEMO.replace(f'slug = "{slug}"\n', f'slug = "{slug}"\n{line}\n', 1)


def test_the_first_page_offers_every_language_by_its_own_name(paper):
    paper.get("/kiosk")
    hrefs = re.findall(r'href="/kiosk/([a-z-]+)"', paper.text)
    assert tuple(hrefs) == LANGUAGE_CODES
    for code in LANGUAGE_CODES:
        assert f"<strong>{LANGUAGES[code].own_name}</strong>" in paper.text


def test_the_greeting_is_in_many_languages_and_none_comes_twice(paper):
    greetings = re.search(r"<h1 class=\"welcome\".*?</h1>", paper.get("/kiosk").text, re.S)[0]
    assert greetings.count("Willkommen") == 1
    for greeting in ("أهلاً وسهلاً", "Ласкаво просимо", "Welcome", "Hoş geldiniz"):
        assert greeting in greetings


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_every_step_speaks_the_chosen_language(paper, code):
    _ = texts(code).gettext
    assert _("Wobei können wir Ihnen helfen?") in paper.get(f"/kiosk/{code}").text
    assert f'<html lang="{LANGUAGES[code].tag}" dir="{LANGUAGES[code].direction}"' in paper.text
    assert _("Haben Sie das dabei?") in paper.get(f"/kiosk/{code}/residence").text
    assert _("Ihre Nummer") in paper.draw(code).text
    assert "A001" in paper.text


def test_a_service_shows_how_many_wait(day, paper):
    day.draw("duldung")
    day.draw("duldung")
    row = re.search(r'id="service-duldung".*?</li>', paper.get("/kiosk/de").text, re.S)[0]
    assert "<bdi>2</bdi>" in row
    assert "2 Personen warten" in row


def test_the_papers_are_asked_for_before_anything_is_drawn(day, paper):
    paper.get("/kiosk/de/residence")
    assert "Reisepass" in paper.text
    assert day.today.tickets == {}


def test_the_form_sent_twice_draws_one_ticket(day, paper):
    paper.get("/kiosk/de/residence")
    key = re.search(r'name="key" value="([^"]+)"', paper.text)[1]
    first = paper.draw().answer.request.path
    again = paper.draw(key=key, service="residence").answer.request.path
    assert first == again
    assert len(day.today.tickets) == 1


def test_before_drawing_the_visitor_hears_whether_today_is_likely(day, paper):
    assert 'data-probably-today="true"' in paper.get("/kiosk/de/duldung").text
    day.clock.at = datetime(2026, 11, 24, 16, 20, tzinfo=UTC)  # twenty past five
    for _ in range(5):
        day.draw("duldung")
    assert 'data-probably-today="false"' in paper.get("/kiosk/de/duldung").text
    assert "Sie können trotzdem eine Nummer ziehen." in paper.text
    paper.draw()
    assert "D006" in paper.text


def test_choosing_again_is_another_choice(day, paper):
    for _ in range(2):
        paper.get("/kiosk/de/residence").draw()
    assert sorted(ticket.number for ticket in day.today.tickets.values()) == ["A001", "A002"]


def test_the_ticket_leads_to_the_visitors_phone(day, paper):
    paper.get("/kiosk/de/residence").draw()
    assert "data-qr" in paper.text
    assert 'data-slip="queued"' in paper.text
    assert f"http://{day.settings.bind}/t/" not in paper.text  # only in the code: nothing to read aloud, nothing to touch


@pytest.mark.parametrize(
    ("line", "state", "why"),
    [
        ("paused = true", "paused", "Im Moment keine Nummern"),
        ("daily_quota = 0", "quota-reached", "Heute keine Nummern mehr"),
    ],
)
def test_what_cannot_be_drawn_says_why_and_cannot_be_chosen(day, paper, line, state, why):
    offices.load(day.db, with_line("duldung", line), "test")
    row = re.search(r'id="service-duldung".*?</li>', paper.get("/kiosk/de").text, re.S)[0]
    assert f'data-state="{state}"' in row
    assert why in row
    assert "href" not in row
    assert 'name="service"' not in paper.get("/kiosk/de/duldung").text


def test_a_service_that_closes_under_the_finger_is_refused_in_the_visitors_language(day, paper):
    paper.get("/kiosk/tr/duldung")
    offices.load(day.db, with_line("duldung", "paused = true"), "test")
    paper.draw("tr")
    assert paper.status == 409
    assert texts("tr").gettext("Für dieses Anliegen gibt es im Moment keine Nummern.") in paper.text
    assert 'href="/kiosk"' in paper.text


def test_the_closed_office_says_in_all_languages_when_it_opens_next(day, paper):
    day.clock.at = NIGHT
    paper.get("/kiosk")
    for code in LANGUAGE_CODES:
        assert texts(code).gettext("Wir öffnen wieder:") in paper.text
    assert "Donnerstag, 26. November" in paper.text
    assert "26/11" in paper.text  # the others in short
    assert paper.text.count("<bdi>09:00</bdi>") == 2 * len(LANGUAGE_CODES)
    assert "Leistungen für Asylsuchende (SG 30.2): Mi., 25.11. · 09:00" in re.sub(r"<[^>]+>", "", paper.text)
    assert "/kiosk/de" not in paper.text


def test_a_service_that_is_closed_says_when_it_opens(day, paper):
    day.clock.forward(days=1)  # Wednesday: benefits alone
    text = paper.get("/kiosk/de").text
    assert "/kiosk/de/benefits" in text
    row = re.search(r'id="service-residence".*?</li>', text, re.S)[0]
    assert "Nummern gibt es wieder: <bdi>Donnerstag, 26. November · 09:00</bdi>" in row
    assert "href" not in row
    assert 'name="service"' not in paper.get("/kiosk/de/residence").text


def test_the_chosen_language_stands_first_where_numbers_end(day, paper):
    day.clock.at = LAST_HALF_HOUR
    titles = re.findall(r"<h([12])[^>]*>([^<]+)</h", paper.get("/kiosk/ar").text)
    assert titles[0] == ("1", texts("ar").gettext("Im Moment gibt es keine Nummern."))
    assert "Geschlossen" not in paper.text
    assert "<bdi>14:00</bdi>" in paper.text


@pytest.mark.parametrize("path", ["/kiosk/xx", "/kiosk/de/nothing", "/kiosk/de/ticket/nothing"])
def test_what_there_is_not_is_a_page_with_a_way_back(paper, path):
    paper.get(path)
    assert paper.status == 404
    assert 'href="/kiosk"' in paper.text


@pytest.mark.parametrize("changed", [{"service": "nothing"}, {"service": ""}, {"key": "short"}, {"key": ""}])
def test_a_bad_form_draws_nothing(day, paper, changed):
    paper.get("/kiosk/de/residence").draw(**changed)
    assert paper.status == 422
    assert day.today.tickets == {}


def test_a_machine_without_a_key_says_that_it_is_not_set_up(stranger):
    stranger.get("/kiosk")
    assert stranger.status == 401
    assert "Dieses Gerät ist noch nicht eingerichtet" in stranger.text
    stranger.get("/kiosk?device=nonsense")
    assert stranger.status == 401
    assert "lobby device add kiosk" in stranger.text


def test_another_devices_key_draws_nothing(day, stranger):
    stranger.key = day.printer
    stranger.get("/kiosk/de/residence")
    assert stranger.status == 401


def test_a_kiosk_shows_no_ticket_of_another_office(day, paper, stranger):
    offices.load(day.db, DEMO.replace('slug = "bernburg"', 'slug = "magdeburg"', 1), "test")
    stranger.key = devices.add(day.db, DeviceKind.KIOSK, "kiosk", "magdeburg")
    token = day.draw().token
    assert "A001" in paper.get(f"/kiosk/de/ticket/{token}").text
    assert stranger.get(f"/kiosk/de/ticket/{token}").status == 404


def test_without_a_public_address_there_is_no_code(day, paper):
    offices.load(day.db, DEMO.replace("demo = true", "demo = false"), "test")
    paper.get("/kiosk/de/residence").draw()
    assert "A001" in paper.text
    assert "data-qr" not in paper.text


def test_a_paused_service_says_why_in_the_visitors_language(day, paper):
    offices.load(day.db, with_line("residence", 'paused = true\npause_reason = "technical"'), "test")
    for language in ("de", "ar"):
        reason = texts(language).gettext(N_("Es gibt eine technische Störung."))
        row = re.search(r'id="service-residence".*?</li>', paper.get(f"/kiosk/{language}").text, re.S)[0]
        assert reason in row
        assert reason in paper.get(f"/kiosk/{language}/residence").text
        assert reason not in paper.get(f"/kiosk/{language}/fiktion").text
