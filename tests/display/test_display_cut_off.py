"""The cable between display and server is pulled, and plugged in again."""

import time
from urllib.parse import urlsplit

import pytest
from displays import LIVE, LOST, Hall, Screen
from firewalls import forwarded
from networks import browser_elsewhere
from running import demo_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("cable"), SPEECH="off") as running:
        yield running


def test_a_pulled_cable_is_said_within_ten_seconds_and_no_call_is_lost_or_spoken_twice(browser, server, tmp_path):
    hall = Hall(server)
    with browser_elsewhere(tmp_path) as cable, forwarded(cable.here, urlsplit(server.url).port) as address:
        arguments = ["--autoplay-policy=no-user-gesture-required", "--no-sandbox"]
        elsewhere = browser.browser_type.launch(executable_path=cable.executable, args=arguments)
        try:
            screen = Screen(elsewhere.new_page(), server, address=address).open()
            before = hall.call("101")
            screen.wait_for(before["number"])
            screen.wait_for_quiet()
            cable.pull()
            pulled = time.monotonic()
            screen.page.wait_for_selector(LOST, timeout=15_000)
            assert time.monotonic() - pulled < 10
            open_still, gone = hall.call("102"), hall.call("103")
            hall.dismiss(gone)
            time.sleep(3)
            cable.plug()
            plugged = time.monotonic()
            screen.page.wait_for_selector(LIVE, timeout=15_000)
            healed_s = time.monotonic() - plugged
            screen.wait_for(open_still["number"])
            screen.wait_for_quiet()
            assert screen.announced == [before["number"], open_still["number"]]
            assert healed_s < 5
            hall.dismiss(before, open_still)
        finally:
            elsewhere.close()
