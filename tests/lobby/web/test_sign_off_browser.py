"""Automatic sign-off at a real desk: asked first, kept by a key, else out, with the sockets hung up and nothing lost."""

import time

import pytest
import socketio
from running import demo_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("sign-off"), SESSION_IDLE="1") as running:
        yield running


@pytest.fixture
def page(server, browser):
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{server.url}/desk")
    page.fill("[name=login]", "schalter-1")
    page.fill("[name=password]", server.people["schalter-1"])
    page.press("[name=password]", "Enter")
    page.wait_for_selector("button[value='101']")
    yield page
    context.close()


def test_who_does_nothing_is_asked_and_a_key_keeps_her_signed_on(server, page):
    page.clock.fast_forward(35_000)
    page.wait_for_selector("dialog[data-idle][open]")
    with page.expect_response("**/account/stay") as told:
        page.keyboard.press("Shift")
    assert told.value.status == 204
    page.wait_for_selector("dialog[data-idle]:not([open])", state="attached")
    page.clock.fast_forward(60_000)
    page.wait_for_url("**/login?next=*ended=1")


def test_the_socket_of_a_session_that_was_ended_is_hung_up_within_five_seconds(server, page):
    secret = next(each["value"] for each in page.context.cookies() if each["name"] == "lobby_session")
    client = socketio.SimpleClient()
    client.connect(server.url, headers={"Cookie": f"lobby_session={secret}"}, transports=["websocket"])
    assert "error" not in client.call("watch", "desk/101")
    began = time.monotonic()
    page.goto(f"{server.url}/account")
    page.click(".staff-head form button")
    while client.connected and time.monotonic() - began < 10:
        time.sleep(0.05)
    assert time.monotonic() - began < 5
