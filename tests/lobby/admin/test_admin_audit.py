"""The auditor reads who changed what, takes it along, and can do nothing else."""

import pytest
from office import DEMO
from staffroom import PASSWORD, Browser
from wholehouse import WholeHouse

from lobby.commands import offices, staff
from lobby.store.acting import CLOCK, act_as


@pytest.fixture
def house(day):
    yield WholeHouse(day)
    act_as(CLOCK)


@pytest.fixture
def auditor(day, house):
    staff.add(day.db, "ada", ["auditor"], ["bernburg"], PASSWORD)
    browser = Browser(house.app, "10.250.1.1")
    browser.log_in("ada")
    return browser


def ask(house, who, method, path, **how):
    return house.app.test_client().open(f"/api/v1{path}", method=method, headers=house.headers(who), **how)


def test_who_logs_in_as_auditor_alone_is_led_to_the_audit(auditor):
    assert auditor.answer.request.path == "/admin/audit"
    assert auditor.status == 200


def test_a_change_of_the_set_up_is_seen_with_who_and_from_where(house, auditor):
    assert ask(house, "lead", "POST", "/notices", json={"texts": {"de": "Fenster 3 ist zu"}, "minutes": 5}).status_code == 201
    auditor.get("/admin/audit?kind=set-up")
    assert "notice.put-up" in auditor.text
    assert "one-lead" in auditor.text
    assert "127.0.0.1" in auditor.text
    assert "Fenster 3" not in auditor.text


def test_a_tickets_way_is_seen_by_number_and_without_its_token(day, house, auditor):
    drawn = ask(house, "kiosk", "POST", "/tickets", json={"service": "residence", "language": "ar"})
    assert drawn.status_code == 422  # without a key nothing is drawn, and nothing written down
    ticket = day.draw()
    auditor.get("/admin/audit?kind=tickets")
    assert "ticket.draw" in auditor.text
    assert "A001" in auditor.text
    assert ticket.token not in auditor.text


def test_the_audit_is_taken_along_as_csv_and_json(house):
    ask(house, "lead", "POST", "/notices", json={"texts": {"de": "Zu"}, "minutes": 5})
    told = ask(house, "auditor", "GET", "/audit").json
    acts = [entry["act"] for entry in told["entries"]]
    assert "notice.put-up" in acts
    lines = ask(house, "auditor", "GET", "/audit?format=csv").get_data(as_text=True).splitlines()
    assert lines[0] == "at,by,address,office,act,what,digest"
    assert len(lines) == len(acts) + 1
    assert {len(entry["digest"]) for entry in told["entries"]} == {64}


def test_more_than_a_month_at_once_is_refused_in_words(house):
    answer = ask(house, "auditor", "GET", "/audit?from=2026-10-01&to=2026-11-24")
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["from"])


def test_a_day_that_is_none_is_said_beside_its_field(auditor):
    auditor.get("/admin/audit?on=yesterday")
    assert auditor.status == 422
    assert 'aria-invalid="true"' in auditor.text


def test_an_auditor_of_one_office_sees_nothing_of_another(day, house, auditor):
    offices.load(day.db, DEMO.replace('slug = "bernburg"', 'slug = "halle"', 1), "test")
    auditor.get("/admin/audit?office=halle")
    assert auditor.status == 403
