"""The admin page of webhooks: set up, seen, tried, paused and removed, without a program of one's own."""

import re

import pytest
from adminroom import Browser
from office import Day
from receivers import Receiver

from lobby.commands import webhooks

PAGE = "/admin/webhooks"


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def house(tmp_path):
    day = Day(tmp_path, webhook_loopback=True)
    yield day
    day.db.close()


@pytest.fixture
def admin(house):
    browser = Browser(house, role="admin", page=PAGE)
    yield browser
    browser.app.extensions["lobby"].db.close()


def hooks_of(house):
    return webhooks.listed(house.db, house.office_id)


def test_a_webhook_is_added_and_its_secret_shown_this_once(house, admin, receiver):
    assert "Es gibt noch keinen Webhook." in admin.text
    admin.send(PAGE, url=receiver.url, events=["ticket.called", "office.evacuation"])
    [hook] = hooks_of(house)
    assert (hook.url, hook.events) == (receiver.url, ["ticket.called", "office.evacuation"])
    assert hook.secret in admin.text
    assert admin.answer.headers["Cache-Control"] == "no-store"
    assert hook.secret not in admin.ask("GET", PAGE)
    assert "ticket.called" in admin.text and "in Betrieb" in admin.text


@pytest.mark.parametrize(
    ("url", "events"), [("light.example", ["ticket.called"]), ("https://light.example/", []), ("https://a:b@c/", ["ticket.drawn"])]
)
def test_a_wrong_address_or_no_event_is_said_and_what_was_typed_stays(house, admin, url, events):
    admin.send(PAGE, url=url, events=events)
    assert admin.answer.status_code == 422
    assert f'value="{url}"' in admin.text
    assert re.findall(r'value="([a-z.-]+)" checked', admin.text) == events
    assert hooks_of(house) == []


def test_a_test_is_sent_and_what_came_of_it_is_said(house, admin, receiver):
    admin.send(PAGE, url=receiver.url, events=["ticket.called"])
    [hook] = hooks_of(house)
    admin.send(f"{PAGE}/{hook.id}/ping")
    assert "Die Probe ist angekommen." in admin.text
    receiver.answers.append(503)
    admin.send(f"{PAGE}/{hook.id}/ping")
    assert "Die Probe ist nicht angekommen." in admin.text
    assert re.findall(r"webhook.ping</code></td><td>1</td><td><code[^>]*>(\d+)", admin.text) == ["503", "200"]
    assert receiver.events == ["webhook.ping", "webhook.ping"]


def test_what_does_not_arrive_shows_and_is_tried_again_at_once(house, admin):
    hook = webhooks.add(house.db, house.office_id, "http://192.0.2.1/", ["ticket.drawn"])
    house.draw()
    webhooks.settle(house.db, webhooks.take(house.db, hook.id), None, "ConnectTimeout")
    assert "kommt nicht an, nächster Versuch" in admin.ask("GET", PAGE)
    assert "ConnectTimeout" in admin.text
    admin.send(f"{PAGE}/{hook.id}/resume")
    assert webhooks.due(house.db) == [hook.id]


def test_a_webhook_is_paused_goes_on_gets_a_new_secret_and_is_removed(house, admin):
    hook = webhooks.add(house.db, house.office_id, "http://192.0.2.1/", ["ticket.drawn"])
    house.draw()
    admin.send(f"{PAGE}/{hook.id}/pause")
    assert "angehalten seit" in admin.text
    assert webhooks.due(house.db) == []
    admin.send(f"{PAGE}/{hook.id}/resume")
    assert webhooks.due(house.db) == [hook.id]
    admin.send(f"{PAGE}/{hook.id}/secret")
    assert hooks_of(house)[0].secret in admin.text
    assert hooks_of(house)[0].secret != hook.secret
    admin.send(f"{PAGE}/{hook.id}/remove")
    assert "Der Webhook ist entfernt." in admin.text
    assert hooks_of(house) == []


def test_a_lead_is_not_shown_the_way_to_webhooks_and_an_admin_is(house, admin):
    assert f'href="{PAGE}?' in admin.text
    lead = Browser(house, role="lead", page="/admin/devices")
    assert f'href="{PAGE}?' not in lead.text
    lead.app.extensions["lobby"].db.close()
