"""Logging in and out: passwords, sessions, one-time links, and who is kept out."""

import pytest
from sqlalchemy import select
from staffroom import Staffroom

from lobby.commands import staff
from lobby.store.tables.tickets import TicketRow


@pytest.fixture
def open_browser(day):
    return Staffroom(day).open


@pytest.fixture
def anna(open_browser):
    """Somebody who is logged in."""
    return open_browser().log_in("anna")


@pytest.fixture
def emre(open_browser):
    """Somebody else who is logged in."""
    return open_browser(2).log_in("emre")


def test_the_right_password_leads_to_the_desk(open_browser):
    anna = open_browser().log_in("anna")
    assert anna.answer.request.path == "/desk"
    assert "An welchem Platz arbeiten Sie?" in anna.text


def test_a_wrong_password_shows_the_same_page_with_the_reason(open_browser):
    somebody = open_browser().log_in("anna", "wrong")
    assert somebody.status == 401
    assert "Name oder Passwort ist falsch." in somebody.text
    assert 'value="anna"' in somebody.text
    assert 'name="password"' in somebody.text


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(open_browser):
    somebody = open_browser()
    for login in ("anna", "nobody"):
        assert somebody.log_in(login, "wrong").status == 401
        assert "Name oder Passwort ist falsch." in somebody.text


def test_after_ten_failures_even_the_right_password_must_wait(open_browser):
    somebody = open_browser()
    for _ in range(10):
        assert somebody.log_in("anna", "wrong").status == 401
    assert somebody.log_in("anna").status == 429
    assert "Zu viele Versuche." in somebody.text
    assert somebody.answer.headers["Retry-After"] == "60"
    assert open_browser(2).log_in("emre").status == 200  # elsewhere work goes on


def test_log_ins_that_succeed_are_not_counted(open_browser):
    for _ in range(12):
        assert open_browser().log_in("anna").status == 200


def test_a_log_in_without_the_forms_token_is_refused(open_browser):
    somebody = open_browser().get("/login").send("/login", csrf=False, login="anna", password="a good password")
    assert somebody.status == 403
    assert somebody.get("/desk").answer.request.path == "/login"


def test_the_session_cookie_is_out_of_reach_for_scripts(open_browser):
    somebody = open_browser().log_in("anna")
    given = somebody.answer.history[0].headers.getlist("Set-Cookie")
    set_cookie = next(value for value in given if value.startswith("lobby_session="))
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie


def test_after_log_in_one_is_where_one_wanted_to_be(open_browser):
    somebody = open_browser().get("/desk?lang=en")
    assert somebody.answer.request.path == "/login"
    assert 'name="next" value="/desk?lang=en"' in somebody.text


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test", "/\t/elsewhere.test", "desk"]
)
def test_the_log_in_leads_to_no_foreign_page(open_browser, elsewhere):
    somebody = open_browser().log_in("anna", onward=elsewhere)
    assert somebody.answer.history[0].headers["Location"] == "/login/on"


def test_who_is_logged_in_already_is_led_on(anna):
    anna.get("/login")
    assert "Sie sind angemeldet." in anna.text
    assert 'href="/login/on"' in anna.text
    assert 'name="password"' not in anna.text


def test_who_has_no_desk_is_told_that_she_is_logged_in(open_browser):
    lena = open_browser().log_in("lena")
    assert lena.answer.request.path == "/login"
    assert "Sie sind angemeldet." in lena.text
    assert lena.get("/desk").status == 403


def test_logging_out_ends_the_session_and_frees_the_counter(anna, emre):
    anna.send("/desk/sign-on", counter="101")
    assert anna.send("/logout").answer.request.path == "/login"
    assert anna.get("/desk").answer.request.path == "/login"
    assert "Zimmer 101" in emre.send("/desk/sign-on", counter="101").text
    assert emre.status == 200


def test_nobody_logs_out_and_leaves_a_visitor_behind(day, anna):
    day.draw()
    anna.send("/desk/sign-on", counter="101").press("Nächste Nummer aufrufen").send("/logout")
    assert anna.status == 409
    assert "An diesem Platz ist noch die Nummer A001." in anna.text
    assert anna.get("/desk").answer.request.path == "/desk"


def test_logging_out_without_the_forms_token_is_refused(anna):
    assert anna.send("/logout", csrf=False).status == 403
    assert anna.get("/desk").answer.request.path == "/desk"


def test_a_one_time_link_sets_the_first_password_once(day, open_browser):
    key = staff.add(day.db, "mona", ["caseworker"], ["bernburg"])
    mona = open_browser().get(f"/login/first?key={key}").send("/login/first", key=key, password="chosen by mona")
    assert "Das Passwort ist gesetzt." in mona.text
    assert mona.log_in("mona", "chosen by mona").answer.request.path == "/desk"
    again = open_browser(2).get(f"/login/first?key={key}").send("/login/first", key=key, password="chosen by another")
    assert again.status == 404


def test_a_first_password_that_is_too_short_is_asked_for_again(day, open_browser):
    key = staff.add(day.db, "mona", ["caseworker"], ["bernburg"])
    mona = open_browser().get(f"/login/first?key={key}").send("/login/first", key=key, password="short")
    assert mona.status == 422
    assert 'aria-invalid="true"' in mona.text
    mona.send("/login/first", key=key, password="long enough now")
    assert mona.log_in("mona", "long enough now").status == 200


def test_guessing_one_time_links_is_limited_too(open_browser):
    somebody, codes = open_browser(), []
    for guess in range(11):
        somebody.get("/login/first?key=guess").send("/login/first", key=f"guess-{guess}", password="whatever it is")
        codes.append(somebody.status)
    assert codes == [404] * 10 + [429]


def test_a_browser_that_is_a_kiosk_may_log_in_too(day, open_browser):
    somebody = open_browser().get(f"/?device={day.kiosk}").get("/desk")
    assert somebody.answer.request.path == "/login"
    assert somebody.log_in("anna").answer.request.path == "/desk"


def test_the_staffs_language_is_the_browsers_until_another_is_chosen(open_browser):
    somebody = open_browser()
    assert 'lang="de"' in somebody.get("/login").text
    assert 'lang="uk"' in somebody.get("/login", **{"Accept-Language": "uk-UA"}).text.partition("<head")[0]
    assert 'dir="rtl"' in somebody.get("/login?lang=ar").text.partition("<head")[0]
    assert 'dir="rtl"' in somebody.get("/login").text.partition("<head")[0]


def test_nothing_is_written_by_a_page_that_is_only_looked_at(day, anna):
    before = day.today.revision
    for path in ("/login", "/login/on", "/desk", "/desk?lang=en", "/login/first?key=x"):
        anna.get(path)
    with day.db.snapshot() as session:
        assert session.scalar(select(TicketRow.id)) is None
    assert day.today.revision == before
