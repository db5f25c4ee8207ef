"""One browser, several windows: each call is heard once, and never two at a time."""

from itertools import pairwise

import pytest
from displays import Hall, Screen
from programs import program
from running import demo_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    program("espeak-ng")
    with demo_server(tmp_path_factory.mktemp("voices"), SPEECH="espeak") as running:
        yield running


@pytest.fixture(scope="module")
def hall(server):
    return Hall(server)


@pytest.fixture
def windows(browser, server):
    """Two windows of one browser that show the hall."""
    with browser.new_context() as context:
        yield [Screen(context.new_page(), server).open() for _ in range(2)]


def all_show(screens, ticket):
    """Wait until all have highlighted the call, and are done with it."""
    for screen in screens:
        screen.wait_for(ticket["number"])
    for screen in screens:
        screen.wait_for_quiet()


def heard(*screens):
    """What was spoken in all windows, in order: each clip's begin and end on one clock."""
    clips = []
    for screen in screens:
        zero = screen.page.evaluate("performance.timeOrigin / 1000")
        clips += [(zero + each["from"], zero + each["to"]) for each in screen.spoken]
    return sorted(clips)


def test_two_windows_of_a_display_highlight_a_call_and_one_of_them_speaks(hall, windows):
    ticket = hall.call("101", language="ar")
    all_show(windows, ticket)
    assert sorted(len(screen.spoken) for screen in windows) == [0, 2]
    assert sorted(screen.announced for screen in windows) == [[], [ticket["number"]]]
    hall.dismiss(ticket)


def test_when_the_window_that_speaks_is_closed_the_other_goes_on(hall, windows):
    first = hall.call("101", language="ar")
    all_show(windows, first)
    speaking, silent = sorted(windows, key=lambda screen: -len(screen.spoken))
    speaking.page.close()
    second = hall.call("102", language="uk")
    silent.wait_for(second["number"])
    silent.wait_for_quiet()
    assert silent.announced == [second["number"]]
    assert len(silent.spoken) == 2
    hall.dismiss(first, second)


def test_two_displays_in_one_browser_never_speak_at_once(browser, server, hall):
    with browser.new_context() as context:
        one = Screen(context.new_page(), server).open()
        two = Screen(context.new_page(), server, display="upstairs").open()
        ticket = hall.call("101", language="ar")
        all_show((one, two), ticket)
        clips = heard(one, two)
        assert len(clips) == 4
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(clips))
        hall.dismiss(ticket)
