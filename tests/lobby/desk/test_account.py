"""One's own account: sessions, password, second step, API tokens, and being asked again before something dangerous."""

import re
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select
from staffroom import PASSWORD, Staffroom

from lobby.commands import keys, secondstep, staff
from lobby.commands.tokens import Wanted
from lobby.store.tables.audit import AuditRow
from lobby.store.tables.staff import KeyRow, StaffRow


@pytest.fixture
def room(day):
    return Staffroom(day)


@pytest.fixture
def anna(room):
    return room.open().log_in("anna").get("/account")


def cookie(browser):
    return browser.client.get_cookie("lobby_session").value


def app_of(day, login):
    with day.db.snapshot() as session:
        return pyotp.TOTP(session.scalar(select(StaffRow.totp_secret).where(StaffRow.login == login)))


def set_up_second_step(day, browser):
    browser.send("/account/second-step")
    browser.send("/account/second-step/confirm", code=app_of(day, "anna").at(day.clock.now()))
    day.clock.forward(seconds=60)
    return re.findall(r"<li><code>([^<]+)</code>", browser.text)


def acts(day):
    with day.db.snapshot() as session:
        return session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()


def test_one_sees_where_one_is_logged_in_and_ends_what_one_does_not_know(room, anna):
    other = room.open(2)
    other.get("/login", **{"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"})
    other.log_in("anna")
    assert anna.get("/account").text.count('/end"') == 1
    assert "diese Sitzung" in anna.text
    ended = re.search(r"/account/sessions/\d+/end", anna.text)[0]
    assert "Die Sitzung ist beendet." in anna.send(ended).text
    assert other.get("/desk").answer.request.path == "/login"
    assert anna.get("/desk").answer.request.path == "/desk"


def test_nobody_ends_sessions_or_tokens_of_somebody_else(day, room, anna):
    emre = room.open(2).log_in("emre")
    token = staff.token(day.db, "emre")
    theirs = [keys.holder(day.db, secret).key_id for secret in (cookie(emre), token)]
    assert anna.send(f"/account/sessions/{theirs[0]}/end").status == 404
    assert anna.get("/account").send(f"/account/tokens/{theirs[1]}/revoke").status == 404
    assert keys.holder(day.db, cookie(emre)) and keys.holder(day.db, token)


def test_another_password_ends_all_other_sessions(room, anna):
    other = room.open(2).log_in("anna")
    anna.send("/account/password", old=PASSWORD, password="another good one")
    assert "Das neue Passwort gilt." in anna.text
    assert other.get("/desk").answer.request.path == "/login"
    assert room.open(3).log_in("anna").status == 401
    assert room.open(4).log_in("anna", "another good one").status == 200


@pytest.mark.parametrize(
    ("old", "new", "said"), [("wrong", "another good one", "falsch"), (PASSWORD, "Bernburg2026", "leicht zu erraten")]
)
def test_a_password_that_cannot_be_is_said_beside_its_field(anna, old, new, said):
    anna.send("/account/password", old=old, password=new)
    assert anna.status == 422
    assert said in anna.text


def test_each_log_in_makes_a_new_secret_and_ends_the_browsers_old_one(day, room):
    somebody = room.open()
    somebody.client.set_cookie("lobby_session", "ls_laid-there-by-somebody-else")
    first = cookie(somebody.log_in("anna"))
    assert first != "ls_laid-there-by-somebody-else"
    second = cookie(somebody.send("/login", login="anna", password=PASSWORD))
    assert first != second
    assert keys.holder(day.db, first) is None


def test_who_does_nothing_for_an_hour_is_signed_off_and_who_works_is_not(day, anna):
    for _ in range(3):
        day.clock.forward(minutes=50)
        assert anna.get("/desk").answer.request.path == "/desk"
    day.clock.forward(minutes=61)
    assert anna.get("/desk").answer.request.path == "/login"


def test_a_script_that_only_reads_is_nobody_at_work(day, anna):
    for _ in range(2):
        day.clock.forward(minutes=31)
        anna.get("/api/v1/desk/counters")
    assert anna.status == 401


def test_automatic_sign_off_loses_no_visitor(day, anna):
    day.draw()
    anna.get("/desk").send("/desk/sign-on", counter="101")
    anna.press("Nächste Nummer aufrufen")
    day.clock.forward(minutes=61)
    anna.log_in("anna").get("/desk")
    assert "A001" in anna.text
    assert 'data-state="called"' in anna.text


def test_of_sessions_that_are_over_nothing_is_kept(day, anna):
    day.clock.forward(hours=2)
    keys.forget(day.db)
    with day.db.snapshot() as session:
        assert session.scalars(select(KeyRow).where(KeyRow.browser.is_not(None))).all() == []


def test_the_second_step_is_asked_for_after_the_password_and_a_code_opens_once(day, room, anna):
    set_up_second_step(day, anna)
    code, somebody = app_of(day, "anna").at(day.clock.now()), room.open(2).log_in("anna")
    assert somebody.answer.request.path == "/login/code"
    assert somebody.get("/desk").answer.request.path == "/login"
    somebody.get("/login/code").send("/login/code", code=code)
    assert somebody.answer.request.path == "/desk"
    seen_by_others = room.open(3).log_in("anna").send("/login/code", code=code)
    assert seen_by_others.status == 401
    assert "nicht richtig oder schon benutzt" in seen_by_others.text


def test_a_recovery_code_opens_once_and_is_kept_only_as_a_digest(day, room, anna):
    codes = set_up_second_step(day, anna)
    assert len(set(codes)) == 10
    with day.db.snapshot() as session:
        kept = session.scalar(select(StaffRow.recovery).where(StaffRow.login == "anna"))
    assert not any(code in str(kept) or code.replace("-", "") in str(kept) for code in codes)
    assert room.open(2).log_in("anna").send("/login/code", code=codes[0].upper()).answer.request.path == "/desk"
    assert room.open(3).log_in("anna").send("/login/code", code=codes[0]).status == 401


def test_guessed_codes_pause_the_account_and_the_password_again_buys_no_more_tries(day, room, anna):
    set_up_second_step(day, anna)
    for at in range(2, 7):
        assert room.open(at).log_in("anna").send("/login/code", code="000000").status == 401
    right = app_of(day, "anna").at(day.clock.now())
    assert room.open(8).log_in("anna").status == 401
    assert "login.pause" in acts(day)
    day.clock.forward(seconds=30)
    right = app_of(day, "anna").at(day.clock.now())
    assert room.open(9).log_in("anna").send("/login/code", code=right).answer.request.path == "/desk"


def test_a_wrong_code_switches_nothing_on(day, anna):
    anna.send("/account/second-step")
    assert anna.send("/account/second-step/confirm", code="12345").status == 422
    assert not secondstep.is_on(day.db, 1)


def test_the_password_alone_opens_the_second_step_for_five_minutes_only(day, room, anna):
    set_up_second_step(day, anna)
    somebody = room.open(2).log_in("anna")
    day.clock.forward(minutes=6)
    somebody.send("/login/code", code=app_of(day, "anna").at(day.clock.now()))
    assert somebody.answer.request.path == "/login"


def test_a_reset_second_step_is_asked_for_no_more(day, room, anna):
    set_up_second_step(day, anna)
    secondstep.reset(day.db, "anna")
    assert room.open(2).log_in("anna").answer.request.path == "/desk"
    assert acts(day)[-2:] == ["second-step.off", "session.begin"]


def test_something_dangerous_asks_for_the_password_again_and_then_goes_on_with_what_was_sent(day, anna):
    day.clock.forward(minutes=11)
    anna.send("/account/tokens", name="Kalender", scope="desk", days="30")
    assert anna.status == 403
    assert "Bitte bestätigen" in anna.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', anna.text))
    assert (hidden["name"], hidden["scope"], hidden["days"]) == ("Kalender", "desk", "30")
    anna.send("/account/tokens", **{**hidden, "proof": "wrong"})
    assert anna.status == 401
    assert 'value="Kalender"' in anna.text
    anna.send("/account/tokens", **{**hidden, "proof": PASSWORD})
    assert "data-token" in anna.text
    anna.get("/account").send("/account/tokens", name="Noch einer")
    assert "data-token" in anna.text


def test_a_token_shows_its_secret_once_and_opens_nothing_the_moment_it_is_revoked(anna):
    anna.send("/account/tokens", name="Kalender", scope="desk")
    secret = re.search(r"data-token>([^<]+)<", anna.text)[1]
    bearer = {"Authorization": f"Bearer {secret}"}
    stranger = anna.client.application.test_client()
    assert stranger.get("/api/v1/desk/counters", headers=bearer).status_code == 200
    assert secret not in anna.get("/account").text
    anna.send(re.search(r"/account/tokens/\d+/revoke", anna.text)[0])
    assert stranger.get("/api/v1/desk/counters", headers=bearer).status_code == 401


def test_a_token_opens_what_its_scopes_say_and_nothing_else_that_its_owner_may(day, room):
    client = room.open().client
    status = {}
    for scopes in ((), ("desk",), ("reports:read",)):
        bearer = {"Authorization": f"Bearer {staff.token(day.db, 'lena', Wanted(scopes=scopes))}"}
        status[scopes] = [client.get(f"/api/v1/{path}", headers=bearer).status_code for path in ("desk/queue", "reports/waits")]
    assert [[code != 403 for code in codes] for codes in status.values()] == [[True, True], [True, False], [False, True]]


def test_a_token_ends_with_its_days(day):
    staff.add(day.db, "anna", ["caseworker"], ["bernburg"], PASSWORD)
    token = staff.token(day.db, "anna", Wanted(days=30))
    day.clock.forward(days=29)
    assert keys.holder(day.db, token)
    day.clock.forward(days=1)
    assert keys.holder(day.db, token) is None


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "x" * 81}, {"name": "x", "days": "0"}, {"name": "x", "scope": "everything"}]
)
def test_a_token_that_cannot_be_is_refused_and_what_was_typed_stays(anna, sent):
    assert anna.send("/account/tokens", **sent).status == 422
    assert f'value="{sent["name"]}"' in anna.text


def test_where_the_house_wants_a_second_step_one_sets_it_up_first_and_then_works(day):
    day.settings = replace(day.settings, totp_roles=frozenset({"caseworker"}))
    room = Staffroom(day)
    anna = room.open().log_in("anna")
    assert anna.answer.request.path == "/account/second-step"
    assert "Ihr Haus verlangt ihn." in anna.text
    assert anna.get("/api/v1/desk/counters").status == 403
    anna.get("/account/second-step")
    set_up_second_step(day, anna)
    assert anna.get("/desk").answer.request.path == "/desk"
    assert room.open(2).log_in("lena").answer.request.path == "/login"
