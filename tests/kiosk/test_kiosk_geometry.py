"""Every state of the kiosk, in every script and mode: nothing is cut off, too small, too near or out of reach."""

import pytest
from browsing import Watched
from kiosks import MEASURE, STATES, WITHOUT_LANGUAGE, kiosk_office

pytestmark = pytest.mark.browser
MODES = ("", "low", "contrast", "large", "low.contrast.large")
LANGUAGES = ("de", "ar", "ti", "de-simple")
ALL = [(state, language) for state in STATES for language in (("de",) if state in WITHOUT_LANGUAGE else LANGUAGES)]
FEW = [
    ("start", "de"),
    ("services", "ti"),
    ("found", "ar"),
    ("wait", "ti"),
    ("appointment", "de-simple"),
    ("printed", "ar"),
    ("failed", "de"),
    ("closed", "de"),
]
ENHANCED = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
FAINT = """rules => axe.run({exclude: ".ribbon"}, rules)
  .then(found => found.violations.flatMap(bad => bad.nodes.map(node => node.html.slice(0, 120))))"""
"""Texts under 7:1. Needs axe-core in the page."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with kiosk_office(tmp_path_factory.mktemp("kiosks")) as running:
        yield running


@pytest.fixture(scope="module")
def context(office, browser):
    opened = office.context(browser)
    yield opened
    opened.close()


@pytest.fixture
def shown(office, context):
    """Opens a state; the page, and who watches it."""
    page = context.new_page()
    watched = Watched(page)

    def show(state, language, modes=""):
        office.set_modes(context, modes)
        STATES[state](office, page, language)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(50)
        return page, watched

    yield show
    page.close()


def wrong(shown, state, language, modes):
    page, _ = shown(state, language, modes)
    return page.evaluate(MEASURE, "low" in modes)


@pytest.mark.parametrize(("state", "language"), FEW)
def test_nothing_is_cut_off_too_small_too_near_or_out_of_reach(shown, state, language):
    for modes in ("", "low", "low.contrast.large"):
        assert wrong(shown, state, language, modes) == [], modes


def test_axe_finds_nothing_in_high_contrast_and_low_reach(shown):
    for modes in ("contrast", "low"):
        page, watched = shown("services", "ar", modes)
        assert watched.violations() == [], modes
    shown("services", "ar", "contrast")
    watched.violations()
    assert page.evaluate(FAINT, ENHANCED) == []


@pytest.mark.soak
@pytest.mark.parametrize("modes", MODES)
@pytest.mark.parametrize(("state", "language"), ALL)
def test_nothing_is_wrong_in_any_state(shown, state, language, modes):
    assert wrong(shown, state, language, modes) == []


@pytest.mark.soak
@pytest.mark.parametrize("modes", ["", "contrast", "low"])
@pytest.mark.parametrize(("state", "language"), [each for each in ALL if each[1] != "de-simple"])
def test_axe_finds_nothing_in_any_state(shown, state, language, modes):
    page, watched = shown(state, language, modes)
    assert watched.violations() == []
    if modes == "contrast":
        assert page.evaluate(FAINT, ENHANCED) == []
