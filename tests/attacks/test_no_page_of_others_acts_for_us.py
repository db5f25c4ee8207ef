"""Another site's page in a browser that is logged in here can change nothing: over every way there is, forms, API and methods."""

import re

import pytest
from office import Day
from whole import csrf_of, whole

OPENED_OTHERWISE = {  # no cookie opens these: whoever sends them knows the ticket's token, or what the provider signed
    "api-tickets.withdraw",
    "api-tickets.postpone",
    "phone.withdraw",
    "phone.postpone",
    "phone.answer",
    "provider.ended",
}
PLACES = {
    "service": "residence",
    "language": "de",
    "verb": "start",
    "display": "hall",
    "slug": "hall",
    "kind": "kiosk",
    "step": "office",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("csrf"))
    with whole(day) as found:
        yield found
    day.db.close()


def changing(app):
    """(endpoint, method, address) of whatever could change something."""
    for rule in app.url_map.iter_rules():
        place = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: PLACES.get(found[1], "1"), rule.rule)
        for method in sorted(rule.methods - {"GET", "HEAD", "OPTIONS"}):
            yield rule.endpoint, method, place


def test_with_every_cookie_and_no_token_of_a_form_nothing_is_changed(house):
    browser = house.log_in(house.devices_browser())
    let_in, asked, before = [], 0, house.day.journal
    for endpoint, method, place in changing(house.app):
        for sent in ({"json": {}}, {"data": "{}", "content_type": "text/plain"}, {"data": {"slug": "x"}}):
            answer = browser.open(place, method=method, **sent)
            asked += 1
            turned_away = answer.status_code == 403 or (endpoint.startswith("kiosk") and answer.status_code in (200, 303, 404))
            if endpoint not in OPENED_OTHERWISE and not turned_away:
                let_in.append((endpoint, method, place, answer.status_code))
    assert let_in == []
    assert asked > 200
    assert house.day.journal == before


def test_it_is_the_missing_token_that_turned_them_away(house):
    browser = house.log_in(house.devices_browser())
    token = csrf_of(browser)
    refused, asked = set(), 0
    for endpoint, method, place in changing(house.app):
        if not endpoint.startswith(("login.", "account", "staff")):  # these end the session
            asked += 1
            if browser.open(place, method=method, json={}, headers={"X-CSRFToken": token}).status_code == 403:
                refused.add(endpoint)
    assert asked > 60
    assert len(refused) < asked / 4, refused


@pytest.mark.parametrize("forged", ["", "x", "0" * 200, "ImFiYyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", "\u202e"])
def test_a_made_up_token_is_none(house, forged):
    browser = house.log_in(house.client())
    assert browser.post("/api/v1/desk/next", headers={"X-CSRFToken": forged.encode().decode("latin-1")}).status_code == 403
    assert browser.post("/frontdesk/evacuation", data={"csrf_token": forged}).status_code == 403


def test_the_token_of_another_browser_is_none(house):
    mine, stranger = house.log_in(house.client()), house.client()
    assert mine.post("/api/v1/desk/next", headers={"X-CSRFToken": csrf_of(stranger)}).status_code == 403


def test_no_header_and_no_field_turns_a_method_into_another(house):
    browser = house.log_in(house.client())
    before = len(house.day.today.tickets)
    override = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "PUT", "X-Method-Override": "POST"}
    for place in ("/api/v1/desk/session?_method=DELETE", "/api/v1/office?_method=POST", "/frontdesk?_method=POST"):
        assert browser.get(place, headers=override).status_code in (200, 405)
    assert browser.open("/api/v1/desk/next", method="GET", headers=override).status_code == 405
    assert len(house.day.today.tickets) == before


def test_nothing_changes_by_looking(house):
    browser = house.log_in(house.devices_browser())
    before = len(house.day.journal)
    for rule in house.app.url_map.iter_rules():
        if "GET" in rule.methods and "wait" not in rule.rule:
            place = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: PLACES.get(found[1], "1"), rule.rule)
            assert browser.get(place).status_code < 500, place
    assert len(house.day.journal) == before


def test_no_other_site_may_read_an_answer(house):
    browser = house.log_in(house.client())
    for place in ("/api/v1/office", "/api/v1/desk/queue", "/desk", "/socket.io/?EIO=4&transport=polling"):
        answer = browser.get(place, headers={"Origin": "https://evil.example"})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Origin" not in browser.options("/api/v1/desk/next", headers=preflight).headers
