"""How the front desk looks: free of hindrances in every state, and nothing cut off."""

import pytest

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_state_of_the_front_desk_is_free_of_hindrances(server, open_desk, language):
    for service in ("residence", "duldung", "pick-up"):
        server.draw(service, "ar", needs=["wheelchair", "deaf"], party_size=2)
    server.api("PUT", "/frontdesk/services/duldung/pause", server.tokens["tresen"], json={"reason": "full"})
    page = open_desk(locale=language)
    found = {"house": page.watched.violations()}
    page.click("#draw-residence")
    page.wait_for_selector("#ticket")
    found["ticket"] = page.watched.violations()
    for over in ("help", "pause"):
        page.click(f"[popovertarget={over}] >> nth=0")
        found[over] = page.watched.violations()
        page.keyboard.press("Escape")
    assert found == {"house": [], "ticket": [], "help": [], "pause": []}
    assert page.watched.complaints == []
    assert page.watched.hosts == {server.url.removeprefix("http://")}


@pytest.mark.parametrize("language", ["de", "ar", "uk"])
def test_everything_fits_on_a_small_office_screen(server, open_desk, language):
    server.draw("verpflichtung", needs=["blind"])
    page = open_desk(locale=language)
    assert page.evaluate(FITS)
    page.click("#draw-residence")
    page.wait_for_selector("#ticket")
    assert page.evaluate(FITS)
    assert page.locator("#do-close").evaluate("it => it.getBoundingClientRect().bottom <= innerHeight")


@pytest.mark.parametrize("size", [(1024, 700), (390, 844)])
def test_on_other_screens_nothing_is_wider_than_the_screen(open_desk, size):
    page = open_desk(viewport={"width": size[0], "height": size[1]})
    page.click("#draw-residence")
    page.wait_for_selector("#ticket")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
