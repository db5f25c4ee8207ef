"""Logging in and out through a real provider: npm's oidc-provider, in a process of its own."""

from dataclasses import replace

import pytest
import requests
from office import Day
from oidcprovider import log_in_there, node_provider
from programs import free_port
from sqlalchemy import update
from vouched import Visitor, app_with

from lobby.commands import devices, offices, staff
from lobby.settings import BadSetting, Settings
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import KeyRow, StaffRow

LOBBY = "http://localhost"
ANNA = {"preferred_username": "anna", "roles": ["lobby-desk"], "offices": ["bernburg"], "name": "Anna Muster", "email": "a@b.test"}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    with node_provider(tmp_path_factory.mktemp("provider"), LOBBY) as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("house"))
    yield day
    day.db.close()


@pytest.fixture(scope="module")
def vouching(house, real):
    made = app_with(house, real.settings)
    yield made
    made.extensions["lobby"].db.close()


@pytest.fixture
def person(vouching, real):
    """A browser of somebody whom the provider knows."""

    def known(subject, **claims):
        real.knows(**{subject: ANNA | {"preferred_username": subject} | claims})
        return Visitor(vouching, lambda way: log_in_there(way, subject))

    return known


def account(house, subject):
    with house.db.snapshot() as session:
        return session.query(StaffRow).filter_by(subject=subject).one_or_none()


def test_a_first_log_in_makes_an_account_of_a_log_in_alone(house, real, person):
    berta = person("berta").log_in()
    assert (berta.status, berta.path) == (200, "/desk")
    row = account(house, "berta")
    assert (row.login, row.roles, row.password_hash, row.issuer) == ("berta", ["caseworker"], None, real.url)
    kept = "".join(path.read_bytes().decode("latin-1") for path in house.settings.data_dir.glob("*.sqlite*"))
    assert "Anna Muster" not in kept and "a@b.test" not in kept


def test_roles_and_offices_are_set_anew_at_each_log_in(house, person):
    clara = person("clara").log_in()
    assert clara.get("/admin/devices").status == 403
    person("clara", roles=["lobby-lead", "lobby-desk"]).log_in()
    assert clara.get("/admin/devices").status == 200  # the account's rights, not the session's
    refused = person("clara", roles=[]).log_in()
    assert refused.status == 403 and "noch keine Aufgabe" in refused.text
    assert account(house, "clara").roles == []
    assert clara.get("/desk").path == "/login"  # what she had open is over, too


def test_who_belongs_to_no_office_here_is_refused_in_words(person):
    dora = person("dora", offices=["magdeburg"]).log_in()
    assert dora.status == 403
    assert "Ihr Konto gehört hier noch zu keinem Amt." in dora.text


def test_an_account_of_ours_is_never_taken_over(house, person):
    staff.add(house.db, "emil", ["admin"], ["bernburg"], "a good password")
    emil = person("emil", roles=["lobby-desk"]).log_in()
    assert emil.status == 403
    assert "Den Namen emil hat hier schon ein anderes Konto." in emil.text
    assert account(house, "emil") is None
    assert house.db and staff.prove(house.db, "emil", "a good password")


def test_another_subject_of_the_same_name_is_somebody_else(house, person):
    person("frida").log_in()
    other = person("f-2", preferred_username="frida").log_in()
    assert other.status == 403
    assert account(house, "f-2") is None


def test_a_new_name_is_still_the_same_account(house, person):
    person("greta").log_in()
    before = account(house, "greta").id
    assert ">greta-neu<" in person("greta", preferred_username="greta-neu").log_in().text
    assert (account(house, "greta").id, account(house, "greta").login) == (before, "greta-neu")


def test_an_account_that_is_locked_here_stays_so(house, person):
    person("hanna").log_in()
    with house.db.write() as session:
        session.get(StaffRow, account(house, "hanna").id).is_active = False
    again = person("hanna").log_in()
    assert again.status == 403 and "Ihr Konto ist hier gesperrt." in again.text


def test_without_a_claim_of_offices_the_only_office_is_meant(house, real, person):
    app = app_with(house, replace(real.settings, offices_claim=None))
    real.knows(ida=ANNA | {"preferred_username": "ida"})
    ida = Visitor(app, lambda way: log_in_there(way, "ida")).log_in()
    assert (ida.status, ida.path) == (200, "/desk")
    app.extensions["lobby"].db.close()


def test_a_code_from_there_needs_the_proof_that_stayed_here(real, person):
    """Whoever reads the address that leads back has the code, and can do nothing with it."""
    jana = person("jana")
    code = log_in_there(jana.leave(), "jana").partition("code=")[2].partition("&")[0]
    about = requests.get(f"{real.url}/.well-known/openid-configuration", timeout=5).json()
    told = {"grant_type": "authorization_code", "code": code, "redirect_uri": f"{LOBBY}/oidc/callback"}
    known = real.settings.client_id, real.settings.client_secret
    assert requests.post(about["token_endpoint"], data=told, auth=known, timeout=5).json()["error"] == "invalid_grant"


def test_logging_out_here_leads_to_logging_out_there(real, person):
    karl = person("karl").log_in()
    karl.send("/logout")
    assert karl.path == "/oidc/logout" and "Sie sind hier abgemeldet." in karl.text
    way = karl.answer.headers["Refresh"].removeprefix("0; url=")
    assert way.startswith(f"{real.url}/session/end?") and "id_token_hint=" in way
    assert requests.get(way, timeout=5).status_code == 200  # it takes the hint and the address to come back to
    assert karl.get("/desk").path == "/login"
    assert karl.get("/oidc/logout").path == "/login"  # and once is enough


def test_who_has_a_password_here_logs_out_here_alone(vouching, house):
    staff.add(house.db, "lina", ["caseworker"], ["bernburg"], "a good password")
    lina = Visitor(vouching, None).get("/login").send("/login", login="lina", password="a good password")
    assert lina.path == "/desk"
    assert lina.send("/logout").path == "/login"


def test_the_log_in_offers_the_provider_first(vouching):
    page = Visitor(vouching, None).get("/login?next=/desk?lang=en").text
    assert page.index("/oidc/login?next=/desk%3Flang%3Den") < page.index('name="password"')


@pytest.mark.parametrize(("allowed", "opens"), [("0", ()), ("boss", ("boss",)), ("1", ("boss", "mona"))])
def test_passwords_may_be_switched_off_but_for_one_account(house, real, allowed, opens):
    app = app_with(house, real.settings, local_login=allowed)
    for login in ("boss", "mona"):
        staff.add(house.db, login, ["caseworker"], ["bernburg"], "a good password")
        somebody = Visitor(app, None).get("/login")
        assert ('name="password"' in somebody.text) is (allowed != "0")
        somebody.get("/login/first?key=any")  # a form of ours, whose token counts everywhere
        assert somebody.send("/login", login=login, password="a good password").status == (200 if login in opens else 401)
    app.extensions["lobby"].db.close()


def test_a_provider_that_is_away_keeps_nobody_from_her_password(house, tmp_path):
    port = free_port()
    with node_provider(tmp_path, LOBBY, port) as dying:
        dying.knows(nina=ANNA | {"preferred_username": "nina"})
        app = app_with(house, dying.settings)
        nina = Visitor(app, lambda way: log_in_there(way, "nina"))
        back = log_in_there(nina.leave(), "nina")
    assert nina.come_back(back).status == 503  # it died between question and answer
    assert "gerade nicht erreichbar" in nina.text
    assert nina.answer.headers["Retry-After"] == "60"
    staff.add(house.db, "otto", ["caseworker"], ["bernburg"], "a good password")
    assert nina.send("/login", login="otto", password="a good password").path == "/desk"
    with node_provider(tmp_path, LOBBY, port):
        assert Visitor(app, lambda way: log_in_there(way, "nina")).log_in().path == "/desk"
    app.extensions["lobby"].db.close()


RIGHT = {
    "LOBBY_OIDC_ISSUER": "https://login.example.org/realms/amt",
    "LOBBY_OIDC_CLIENT_ID": "lobby",
    "LOBBY_OIDC_CLIENT_SECRET": "secret",
    "LOBBY_OIDC_ROLES": "lobby-lead=lead, lobby-lead=caseworker,cn=admins=admin",
}


def test_the_settings_say_what_claims_mean(tmp_path):
    known = Settings.from_env(RIGHT | {"LOBBY_DATA_DIR": str(tmp_path)}).oidc
    assert known.roles == (("lobby-lead", "lead"), ("lobby-lead", "caseworker"), ("cn=admins", "admin"))
    assert (known.roles_claim, known.login_claim, known.offices_claim) == ("roles", "preferred_username", None)
    assert Settings.from_env({"LOBBY_DATA_DIR": str(tmp_path)}).oidc is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOBBY_OIDC_ISSUER", ""),
        ("LOBBY_OIDC_ISSUER", "http://login.example.org"),
        ("LOBBY_OIDC_ISSUER", "login.example.org"),
        ("LOBBY_OIDC_ISSUER", "https://login.example.org/?tenant=1"),
        ("LOBBY_OIDC_ISSUER", "https://user:password@login.example.org"),
        ("LOBBY_OIDC_CLIENT_ID", ""),
        ("LOBBY_OIDC_CLIENT_SECRET", ""),
        ("LOBBY_OIDC_ROLES", ""),
        ("LOBBY_OIDC_ROLES", "lead"),
        ("LOBBY_OIDC_ROLES", "boss=king"),
        ("LOBBY_OIDC_ROLES", "=lead"),
        ("LOBBY_OIDC_SCOPES", "profile"),
    ],
)
def test_a_bad_provider_setting_stops_the_start_and_is_named(tmp_path, name, value):
    with pytest.raises(BadSetting, match=name):
        Settings.from_env(RIGHT | {"LOBBY_DATA_DIR": str(tmp_path), name: value})


def test_passwords_cannot_be_switched_off_without_a_provider(tmp_path):
    with pytest.raises(BadSetting, match="LOBBY_LOCAL_LOGIN"):
        Settings.from_env({"LOBBY_DATA_DIR": str(tmp_path), "LOBBY_LOCAL_LOGIN": "0"})


def test_with_several_offices_and_no_claim_an_admin_must_say_which(tmp_path, real):
    day = Day(tmp_path)
    offices.load(day.db, offices.dump(day.db, "bernburg").replace('slug = "bernburg"', 'slug = "zerbst"', 1), "test")
    app = app_with(day, replace(real.settings, offices_claim=None))
    real.knows(paul=ANNA | {"preferred_username": "paul"})
    paul = Visitor(app, lambda way: log_in_there(way, "paul"))
    assert "noch zu keinem Amt" in paul.log_in().text
    staff.add(day.db, "paul", ["caseworker"], ["zerbst"])
    assert paul.log_in().path == "/desk"
    app.extensions["lobby"].db.close()
    day.db.close()


def test_a_dangerous_step_asks_the_provider_again_and_not_for_a_password_that_there_is_not(house, person):
    """Being let in by what one did before, at the provider, is no proof: whoever sits at the machine would be let in."""
    rosa = person("rosa", roles=["lobby-lead"]).log_in()
    devices.add(house.db, DeviceKind.DISPLAY, "hall", "bernburg")
    with house.db.write() as session:
        session.execute(update(KeyRow).values(proven_at=None))
    rosa.get("/admin/devices/1").send("/admin/devices/1/token")
    assert rosa.status == 403 and 'name="proof"' not in rosa.text and "ld_" not in rosa.text
    way = rosa.get("/oidc/login?again=1&next=/admin/devices", follow=False).answer.headers["Location"]
    assert "prompt=login" in way and "max_age=600" in way
    assert rosa.come_back(log_in_there(way, "rosa")).path == "/admin/devices"
    rosa.get("/admin/devices/1").send("/admin/devices/1/token")
    assert rosa.status == 200 and "ld_" in rosa.text
