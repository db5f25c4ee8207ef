"""Fields that nobody asked for are refused by every call of the API, and keys that were taken back open nothing again."""

import json
import re
from datetime import timedelta

import pytest
from office import Day
from whole import csrf_of, whole

from lobby.commands import devices, keys, staff
from lobby.store.tables.devices import DeviceKind

PLACES = {"display": "hall", "verb": "start", "counter": "101", "service": "residence", "slug": "hall"}
EXTRA = {
    "role": "admin",
    "is_admin": True,
    "office_id": 1,
    "id": 1,
    "state": "called",
    "__class__": "x",
    "drawn_at": "2020-01-01T00:00:00Z",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("unasked"))
    with whole(day) as found:
        yield found
    day.db.close()


def operations(app):
    """(method, address, the schema of its body) of every call that the API's document names and that changes something."""
    document = app.test_client().get("/api/v1/openapi.json").json
    for path, ways in document["paths"].items():
        for method, told in ways.items():
            if method in ("post", "put", "patch", "delete"):
                place = re.sub(r"{(\w+)}", lambda found: PLACES.get(found[1], "1"), path)
                yield method.upper(), place, "application/json" in json.dumps(told.get("requestBody", {"application/json": 1}))


def test_a_field_that_no_call_knows_is_refused_by_each_and_changes_nothing(house):
    keys_by_kind = [house.token, house.day.kiosk, house.day.printer]
    before, asked, accepted = house.day.journal, 0, []
    for method, place, is_json in operations(house.app):
        for token in keys_by_kind if is_json else []:
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "0123456789abcdef"}
            for name, value in EXTRA.items():
                answer = house.client().open(place, method=method, json={name: value}, headers=headers)
                asked += 1
                if answer.status_code not in (401, 403, 404, 422, 429):
                    accepted.append((method, place, name, answer.status_code))
    assert accepted == []
    assert asked > 400
    assert house.day.journal == before


def test_a_field_too_many_beside_good_ones_is_named(house):
    body = {"service": "residence", "language": "de", "state": "called", "number": "A999"}
    headers = {"Authorization": f"Bearer {house.day.kiosk}", "Idempotency-Key": "0123456789abcdef"}
    answer = house.client().post("/api/v1/tickets", json=body, headers=headers)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"state", "number"}


def test_an_address_of_another_ticket_shows_another_ticket_and_no_id_is_enough(house):
    one, other = house.day.draw("service-point"), house.day.draw("service-point")
    seen = house.client().get(f"/api/v1/tickets/{one.token}").json
    assert seen["number"] == one.number != other.number
    for guess in (1, 2, one.token[:-1], one.token.swapcase(), one.token + "=", f"{one.token}%00", "*", "%"):
        assert house.client().get(f"/api/v1/tickets/{guess}").status_code == 404


def test_a_staff_key_that_was_taken_back_opens_nothing_again(house):
    browser = house.log_in(house.client())
    session = browser.get_cookie("lobby_session").value
    assert browser.get("/api/v1/desk/counters").status_code == 200
    browser.post("/logout", data={"csrf_token": csrf_of(browser)})
    again = house.client(session=session)
    assert again.get("/api/v1/desk/counters").status_code == 401
    assert again.get("/api/v1/desk/counters", headers={"Authorization": f"Bearer {session}"}).status_code == 401
    token = staff.token(house.day.db, "root")
    bearer = {"Authorization": f"Bearer {token}"}
    assert house.client().get("/api/v1/desk/counters", headers=bearer).status_code == 200
    keys.revoke(house.day.db, token)
    assert house.client().get("/api/v1/desk/counters", headers=bearer).status_code == 401


def test_a_devices_key_that_was_taken_back_opens_nothing_again(house):
    old = devices.add(house.day.db, DeviceKind.DISPLAY, "lost", "bernburg")
    assert house.client(display=old).get("/display/hall").status_code == 200
    new = devices.add(house.day.db, DeviceKind.DISPLAY, "lost", "bernburg")
    keys.revoke(house.day.db, old)
    assert house.client(display=new).get("/display/hall").status_code == 200
    assert house.client(display=old).get("/display/hall").status_code == 401
    assert house.client().get(f"/display/hall?device={old}").status_code == 401
    assert house.client(kiosk=new, printer=new).get("/kiosk").status_code == 401


def test_a_tickets_key_is_dead_when_the_day_is_over(day):
    ticket = day.draw("service-point")
    client = day.app.test_client()
    assert client.get(f"/api/v1/tickets/{ticket.token}").status_code == 200
    day.clock.at += timedelta(hours=20)
    day.end()
    for method, path in (("GET", ""), ("POST", "/withdraw"), ("POST", "/postpone")):
        answer = client.open(
            f"/api/v1/tickets/{ticket.token}{path}", method=method, json={"minutes": 10} if "postpone" in path else None
        )
        assert answer.status_code in (404, 410)


WAYS_ON = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
]
WAYS_ON += [
    "%2f%2fevil.example",
    "/%09/evil.example",
    "///evil.example",
    "https:/evil.example",
    "/\n/evil.example",
    "evil.example",
    "@evil.example",
    " //evil.example",
]


@pytest.mark.parametrize("onward", WAYS_ON)
def test_a_log_in_leads_to_no_page_of_others(house, onward):
    client = house.client()
    form = {"login": "root", "password": "nobody else knows this", "next": onward, "csrf_token": csrf_of(client)}
    answer = client.post("/login", data=form)
    assert answer.status_code == 303
    assert re.match(r"/(?![/\\\t\n])", answer.location)
    page = client.get("/login", query_string={"next": onward}).get_data(as_text=True)
    assert not [link for link in re.findall(r'href="([^"]+)"', page) if "evil" in link and not re.match(r"/(?![/\\])", link)]
