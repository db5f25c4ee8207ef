"""Logging in through a provider that somebody has tampered with, that errs, or that is not there."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey
from office import Day
from oidcprovider import CLIENT, SECRET, wrong_provider
from vouched import Visitor, app_with

from lobby.commands import staff
from lobby.web import abroad, oidc

REFUSED = "Die Anmeldung über Ihre Behörde hat nicht geklappt."
AWAY = "Die Anmeldung über Ihre Behörde ist gerade nicht erreichbar."
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture(scope="module")
def other_key():
    """A key by the same name as the provider's."""
    return RSAKey.generate_key(2048, {"kid": "right"})


@pytest.fixture(scope="module")
def running():
    with wrong_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("office"))
    yield day
    day.db.close()


@pytest.fixture(scope="module")
def served(office, running):
    made = app_with(office, running.settings)
    yield made
    made.extensions["lobby"].db.close()


@pytest.fixture
def provider(running):
    running.be_right()
    return running


@pytest.fixture
def app(served, provider):
    """Lobby, which does not remember what the provider said before."""
    served.extensions["provider"] = oidc.Provider(provider.settings)
    return served


@pytest.fixture
def anna(app, provider):
    return Visitor(app, provider.way_back)


def at_last(claims):
    """Claims that are told as so much before or after now, reckoned when the test has come to its turn."""
    now = int(time.time())
    return {name: now + int(told.total_seconds()) if isinstance(told, timedelta) else told for name, told in claims.items()}


def b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()


def logout_token(provider, **changes):
    return provider.id_token(**({"nonce": None, "events": {EVENT: {}}, "jti": "once", "sid": "at-the-provider"} | changes))


def test_what_is_right_is_let_in(anna):
    anna.log_in()
    assert (anna.status, anna.path) == (200, "/desk")
    assert ">anna<" in anna.text


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": [CLIENT, "another"]},
        {"iss": "https://elsewhere.test"},
        {"iss": None},
        {"exp": timedelta(seconds=-120)},
        {"exp": None},
        {"exp": "soon"},
        {"iat": timedelta(seconds=600)},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "s" * 256},
        {"at_hash": "of another token"},
        {"preferred_username": None},
        {"preferred_username": "a" * 81},
        {"preferred_username": "an\nna"},
        {"preferred_username": ["anna"]},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_opens_nothing(provider, anna, claims):
    provider.claims = at_last(claims)
    anna.log_in()
    assert anna.status == 403 and REFUSED in anna.text
    assert anna.cookie("lobby_session") is None
    assert anna.get("/desk").path == "/login"


def test_a_token_that_somebody_else_signed_opens_nothing(provider, anna, other_key):
    provider.key = other_key
    assert REFUSED in anna.log_in().text


def test_a_token_that_nobody_signed_opens_nothing(provider, anna):
    back = provider.way_back(anna.leave())
    provider.token = {"id_token": f"{b64({'alg': 'none'})}.{provider.id_token().split('.')[1]}."}
    assert anna.come_back(back).status == 403


@pytest.mark.parametrize("by", ["the published key", "the client's secret"])
def test_a_shared_secret_signs_nothing(provider, anna, by):
    """The known hole: the public key, or a secret that leaked, taken for an HMAC key."""
    back = provider.way_back(anna.leave())
    signed = f"{b64({'alg': 'HS256', 'kid': 'right'})}.{provider.id_token().split('.')[1]}"
    key = provider.right_key.as_pem(private=False) if by == "the published key" else SECRET.encode()
    provider.token = {"id_token": f"{signed}.{b64(hmac.digest(key, signed.encode(), hashlib.sha256))}"}
    assert anna.come_back(back).status == 403


def test_a_token_that_was_changed_on_its_way_opens_nothing(provider, anna):
    back = provider.way_back(anna.leave())
    head, _, signature = provider.id_token().split(".")
    changed = provider.id_token(roles=["lobby-admin"]).split(".")[1]
    provider.token = {"id_token": f"{head}.{changed}.{signature}"}
    assert anna.come_back(back).status == 403


@pytest.mark.parametrize("token", [{"id_token": None}, {"id_token": 7}, {"id_token": "x"}, {"error": "invalid_grant"}], ids=str)
def test_an_answer_without_a_token_opens_nothing(provider, anna, token):
    provider.token = token
    assert anna.log_in().status == 403


def test_the_answer_must_be_to_this_browsers_question(app, provider, anna):
    """Another's answer, put under somebody, would log her in as that other."""
    back = provider.way_back(Visitor(app, provider.way_back).leave())
    assert anna.come_back(back).status == 403
    anna.leave()
    assert anna.come_back(back).status == 403
    assert "/token" not in provider.asked


def test_an_answer_counts_once(provider, anna):
    back = provider.way_back(anna.leave())
    assert anna.come_back(back).path == "/desk"
    assert anna.come_back(back).status == 403


@pytest.mark.parametrize("extra", ["&iss=https://elsewhere.test", "&error=access_denied"])
def test_an_answer_of_another_provider_is_not_looked_at(provider, anna, extra):
    back = provider.way_back(anna.leave()) + extra
    assert anna.come_back(back.replace("code=any&", "") if "error" in extra else back).status == 403
    assert "/token" not in provider.asked


def test_the_way_there_asks_with_proof_state_and_nonce(provider, anna):
    way = anna.leave()
    for word in ("code_challenge_method=S256", "code_challenge=", "state=", "nonce=", "response_type=code", "scope=openid+profile"):
        assert word in way
    assert SECRET not in way and "code_verifier" not in way


@pytest.mark.parametrize("onward", ["https://else.test/", "//else.test", "/\\else.test", "desk", "/\t/else.test"])
def test_a_provider_log_in_leads_to_no_foreign_page(provider, anna, onward):
    assert anna.log_in(onward).path == "/desk"
    assert anna.answer.history[0].headers["Location"] == "/login/on"


def test_one_is_led_where_one_wanted_to_be(provider, anna):
    provider.claims = {"roles": ["lobby-lead"]}
    assert anna.log_in("/admin/devices").path == "/admin/devices"


def test_the_session_is_a_new_one_and_the_old_one_is_over(office, provider, anna):
    anna.client.set_cookie("lobby_session", "ls_chosen-by-somebody-else")
    first = anna.log_in().cookie("lobby_session")
    assert first != "ls_chosen-by-somebody-else"
    second = anna.log_in().cookie("lobby_session")
    assert second != first
    assert anna.get("/desk").path == "/desk"
    anna.client.set_cookie("lobby_session", first)
    assert anna.get("/desk").path == "/login"


@pytest.mark.parametrize(
    "about",
    [
        {"issuer": "https://elsewhere.test"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "http://elsewhere.test/auth"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_who_tells_wrong_things_of_itself_is_not_used(provider, anna, about):
    provider.about = about
    anna.get("/oidc/login")
    assert anna.status == 503 and AWAY in anna.text
    assert 'name="password"' in anna.text


@pytest.mark.parametrize("where", ["http://192.0.2.1/jwks", "file:///etc/passwd", "gopher://127.0.0.1/"])
def test_keys_are_fetched_from_nowhere_unsafe(provider, anna, where):
    provider.about = {"jwks_uri": where}
    assert anna.log_in().status == 503


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token"])
@pytest.mark.parametrize(
    "answer",
    [
        (302, {"Location": "http://127.0.0.1:9/"}, b""),
        (200, {"Content-Type": "application/json"}, b'{"x": "' + b"x" * abroad.LARGEST + b'"}'),
        (200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"no gzip"),
        (200, {}, b"<html>"),
        (200, {}, b"[]"),
        (500, {}, b""),
    ],
    ids=["elsewhere", "endless", "broken", "a page", "a list", "an error"],
)
def test_whatever_a_provider_answers_the_log_in_page_stays(provider, anna, path, answer):
    provider.answers = {path: answer}
    anna.log_in()
    assert anna.status in (403, 503)
    assert 'name="password"' in anna.text


def test_a_new_key_is_fetched_but_not_at_every_wrong_token(provider, anna, other_key):
    anna.log_in()
    assert provider.asked.count("/jwks") == 1
    provider.header = {"kid": "unknown"}
    for _ in range(3):
        assert anna.log_in().status == 403
    assert provider.asked.count("/jwks") == 1


def test_claims_may_lie_inside_others(office, provider):
    known = provider.settings
    app = app_with(office, type(known)(known.issuer, CLIENT, SECRET, known.roles, roles_claim="realm_access.roles"))
    provider.claims = {"roles": None, "realm_access": {"roles": ["lobby-lead", "offline_access"]}}
    lena = Visitor(app, provider.way_back)
    assert lena.log_in("/admin/devices").path == "/admin/devices"
    app.extensions["lobby"].db.close()


@pytest.mark.parametrize("roles", [None, [], "", ["lobby"], ["LOBBY-LEAD"], [["lobby-lead"]], {"lobby-lead": True}, 7], ids=str)
def test_who_is_given_no_role_is_refused_in_words_and_gets_no_account(office, provider, anna, roles):
    provider.claims = {"roles": roles, "sub": "s-2", "preferred_username": "nora"}
    anna.log_in()
    assert anna.status == 403
    assert "Ihr Konto hat hier noch keine Aufgabe." in anna.text
    assert staff.add(office.db, "nora", ["caseworker"], ["bernburg"]) is not None  # nobody has that name


def test_logging_out_by_the_provider_ends_the_session(provider, anna):
    provider.claims = {"sid": "at-the-provider"}
    anna.log_in()
    assert anna.client.post("/oidc/ended", data={"logout_token": logout_token(provider)}).status_code == 200
    assert anna.get("/desk").path == "/login"


@pytest.mark.parametrize(
    "claims",
    [
        {"events": None},
        {"events": {"another": {}}},
        {"events": EVENT},
        {"nonce": "any"},
        {"sub": None, "sid": None},
        {"aud": "another"},
        {"iss": "https://elsewhere.test"},
        {"iat": timedelta(seconds=-4000)},
        {"exp": timedelta(seconds=-4000)},
        {"jti": None},
    ],
    ids=str,
)
def test_a_wrong_logout_token_logs_nobody_out(provider, anna, claims):
    provider.claims = {"sid": "at-the-provider"}
    anna.log_in()
    provider.claims = {}
    answer = anna.client.post("/oidc/ended", data={"logout_token": logout_token(provider, **at_last(claims))})
    assert answer.status_code == 400
    assert anna.get("/desk").path == "/desk"


@pytest.mark.parametrize("claims", [{"sid": "another", "sub": "s-1"}, {"sid": None, "sub": "another"}], ids=str)
def test_anothers_logout_token_logs_only_the_other_out(provider, anna, claims):
    provider.claims = {"sid": "at-the-provider"}
    anna.log_in()
    assert anna.client.post("/oidc/ended", data={"logout_token": logout_token(provider, **claims)}).status_code == 200
    assert anna.get("/desk").path == "/desk"


def test_a_logout_token_that_somebody_else_signed_logs_nobody_out(provider, anna, other_key):
    provider.claims = {"sid": "at-the-provider"}
    anna.log_in()
    provider.key = other_key
    for token in (logout_token(provider), "", "x.y.z"):
        assert anna.client.post("/oidc/ended", data={"logout_token": token}).status_code == 400
    assert anna.get("/desk").path == "/desk"


def test_without_a_provider_there_is_no_such_page(office):
    app = app_with(office, None)
    nobody = Visitor(app, None)
    assert "/oidc/" not in nobody.get("/login").text
    assert [nobody.get(path).status for path in ("/oidc/login", "/oidc/callback?code=x&state=y")] == [404, 404]
    assert nobody.send("/oidc/ended", logout_token="x").status == 404
    app.extensions["lobby"].db.close()


def test_the_way_there_begins_where_the_answer_will_come(office, provider):
    """The cookie that the answer must match belongs to the public address."""
    app = app_with(office, provider.settings, public_url="https://lobby.example.org")
    anna = Visitor(app, provider.way_back)
    assert anna.leave("/desk") == "https://lobby.example.org/oidc/login?next=/desk"
    app.extensions["lobby"].db.close()
