"""The first-run assistant: who gets in, what it keeps, what it refuses."""

import re
from datetime import timedelta

import pytest
from office import DEMO, TUESDAY

from lobby.clock import FrozenClock
from lobby.commands import audit, beginning, offices, staff
from lobby.commands.officefile import parse
from lobby.desk.screen import SCREEN as DESK
from lobby.domain.errors import Forbidden
from lobby.i18n import STAFF_SPEAKS
from lobby.public.screen import SCREEN as PUBLIC
from lobby.settings import Settings
from lobby.setup import plan
from lobby.setup.draft import Form
from lobby.setup.screen import SCREEN
from lobby.store import schema
from lobby.web.app import create_app

PASSWORD = "ruhig Blut um halb neun"
OFFICE = {"name-de": "Bürgerbüro", "name-en": "Citizens’ Office", "address": "Am Markt 1", "state": "ST", "languages": ["uk", "en"]}
HOURS = {"mon-1-from": "09:00", "mon-1-to": "12:00", "stop": "30"}
SERVICES = {"services": ["residence", "naturalisation", "service-point"]}
COUNTERS = {"kind-1": "service-point", "floor-1": "0", "numbers-1": "1", "kind-2": "room", "floor-2": "1", "numbers-2": "101, 102"}
ALL = {"office": OFFICE, "hours": HOURS, "services": SERVICES, "counters": COUNTERS}


class Beginner:
    """Somebody with a browser without scripts, in front of a server without anything."""

    def __init__(self, folder):
        self.clock = FrozenClock(TUESDAY)
        self.settings = Settings(folder, f"sqlite:///{folder / 'lobby.sqlite'}", "only for tests", clock=self.clock)
        schema.migrate(self.settings.database_url)
        self.app = create_app(self.settings, (SCREEN, DESK, PUBLIC))
        self.db, self.client = self.app.extensions["lobby"].db, self.app.test_client()
        self.text, self.at, self.status = "", "", 0

    def get(self, path, language="de", by=None):
        headers = {"Accept-Language": language}
        return self._shown((by or self.client).get(path, headers=headers, follow_redirects=True))

    def send(self, path, fields, by=None):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        data = fields | ({"csrf_token": token[1]} if token else {})
        return self._shown((by or self.client).post(path, data=data, headers={"Accept-Language": "de"}, follow_redirects=True))

    def become_admin(self):
        self.get(f"/setup?key={beginning.invite(self.db)}")
        return self.send("/setup", {"login": "chefin", "password": PASSWORD, "again": PASSWORD})

    def fill_all(self):
        for step, fields in ALL.items():
            self.get(f"/setup/{step}")
            self.send(f"/setup/{step}", fields)
        return self.text

    def _shown(self, answer):
        self.text, self.at, self.status = answer.get_data(as_text=True), answer.request.path, answer.status_code
        return self.text


@pytest.fixture
def beginner(tmp_path):
    found = Beginner(tmp_path)
    yield found
    found.db.close()


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The first admin, before any step; for tests that keep nothing."""
    found = Beginner(tmp_path_factory.mktemp("begun"))
    found.become_admin()
    yield found
    found.db.close()


def test_where_nothing_is_set_up_the_start_page_says_how_to_begin(beginner):
    assert "lobby setup" in beginner.get("/")
    assert "<form" not in beginner.text


def test_the_link_makes_one_admin_and_no_second(beginner):
    link = f"/setup?key={beginning.invite(beginner.db)}"
    other = beginner.app.test_client()
    beginner.get(link, by=other)
    stolen = beginner.text
    beginner.get(link)
    beginner.send("/setup", {"login": "chefin", "password": PASSWORD, "again": PASSWORD})
    assert beginner.at == "/setup/office"
    beginner.text = stolen
    beginner.send("/setup", {"login": "other", "password": PASSWORD, "again": PASSWORD}, by=other)
    assert beginner.status == 404
    assert beginning.invite(beginner.db) is None


def test_a_newer_link_ends_the_older_one_and_a_day_ends_both(beginner):
    older, newer = beginning.invite(beginner.db), beginning.invite(beginner.db)
    assert "<form" not in beginner.get(f"/setup?key={older}")
    assert "<form" in beginner.get(f"/setup?key={newer}")
    beginner.clock.forward(hours=25)
    beginner.send("/setup", {"login": "chefin", "password": PASSWORD, "again": PASSWORD})
    assert beginner.status == 404


def test_the_link_opens_nothing_else(beginner):
    secret = beginning.invite(beginner.db)
    assert "/login" in beginner.client.get("/setup/office", headers={"Authorization": f"Bearer {secret}"}).location
    assert beginner.client.get(f"/setup/office?device={secret}").status_code == 401
    with pytest.raises(Exception, match="not-found"):
        staff.accept(beginner.db, secret, PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"again": "something else"}, "nicht gleich"),
        ({"password": "short", "again": "short"}, "Zeichen"),
        ({"login": ""}, "1 bis 80 Zeichen"),
    ],
)
def test_a_bad_first_account_is_refused_beside_its_field_and_the_link_still_counts(beginner, wrong, said):
    beginner.get(f"/setup?key={beginning.invite(beginner.db)}")
    beginner.send("/setup", {"login": "chefin", "password": PASSWORD, "again": PASSWORD} | wrong)
    assert (beginner.status, said in beginner.text) == (422, True)
    beginner.send("/setup", {"login": "chefin", "password": PASSWORD, "again": PASSWORD})
    assert beginner.at == "/setup/office"


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("office", {"name-de": " "}),
        ("office", {"name-en": "x" * 201}),
        ("office", {"address": ""}),
        ("office", {"slug": "Süd"}),
        ("office", {"name-de": "!?"}),
        ("office", {"state": "XX"}),
        ("hours", {"mon-1-to": ""}),
        ("hours", {"mon-1-to": "08:00"}),
        ("hours", {"mon-2-from": "11:00", "mon-2-to": "13:00"}),
        ("hours", {"mon-1-from": "25:00"}),
        ("hours", {"mon-1-from": "", "mon-1-to": ""}),
        ("hours", {"stop": "many"}),
        ("services", {"services": []}),
        ("services", {"own-1-en": "Lost things"}),
        ("services", {"own-1-de": "Fundsachen", "own-1-minutes": "0"}),
        ("counters", {"numbers-1": "", "numbers-2": ""}),
        ("counters", {"numbers-2": "101, 101"}),
        ("counters", {"kind-1": "throne"}),
        ("counters", {"floor-2": "100"}),
        ("counters", {"numbers-2": "?"}),
        ("counters", {"numbers-2": ", ".join(map(str, range(100, 141)))}),
        ("counters", {"kind-1": "room", "numbers-1": "102"}),
    ],
)
def test_a_bad_answer_is_refused_with_what_was_typed_still_there(begun, step, wrong):
    begun.get(f"/setup/{step}")
    begun.send(f"/setup/{step}", ALL[step] | wrong)
    assert begun.status == 422
    assert "notice bad" in begun.text
    for typed in wrong.values():
        assert isinstance(typed, list) or not typed.strip() or typed in ("XX", "throne") or f'value="{typed}"' in begun.text
    assert begun.get("/setup/overview").count("told") == 0  # nothing was kept


def test_what_was_filled_in_outlives_the_browser_and_a_new_log_in(beginner):
    beginner.become_admin()
    beginner.send("/setup/office", OFFICE)
    assert beginner.at == "/setup/hours"
    beginner.client = beginner.app.test_client()
    beginner.get("/login")
    beginner.send("/login", {"login": "chefin", "password": PASSWORD, "next": "/setup"})
    assert beginner.at == "/setup/hours"
    assert 'value="Bürgerbüro"' in beginner.get("/setup/office")
    assert re.search(r'value="uk" checked', beginner.text)
    assert not re.search(r'value="ar" checked', beginner.text)


def test_a_step_may_be_changed_from_the_overview(beginner):
    beginner.become_admin()
    assert "Bürgerbüro" in beginner.fill_all()
    beginner.get("/setup/office?then=overview")
    beginner.send("/setup/office?then=overview", OFFICE | {"name-de": "Standesamt", "slug": "amt"})
    assert beginner.at == "/setup/overview"
    assert "Standesamt" in beginner.text


def test_the_office_is_made_in_one_go_and_is_the_first_admins(beginner):
    beginner.become_admin()
    beginner.fill_all()
    assert offices.slugs(beginner.db) == []
    beginner.send("/setup/overview", {})
    assert beginner.at == "/setup/kiosk"
    file = parse(offices.dump(beginner.db, "buergerbuero"))
    assert file.office.languages == ["de", "uk", "en"]
    assert (file.office.state, file.office.walk_in_stop_minutes, file.hours["mon"]) == ("ST", 30, ["09:00-12:00"])
    assert [counter.slug for counter in file.counters] == ["service-point-1", "101", "102"]
    assert {service.group for service in file.services} == {None, "more"}
    assert [group.slug for group in file.groups] == ["more"]
    assert not (beginner.settings.data_dir / "setup.json").exists()
    assert "told" not in beginner.get("/setup/overview")  # it is no beginning any more


def test_who_began_is_in_the_audit_and_no_password(beginner):
    beginner.become_admin()
    beginner.fill_all()
    beginner.send("/setup/overview", {})
    assert audit.verify(beginner.db).faults == []
    assert audit.verify(beginner.db).entries >= 3


def test_the_office_is_never_somebody_elses(beginner):
    beginner.become_admin()
    offices.load(beginner.db, DEMO, "test")
    staff.add(beginner.db, "anna", ["admin"], ["bernburg"], PASSWORD)
    with pytest.raises(Forbidden):
        beginning.settle(beginner.db, 1, "bernburg")
    assert "<form" not in beginner.get("/setup/office").partition("<main")[2] or beginner.at != "/setup/office"


def test_nobody_else_is_asked_into_a_server_that_is_set_up(day):
    staff.add(day.db, "anna", ["admin"], ["bernburg"], PASSWORD)
    assert not beginning.is_empty(day.db)
    assert beginning.invite(day.db) is None


@pytest.mark.parametrize("language", STAFF_SPEAKS)
def test_the_assistant_speaks_every_language_of_the_staff(begun, language):
    page = begun.get(f"/setup/hours?lang={language}")
    assert language in ("de", "de-simple") or "Wann ist geöffnet?" not in page


def test_a_draft_that_cannot_be_read_is_none(beginner):
    beginner.become_admin()
    (beginner.settings.data_dir / "setup.json").write_text("{")
    assert beginner.get("/setup/overview")
    assert beginner.at == "/setup/office"


def test_own_services_get_letters_and_slugs_of_their_own():
    form = Form({"services": ["residence"], "own-1-de": "Ausweise", "own-2-de": "Ausweise", "own-3-de": "Ämter 24"})
    form.update({f"own-{n}-minutes": "5" for n in (1, 2, 3)})
    found = plan.services(form)
    assert [service["letter"] for service in found] == ["A", "U", "S", "E"]
    assert [service["slug"] for service in found] == ["residence", "ausweise", "service-2", "aemter-24"]


def test_a_closed_office_says_when_the_first_number_can_be_drawn(beginner):
    beginner.clock.forward(days=1)
    beginner.become_admin()
    beginner.fill_all()
    beginner.send("/setup/overview", {})
    assert "Montag, 30. November · 09:00" in beginner.get("/setup/ticket")
    beginner.clock.at += timedelta(days=5)
    assert "Gerade ist geschlossen" not in beginner.get("/setup/ticket")
