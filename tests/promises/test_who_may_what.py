"""Rights: every route, API call and topic, asked by every role, every kind of device and nobody, does as the one table says."""

import re
from pathlib import Path

import pytest
from office import Day
from wholehouse import EVERYBODY, NOBODY, WholeHouse

from lobby.web.rights import DEVICES, OF_ENDPOINT, OF_TOPIC, RIGHTS, ROLES

NAMES = {"display": "nowhere", "slug": "nowhere", "counter": "101", "service": "residence", "language": "de"}
NAMES |= {"verb": "start", "step": "office"}
BEHIND_A_PIN = ("kiosk", "/kiosk/check/print")  # tests/kiosk/test_kiosk_check.py has the PIN
OUTSIDER = "10.9.8.7"  # at the machine itself, figures are open
TOPICS = ["bernburg/display/hall", "bernburg/desk/101", "bernburg/frontdesk", "bernburg/kiosk", "bernburg/devices", "bernburg/lead"]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    day = Day(tmp_path_factory.mktemp("rights"))
    found = WholeHouse(day)
    found.app.config.update(WTF_CSRF_METHODS=set())  # is not what is asked here
    yield found
    day.db.close()


def rules(app):
    """(endpoint, method, address) of everything that is served."""
    for rule in app.url_map.iter_rules():
        place = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: NAMES.get(found[1], "1"), rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, place + ("?wait=0" if "jobs/next" in place else "")


def is_let_in(house, who, method, place):
    """Neither sent to log in, nor refused, nor shown the code by which a new screen is added."""
    client = house.app.test_client()
    shown = client.open(place, method=method, headers=house.headers(who), environ_overrides={"REMOTE_ADDR": OUTSIDER})
    assert shown.status_code < 500, (who, method, place)
    to_log_in = shown.status_code == 303 and shown.location.startswith("/login?")
    is_wrong_password = (method, place, shown.status_code) == ("POST", "/login", 401)
    return is_wrong_password or (shown.status_code not in (401, 403) and not to_log_in)


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_route_lets_in_whom_the_table_names_and_nobody_else(house, who):
    wrong, asked = [], 0
    for endpoint, method, place in rules(house.app):
        right = OF_ENDPOINT.get(endpoint)
        is_meant = right is not None and (right.is_anyones or who in right.who)
        if (who, place) != BEHIND_A_PIN and is_meant != is_let_in(house, who, method, place):
            wrong.append((method, place, "should be let in" if is_meant else "was let in"))
        asked += 1
    assert wrong == []
    assert asked > 150


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_topic_is_seen_by_whom_the_table_names_and_by_nobody_else(house, who):
    auth = None if who == NOBODY else {"token": house.keys[who]}
    client = house.app.extensions["socketio"].test_client(house.app, auth=auth)
    for name in TOPICS:
        answer = client.emit("watch", name, {}, callback=True)
        is_seen = "error" not in answer
        assert is_seen == (who in OF_TOPIC[name.split("/")[1]].who), name
        assert is_seen or answer["error"]["code"] == "forbidden"


def test_every_route_and_topic_has_its_place_in_the_table_and_the_table_names_none_that_is_not_there(house):
    assert {rule.endpoint for rule in house.app.url_map.iter_rules()} == set(OF_ENDPOINT)
    assert set(house.app.extensions["lobby"].topics) == set(OF_TOPIC)
    assert {name.split("/")[1] for name in TOPICS} | {"ticket"} == set(OF_TOPIC)


def test_a_way_stands_under_one_right_alone():
    ways = [way for right in RIGHTS for way in (*right.opens, *right.watches)]
    assert len(ways) == len(set(ways))


def test_a_route_that_the_table_does_not_know_is_closed_to_everybody(day):
    house = WholeHouse(day)
    house.app.add_url_rule("/a/new/page", "new.page", lambda: "secret")
    answers = {who: house.app.test_client().get("/a/new/page", headers=house.headers(who)).status_code for who in EVERYBODY}
    assert set(answers.values()) == {403}


def test_an_auditor_reads_the_audit_and_nothing_else_but_her_own_account():
    whats = {right.what for right in RIGHTS if "auditor" in right.who}
    assert whats == {"read and export the audit", "look after one's own account"}


def test_the_docs_say_what_the_table_says():
    told = (Path(__file__).parents[2] / "docs/rights.md").read_text(encoding="utf-8")
    lines = [f"| {right.what} | {' | '.join('×' if who in right.who else '' for who in (*ROLES, *DEVICES))} |" for right in RIGHTS]
    assert [line for line in lines if line not in told] == []
