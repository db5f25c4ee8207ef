"""What a visitor reads before she comes, and what only the demo's own machine shows."""

import re

import pytest

from lobby.commands import offices
from lobby.demo import logins
from lobby.desk.screen import SCREEN as DESK
from lobby.public.screen import SCREEN
from lobby.web.app import create_app
from lobby.web.pages import READY


@pytest.fixture
def look(day):
    """The text of a page. `at_home`: asked from elsewhere than the server's own machine."""
    client = create_app(day.settings, (SCREEN, DESK)).test_client()

    def get(path="/", language="de", at_home=True):
        headers = {"Accept-Language": language} | ({"X-Forwarded-For": "192.0.2.1"} if at_home else {})
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.get_data(as_text=True)

    return get


def told(page):
    """The page's text without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<body")[2]).split())


def test_the_page_names_the_office_and_its_address(look):
    assert "Ausländerbehörde des Salzlandkreises" in told(look())
    assert "Friedensallee 25, 06406 Bernburg" in told(look())


@pytest.mark.parametrize("language", READY)
def test_the_page_speaks_every_language(look, language):
    page = look(f"/?lang={language}")
    assert 'aria-current="true"' in page
    if language != "de":
        assert "Wofür können Sie kommen?" not in page


def test_languages_are_shown_by_their_own_names(look):
    for name in ("Leichte Sprache", "Українська", "العربية", "English"):
        assert name in look()


def test_an_unknown_language_is_answered_in_the_browsers(look):
    assert 'lang="tr"' in look("/?lang=xx", language="tr").partition("<head")[0]


def test_an_open_office_says_until_when(look):
    assert "Jetzt geöffnet bis 12:00 Uhr" in told(look())


def test_a_closed_office_says_when_it_opens_next(day, look):
    day.clock.forward(hours=10)
    assert "Geschlossen Wir öffnen wieder: Donnerstag, 26. November, 09:00 Uhr" in told(look())


def test_opening_hours_are_a_table_of_weekdays(look):
    page = told(look())
    assert "Montag geschlossen Dienstag 09:00 – 12:00 14:00 – 18:00 Mittwoch geschlossen" in page
    assert "Nummern gibt es bis 30 Minuten vor Schluss." in page


def test_a_service_with_hours_of_its_own_has_them_below(look):
    assert "Leistungen für Asylsuchende (SG 30.2) Montag: 09:00 – 12:00 Dienstag: 09:00" in told(look())


def test_when_only_a_service_is_open_the_page_does_not_promise_the_office(day, look):
    day.clock.forward(days=1)
    page = told(look())
    assert "Jetzt nur für einzelne Anliegen geöffnet bis 12:00 Uhr" in page
    assert "Nummern gibt es wieder: Donnerstag, 26. November · 09:00" in page


def test_a_closure_on_an_opening_day_is_told_weeks_before(day, look):
    assert "24. Dezember" in told(look())
    day.clock.forward(days=-30)
    assert "24. Dezember" not in told(look())


def test_a_closure_on_a_day_that_never_opens_is_not_told(day, look):
    day.clock.forward(days=10)
    assert "25. Dezember" not in told(look())  # a Friday


def test_each_service_says_what_to_bring(look):
    assert "Bitte bringen Sie mit: Reisepass" in told(look())
    assert "جواز السفر" in look("/?lang=ar")


def test_the_page_counts_who_waits_and_says_how_long_where_it_knows(day, look):
    assert "Gerade wartet niemand." in told(look())
    day.draw("residence")
    day.draw("benefits")
    page = told(look())
    assert "Gerade warten 2 Personen." in page
    assert "Wie lange es dauert, können wir noch nicht sagen." in page
    assert "Stand: 09:30 Uhr" in page
    day.at("101")
    page = told(look())
    assert re.search(r"1 wartet · +\d+ bis \d+ Minuten", page)
    assert "können wir noch nicht sagen" not in page


@pytest.mark.parametrize("language", READY)
def test_how_it_works_is_told_step_by_step_in_every_language(look, language):
    page = look(f"/how?lang={language}")
    assert page.count('class="how-icon"') == 5
    assert f'href="/?lang={language}"' in page
    if language != "de":
        assert "Warten Sie." not in told(page) or language == "de-simple"


def test_a_service_without_numbers_says_so(day, look):
    before, service, after = offices.dump(day.db, "bernburg").partition('slug = "fiktion"')
    offices.load(day.db, before + service + after.replace("paused = false", "paused = true", 1), "test")
    assert "Für dieses Anliegen gibt es im Moment keine Nummern." in told(look())


def test_without_an_address_for_phones_none_is_promised(day, look):
    assert "auf dem Handy" in told(look())
    offices.load(day.db, offices.dump(day.db, "bernburg").replace("demo = true", "demo = false"), "test")
    assert "auf dem Handy" not in told(look())


def test_log_ins_are_shown_at_the_demos_own_machine_only(day, look):
    made = logins.make(day.db, "bernburg", day.settings.data_dir)
    here, elsewhere = look(at_home=False), look()
    for secret in (*made["people"].values(), made["devices"]["kiosk"], made["devices"]["display"]):
        assert secret in here
        assert secret not in elsewhere
    assert made["devices"]["printer"] not in here
    assert "/kiosk?device=" not in elsewhere


def test_no_other_office_shows_log_ins(day, look):
    made = logins.make(day.db, "bernburg", day.settings.data_dir)
    offices.load(day.db, offices.dump(day.db, "bernburg").replace("demo = true", "demo = false"), "test")
    assert made["people"]["admin"] not in look(at_home=False)


def test_a_demo_without_kept_log_ins_is_a_page_like_others(look):
    assert "Lobby ausprobieren" not in look(at_home=False)


def test_the_latest_slip_is_shown_once_there_is_one(day, look):
    logins.make(day.db, "bernburg", day.settings.data_dir)
    assert re.search(r"<figure[^>]*data-slip hidden", look(at_home=False))
    (day.settings.data_dir / "slips").mkdir()
    (day.settings.data_dir / "slips" / "1-A001.png").touch()
    assert not re.search(r"<figure[^>]*data-slip hidden", look(at_home=False))


@pytest.mark.parametrize("language", READY)
def test_privacy_is_told_in_every_language(look, language):
    page = look(f"/privacy?lang={language}")
    assert 'href="/privacy' not in page  # the page itself
    if language != "de":
        assert "Wir rufen Nummern auf, keine Namen." not in page


def test_looking_changes_nothing(day, look):
    before = day.today
    look()
    look("/privacy")
    assert day.today == before


def test_where_else_to_go_is_told_in_the_visitors_language(look):
    text = look("/partners?lang=ar")
    assert "مكتب رعاية الشباب" in text
    assert "مساعدة للأطفال والشباب والعائلات" in text
    assert "Friedensallee 25" in text
    assert 'href="/partners?lang=ar"' in look("/?lang=ar")


def test_an_office_without_partners_points_nowhere_and_says_so(day, look):
    day.load(lambda text: text[: text.index("[[partners]]")])
    assert "/partners" not in look()
    assert "Hier steht noch nichts." in look("/partners")


def test_privacy_says_for_how_many_days_this_office_keeps_what(day, look):
    assert "gespeichert ist: 30." in told(look("/privacy"))
    offices.load(day.db, offices.dump(day.db, "bernburg").replace("retention_days = 30", "retention_days = 7"), "test")
    assert "gespeichert ist: 7." in told(look("/privacy"))
    assert "7" in told(look("/privacy?lang=ar")).partition("إلى متى")[2][:90]


def test_privacy_tells_of_answers_only_where_the_office_asks_for_them(day, look):
    asked, words = "wie Ihr Besuch war", "speichern wir dann ohne Ihre Nummer"
    assert (asked in told(look("/privacy")), words in told(look("/privacy"))) == (True, False)
    day.load(lambda text: text.replace("asks = true", "asks = true\nwords = true"))
    assert words in told(look("/privacy"))
    day.load(lambda text: text.replace("asks = true", "asks = false"))
    assert asked not in told(look("/privacy"))


def test_privacy_tells_of_rights_and_of_whom_to_ask(look):
    page = told(look("/privacy"))
    assert "Sie können fragen, was zu Ihrer Nummer gespeichert ist." in page
    assert "Friedensallee 25, 06406 Bernburg" in page.partition("Wer verantwortlich ist")[2]


def test_a_visitors_page_sets_no_cookie_but_that_of_its_forms(day, look):
    client = create_app(day.settings, (SCREEN, DESK)).test_client()
    client.get("/privacy")
    assert {cookie.key for cookie in client._cookies.values()} <= {"lobby_form"}
