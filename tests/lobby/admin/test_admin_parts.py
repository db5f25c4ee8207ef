"""Services, counters and what else there are several of, at the admin pages: seen, changed, moved, retired, taken back."""

import re

import pytest
from adminroom import Browser, form_of
from office import DEMO, Day

from lobby.admin.parts import free_slug
from lobby.commands import offices, setup, staff


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """One day for all: each test leaves the others' things alone."""
    return Day(tmp_path_factory.mktemp("parts"))


@pytest.fixture(scope="module")
def admin(day):
    browser = Browser(day, role="admin", page="/admin")
    yield browser
    browser.app.extensions["lobby"].db.close()
    day.db.close()


def open_form(admin, path):
    return form_of(admin.ask("GET", path))


def test_the_first_page_names_what_can_be_set_up(admin):
    admin.ask("GET", "/admin")
    for title in ("Alle Anliegen", "Alle Schalter", "Öffnungszeiten", "Reihenfolge", "Amt als Datei", "Geräte"):
        assert title in admin.text
    assert "Anderes Amt" not in admin.text
    assert admin.text.count("aria-current") == 1


def test_a_lead_is_shown_only_what_she_may_do(day):
    lead = Browser(day, page="/admin")
    assert "Hinweise" in lead.text
    assert "Alle Anliegen" not in lead.text
    assert lead.client.get("/admin/services").status_code == 403
    lead.app.extensions["lobby"].db.close()


def test_whoever_works_for_several_offices_can_go_to_another(tmp_path):
    day = Day(tmp_path)
    admin = Browser(day, role="admin", page="/admin")
    offices.load(day.db, DEMO.replace('slug = "bernburg"', 'slug = "halle"', 1), "shell")
    staff.add(day.db, "admin", ["admin"], ["bernburg", "halle"], "a password")
    admin.ask("GET", "/admin?office=halle")
    assert "Anderes Amt" in admin.text
    assert 'href="/admin/services?office=halle"' in admin.text
    for db in (day.db, admin.app.extensions["lobby"].db):
        db.close()


@pytest.mark.parametrize(
    "path",
    ["/admin/services/residence", "/admin/counters/101", "/admin/areas/hall", "/admin/outcomes/settled"],
)
def test_a_form_that_is_saved_untouched_changes_nothing(day, admin, path):
    with day.pushes(lines=0):
        admin.send(f"{path}?office=bernburg", **open_form(admin, path))
        assert admin.answer.status_code == 200, admin.text


def test_a_service_is_changed_in_two_languages_and_can_be_taken_back(day, admin):
    form = open_form(admin, "/admin/services/residence")
    admin.send("/admin/services/residence", **form | {"name.de": "Aufenthalt", "name.ar": "إقامة", "mean_minutes": "25"})
    service = day.office.service("residence")
    assert (service.name["de"], service.name["ar"], service.mean_minutes) == ("Aufenthalt", "إقامة", 25)
    assert "Gespeichert: 3 Angaben geändert" in admin.text
    admin.send("/admin/undo")
    assert "Die letzte Änderung ist zurückgenommen" in admin.text
    assert day.office.service("residence").mean_minutes == 20


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(day, admin):
    form = open_form(admin, "/admin/services/residence") | {"letter": "F", "mean_minutes": "20", "name.en": "Typed <b>"}
    admin.send("/admin/services/residence", **form)
    assert admin.answer.status_code == 422
    assert "Diesen Buchstaben hat schon ein anderes Anliegen." in admin.text
    assert "Typed &lt;b&gt;</textarea>" in admin.text
    admin.send("/admin/services/residence", **form | {"mean_minutes": "soon", "hours.own": "1", "hours.mon": "early"})
    assert re.search(r'id="error-mean_minutes">Bitte geben Sie eine Zahl ein', admin.text)
    assert re.search(r'value="early" aria-invalid="true" aria-describedby="error-hours.mon"', admin.text)
    assert day.office.service("residence").letter == "A"


def test_hours_are_read_as_people_write_them(day, admin):
    form = open_form(admin, "/admin/services/residence")
    admin.send(
        "/admin/services/residence", **form | {"hours.own": "1", "hours.mon": "9-12, 13.30 – 18", "hours.fri": "8 bis 24:00"}
    )
    assert "Gespeichert" in admin.text
    hours = setup.parts(day.db, day.office_id, "services")["residence"]["hours"]
    assert hours == {"mon": ["09:00-12:00", "13:30-18:00"], "fri": ["08:00-24:00"]}


def test_a_new_service_gets_a_slug_of_its_own_and_visitors_can_draw_it(day, admin):
    form = open_form(admin, "/admin/services/new")
    form |= {"name.de": "Büro für Fragen", "letter": "X"}
    admin.send("/admin/services/new", **form)
    assert "kein Schalter" in admin.text
    assert day.draw("buro-fur-fragen").number == "X001"


def test_no_slug_is_given_twice():
    assert free_slug({"name": {"de": "Straße & Co."}}, set()) == "strasse-co"
    assert free_slug({"name": {"de": "new"}}, set()) == "new-2"
    assert free_slug({"name": {"ar": "إقامة"}}, {"x"}) == "x-2"
    assert free_slug({"number": "104", "name": {}}, {"104", "104-2"}) == "104-3"


def test_a_service_is_moved_by_its_arrows_and_keeps_the_focus(day, admin):
    before = [each.slug for each in day.office.services.values()]
    admin.ask("GET", "/admin/services")
    admin.send(f"/admin/services/{before[2]}/move", step="up")
    assert [each.slug for each in day.office.services.values()][:3] == [before[0], before[2], before[1]]
    assert admin.text.count("autofocus") == 1


def test_a_service_is_retired_and_brought_back(day, admin):
    admin.ask("GET", "/admin/services/benefits")
    admin.send("/admin/services/benefits/retire")
    assert day.office.service("benefits") is None
    assert "Nicht mehr angeboten: 1" in admin.text
    admin.send("/admin/services/benefits/bring-back")
    assert day.office.service("benefits")


def test_who_sits_at_a_counter_is_said_when_it_cannot_be_retired(day, admin):
    day.at("105")
    admin.ask("GET", "/admin/counters/105")
    admin.send("/admin/counters/105/retire")
    assert admin.answer.status_code == 409
    assert "Am Schalter 105 ist at-105 angemeldet." in admin.text


def test_a_counter_serves_what_is_ticked(day, admin):
    admin.ask("GET", "/admin/counters/new")
    admin.send("/admin/counters/new", number="201", kind="room", floor="2", area="hall", services=["residence", "fiktion"])
    counter = day.office.counter("201")
    assert {day.office.services[each].slug for each in counter.service_ids} == {"residence", "fiktion"}
    assert counter.floor == 2


def test_what_is_not_there_is_not_found(admin):
    for path in ("/admin/nix", "/admin/services/nix", "/admin/displays/nix"):
        assert admin.client.get(path).status_code == 404, path
    admin.ask("GET", "/admin/areas")
    admin.send("/admin/areas/hall/bring-back")
    assert admin.answer.status_code == 404
