"""The kiosk in a real browser, by touch, by keys and without scripts, before a server that really runs."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests
from papers import codes
from PIL import Image
from playwright.sync_api import expect

from lobby.commands import devices, printers
from lobby.i18n import texts
from lobby.store import printers as store
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

pytestmark = pytest.mark.browser
ARABIC = texts("ar").gettext
SMALLEST_TEXT = """() => [...document.querySelectorAll("body *")]
  .filter(each => each.checkVisibility() && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(each => !each.closest(".visually-hidden"))
  .map(each => [parseFloat(getComputedStyle(each).fontSize), each.textContent.trim().slice(0, 40)])
  .sort((a, b) => a[0] - b[0])[0]"""
TARGETS = """() => [...document.querySelectorAll("a[href], button")].filter(each => each.checkVisibility())
  .map(each => { const box = each.getBoundingClientRect(); return Math.min(box.width, box.height) })"""
STRIKE_MS = 550
LYING = {"width": 1280, "height": 800}
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
FOCUSED = "document.activeElement.closest('a, button')?.getAttribute('href') ?? document.activeElement.name"


def test_a_visitor_draws_in_arabic_by_touch(server, terminal):
    terminal.choose("ar", "ukraine")
    assert terminal.page.get_attribute("html", "dir") == "rtl"
    assert terminal.is_seen(f"text={ARABIC('Haben Sie das dabei?')}")
    terminal.tap(".draw", "ticket")
    assert re.fullmatch(r"U\d{3}", terminal.number)
    assert terminal.is_seen(f"text={ARABIC('Ihre Nummer')}")
    token = terminal.page.url.rpartition("/")[2]
    assert server.api("GET", f"/tickets/{token}").json()["language"] == "ar"
    terminal.tap("[data-farewell]", "start")
    assert terminal.page.get_attribute("html", "dir") == "ltr"
    assert terminal.watched.complaints == []
    assert terminal.watched.hosts == {urlsplit(server.url).netloc}


def test_the_number_ahead_stays_in_one_line(server, terminal):
    """Beside the longest sentence, that of Leichte Sprache, and with two digits."""
    for _ in range(11):
        server.draw("benefits")
    terminal.choose("de-simple", "benefits").tap(".draw", "ticket")
    ahead = terminal.page.locator("[data-ahead]")
    assert int(ahead.inner_text()) >= 11
    assert ahead.evaluate("each => each.offsetHeight < 2 * parseFloat(getComputedStyle(each).fontSize)")


def test_a_double_tap_draws_one_ticket(server, terminal):
    terminal.choose("de", "fiktion")
    where = terminal.page.locator(".draw").bounding_box()
    middle = where["x"] + where["width"] / 2, where["y"] + where["height"] / 2
    terminal.page.touchscreen.tap(*middle)
    terminal.page.touchscreen.tap(*middle)
    terminal.wait_for("ticket")
    assert int(server.draw("fiktion")["number"][1:]) == int(terminal.number[1:]) + 1


def test_posts_at_the_same_instant_draw_one_ticket(server):
    """Even where no script holds the second finger back."""
    kiosk = requests.Session()
    kiosk.get(f"{server.url}/kiosk", params={"device": server.devices["kiosk"]}, timeout=10)
    page = kiosk.get(f"{server.url}/kiosk/de/address", timeout=10).text
    form = {"service": "address"} | dict(re.findall(r'name="(key|csrf_token)" value="([^"]+)"', page))

    def post(_):
        return kiosk.post(f"{server.url}/kiosk/de/draw", data=form, allow_redirects=False, timeout=30)

    with ThreadPoolExecutor(10) as fingers:
        answers = list(fingers.map(post, range(24)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    number = re.search(r">(C\d{3})<", kiosk.get(server.url + answers[0].headers["Location"], timeout=10).text)[1]
    assert int(server.draw("address")["number"][1:]) == int(number[1:]) + 1


def test_the_pages_script_gets_the_ticket_at_once_and_a_reload_finds_it_again(server, terminal):
    kiosk = requests.Session()
    kiosk.get(f"{server.url}/kiosk", params={"device": server.devices["kiosk"]}, timeout=10)
    page = kiosk.get(f"{server.url}/kiosk/de/address", timeout=10).text
    form = {"service": "address", "wait": "1"} | dict(re.findall(r'name="(key|csrf_token)" value="([^"]+)"', page))
    answer = kiosk.post(f"{server.url}/kiosk/de/draw", data=form, headers={"Lobby-At-Once": "1"}, allow_redirects=False, timeout=30)
    assert answer.status_code == 200
    number = re.search(r">(C\d{3})<", answer.text)[1]
    assert number in kiosk.get(server.url + answer.headers["Content-Location"], timeout=10).text
    terminal.choose("de", "fiktion").tap(".draw", "ticket")
    shown = terminal.number
    terminal.page.reload()
    terminal.wait_for("ticket")
    assert terminal.number == shown


def test_a_finger_that_trembles_chooses_once(terminal):
    """The second strike lands on the next page, at the place where the first one was."""
    where = terminal.page.locator("[href='/kiosk/de']").bounding_box()
    middle = where["x"] + where["width"] / 2, where["y"] + where["height"] / 2
    terminal.page.mouse.click(*middle, click_count=2, delay=10)
    terminal.wait_for("services")
    terminal.page.wait_for_timeout(700)
    assert terminal.name == "services"


def test_keys_alone_are_enough(terminal):
    press = terminal.page.keyboard.press
    press("ArrowDown")
    assert terminal.page.evaluate(FOCUSED) == "/kiosk/de"
    press("ArrowRight")
    assert terminal.page.evaluate(FOCUSED) == "/kiosk/de-simple"
    press("ArrowDown")
    assert terminal.page.evaluate(FOCUSED) == "/kiosk/ar"
    assert terminal.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    terminal.wait_for("services")
    press("ArrowDown")
    press("ArrowLeft")
    assert terminal.page.evaluate(FOCUSED) == "/kiosk/ar/service-point"
    press("Enter")
    terminal.wait_for("bring")
    press("ArrowDown")
    assert terminal.page.evaluate(FOCUSED) == "service"
    press("Enter")
    terminal.wait_for("ticket")
    assert terminal.number.startswith("S")


def test_it_works_without_scripts(new_terminal, server):
    terminal = new_terminal(java_script_enabled=False)
    terminal.page.goto(f"{server.url}/kiosk?device={server.devices['kiosk']}")
    terminal.choose("uk", "pick-up").tap(".draw", "ticket")
    assert terminal.number.startswith("P")


def test_letters_and_controls_are_large_enough(terminal):
    """EN 301 549 5.1.4: 34 px at 1080 × 1920 on a screen of 32 inches; controls 60 px."""
    for step in (lambda: None, lambda: terminal.choose("de", "residence"), lambda: terminal.tap(".draw", "ticket")):
        step()
        size, text = terminal.page.evaluate(SMALLEST_TEXT)
        assert size >= 34, text
        assert min(terminal.page.evaluate(TARGETS)) >= 60
        assert terminal.page.evaluate(SIDEWAYS) <= 0


def test_it_lies_down_too(new_terminal):
    terminal = new_terminal(viewport=LYING).open()
    for step in (lambda: None, lambda: terminal.choose("fa", "settlement"), lambda: terminal.tap(".draw", "ticket")):
        step()
        assert min(terminal.page.evaluate(TARGETS)) >= 60
        assert terminal.page.evaluate(SIDEWAYS) <= 0
    assert terminal.page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


@pytest.mark.parametrize("language", ["de", "ar"])
def test_axe_finds_nothing_on_any_page(new_terminal, language):
    terminal = new_terminal().open()
    assert terminal.watched.violations() == []
    terminal.tap(f"[href='/kiosk/{language}']", "services")
    assert terminal.watched.violations() == []
    terminal.tap(f"[href='/kiosk/{language}/duldung']", "bring")
    assert terminal.watched.violations() == []
    terminal.tap(".draw", "ticket")
    assert terminal.watched.violations() == []
    terminal.go(f"/kiosk/{language}/nothing")
    assert terminal.watched.violations() == []


def test_a_machine_without_a_key_is_told_so_accessibly(new_terminal, server):
    terminal = new_terminal()
    answer = terminal.page.goto(f"{server.url}/kiosk")
    assert answer.status == 401
    assert terminal.watched.violations() == []


def test_a_public_terminal_is_no_browser(terminal):
    """No menu, no marking, no dragging, no zoom."""
    refused = """name => {
      const event = new Event(name, { bubbles: true, cancelable: true })
      document.querySelector(".choice").dispatchEvent(event)
      return event.defaultPrevented
    }"""
    assert all(terminal.page.evaluate(refused, name) for name in ("contextmenu", "dragstart", "selectstart"))
    assert terminal.page.evaluate("getComputedStyle(document.querySelector('.choice')).userSelect") == "none"
    assert terminal.page.evaluate("getComputedStyle(document.documentElement).touchAction") == "pan-y"
    zoom = "new WheelEvent('wheel', { ctrlKey: true, bubbles: true, cancelable: true })"
    assert terminal.page.evaluate(f"!document.body.dispatchEvent({zoom})")


def test_no_link_leads_out(terminal):
    """Not even one that somebody wrote into a text."""
    terminal.page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<a id=out href=/t/x>out</a>')")
    terminal.tap("#out")
    terminal.page.wait_for_timeout(300)
    assert terminal.page.url.endswith("/kiosk")
    assert terminal.name == "start"


def test_what_is_offered_follows_the_queue(server, terminal):
    terminal.tap("[href='/kiosk/de']", "services")
    waiting = terminal.page.locator("#service-verpflichtung .waiting bdi")
    before = int(waiting.inner_text())
    server.draw("verpflichtung")
    expect(waiting).to_have_text(str(before + 1), timeout=10_000)


class TestPaper:
    """What the ticket's page says of the slip, while it becomes known."""

    @pytest.fixture
    def report(self, server):
        """A printer's agent that says this of the next slip, having taken those before."""

        def tell(outcome):
            token = server.devices["printer"]
            while (leased := server.api("POST", "/printer/jobs/next?wait=1", token)).status_code == 200:
                server.api("POST", f"/printer/jobs/{leased.headers['Lobby-Job']}/{outcome}", token, json={})

        tell("printed")
        return tell

    def test_it_is_said_while_it_happens(self, terminal, report):
        terminal.choose().tap(".draw", "ticket")
        assert terminal.is_seen("[data-paper=printing]")
        report("printed")
        terminal.page.wait_for_selector("[data-paper=printed]", state="visible")
        assert not terminal.is_seen("[data-paper=printing]")

    def test_when_it_fails_the_code_is_large_and_the_page_stays_longer(self, server, terminal, report):
        terminal.choose("tr").tap(".draw", "ticket")
        small = terminal.page.locator("[data-qr]").bounding_box()["width"]
        report("failed")
        terminal.page.wait_for_selector("[data-paper=failed]", state="visible")
        assert terminal.page.locator("[data-qr]").bounding_box()["width"] > max(small, 400)
        assert terminal.seconds > 30
        picture = Image.open(io.BytesIO(terminal.page.locator("[data-qr]").screenshot())).convert("L")
        assert codes(picture) == [f"{server.url}/t/{terminal.page.url.rpartition('/')[2]}"]
        assert terminal.watched.violations() == []

    def test_a_slip_that_nobody_confirms_is_taken_or_remembered(self, terminal, report):
        terminal.choose().tap(".draw", "ticket")
        report("unconfirmed")
        terminal.page.wait_for_selector("[data-paper=unconfirmed] >> text=Kein Zettel?", state="visible")
        assert not terminal.is_seen("[data-paper=printed]")

    @pytest.fixture
    def second(self, server):
        """The token of a second printer at this kiosk."""
        db = Database(server.settings, server.settings.clock)
        token = devices.add(db, DeviceKind.PRINTER, "Tresen", "bernburg")
        devices.add(db, DeviceKind.KIOSK, "kiosk", "bernburg", fallback="Tresen", keeps_old=True)
        yield token
        with db.snapshot() as session:
            office_id = reading.office_slugs(session)["bernburg"]
            kiosk = store.kiosks(session, office_id)[0]
        printers.choose(db, office_id, kiosk.id, kiosk.printer_id, None)
        db.close()

    def test_a_slip_that_comes_out_elsewhere_says_where(self, server, terminal, report, second):
        for each in (second, server.devices["printer"]):
            server.api("PUT", "/printer/status", each, json={"state": "online"})
        terminal.choose("uk").tap(".draw", "ticket")
        first = server.api("POST", "/printer/jobs/next?wait=5", server.devices["printer"])
        body = {"reason": "paper-out", "touched": False}
        server.api("POST", f"/printer/jobs/{first.headers['Lobby-Job']}/failed", server.devices["printer"], json=body)
        terminal.page.wait_for_selector("[data-paper=elsewhere] >> text=Tresen", state="visible")
        assert not terminal.is_seen("[data-paper=failed]")
        again = server.api("POST", "/printer/jobs/next?wait=5", second)
        assert again.headers["Lobby-Job"] == first.headers["Lobby-Job"]
        server.api("POST", f"/printer/jobs/{again.headers['Lobby-Job']}/printed", second)
        terminal.page.wait_for_selector("[data-slip=printed] [data-paper=elsewhere]", state="visible")

    def test_when_nothing_is_heard_of_it_the_visitor_is_told_to_remember(self, terminal, report):
        terminal.choose().tap(".draw", "ticket")
        terminal.page.wait_for_selector("[data-paper=failed]", state="visible", timeout=12_000)
        assert terminal.seconds > 30
