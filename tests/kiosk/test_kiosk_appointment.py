"""Checking in with the code of an appointment: without scripts, by touch, by keys and by a scanner."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from running import demo_server

from lobby.commands import appointments
from lobby.domain.appointments import Booking, code_of
from lobby.i18n import texts

TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)  # ten in Bernburg
ARABIC = texts("ar").gettext
TARGETS = """() => [...document.querySelectorAll("a[href], button, input")].filter(each => each.checkVisibility())
  .map(each => { const box = each.getBoundingClientRect(); return Math.min(box.width, box.height) })"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
ACROSS = "document.documentElement.scrollHeight - innerHeight"


@pytest.fixture(scope="module")
def lead(server):
    return server.staff_token("leitung")


class TestWithoutScripts:
    """Each step is a page or a form."""

    @pytest.fixture
    def book(self, day):
        def put(code="K7", at=TEN, service="residence"):
            booking = Booking(code_of(code), day.office.service(service).id, at)
            appointments.put(day.db, day.office_id, [booking], "test")

        return put

    @pytest.fixture
    def send(self, paper):
        def form(**fields):
            hidden = dict(re.findall(r'type="hidden" name="(key|language|code)" value="([^"]*)"', paper.text))
            return paper._ask("POST", "/kiosk/appointment", data=hidden | fields)

        return form

    def test_it_is_offered_on_days_with_appointments_alone(self, paper, book):
        assert "/kiosk/appointment" not in paper.get("/kiosk/ar").text
        book()
        assert 'href="/kiosk/appointment/ar"' in paper.get("/kiosk/ar").text
        assert ARABIC("Ich habe einen Termin") in paper.text

    def test_a_typed_code_draws_for_its_service_and_asks_nothing_else(self, paper, book, send):
        book(service="settlement")
        paper.get("/kiosk/appointment/ar")
        send(code="k-7")
        assert "N001" in paper.text
        assert ARABIC("Ihre Nummer") in paper.text

    def test_the_keys_of_the_screen_write_the_code_one_by_one(self, paper, book, send):
        book()
        paper.get("/kiosk/appointment/de")
        for press in ("K", "8", "back", "7"):
            written = re.search(r'name="code" value="([^"]*)"', paper.text)[1]
            send(code=written, press=press)
        assert 'value="K7"' in paper.text
        send(code="K7")
        assert "A001" in paper.text

    def test_a_code_without_a_language_asks_for_one_and_keeps_the_code(self, day, paper, book, send):
        book()
        paper.get("/kiosk")
        send(code="K7")
        assert 'name="code" value="K7"' in paper.text
        assert paper.text.count('name="language"') == 16
        send(language="tr")
        assert "A001" in paper.text
        assert next(iter(day.today.tickets.values())).language == "tr"

    def test_on_a_closed_day_the_way_in_is_said_in_all_languages(self, day, paper, book, send):
        friday = TEN + timedelta(days=3)
        book(at=friday)
        day.clock.at = friday - timedelta(minutes=10)
        day.load(lambda text: text.replace('fri = ["09:00-12:00"]\n', ""))
        appointments.put(day.db, day.office_id, [Booking("K8", day.office.service("fiktion").id, friday)], "test")
        assert 'href="/kiosk/appointment"' in paper.get("/kiosk").text
        assert ARABIC("Ich habe einen Termin") in paper.text
        assert 'href="/kiosk/appointment/uk"' in paper.get("/kiosk/appointment").text
        paper.get("/kiosk/appointment/uk")
        send(code="K7")
        assert "A001" in paper.text

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("K0", "Diesen Termin finden wir nicht."),
            ("", "Diesen Termin finden wir nicht."),
            ("<script>", "Diesen Termin finden wir nicht."),
            ("K8", "Ihr Termin ist um {time} Uhr. Bitte melden Sie sich frühestens {minutes} Minuten vorher."),
            ("K7", "Für diesen Termin gibt es schon eine Nummer: {number}."),
        ],
    )
    def test_what_is_refused_is_said_in_the_visitors_language_with_what_to_do(self, day, paper, book, send, code, said):
        book()
        book("K8", TEN + timedelta(hours=2))
        day.draw(appointment="K7")
        paper.get("/kiosk/appointment/ar")
        send(code=code)
        assert paper.status == 409
        assert ARABIC(said).format(time="12:00", minutes=30, number="A001") in re.sub(r"&#\d+;", "'", paper.text)
        assert len(day.today.tickets) == 1
        if code != "K8":
            assert ARABIC("Bitte prüfen Sie den Code. Wenn er stimmt: Fragen Sie am Servicepunkt.") in paper.text
            assert 'href="/kiosk/appointment/ar"' in paper.text

    def test_a_code_far_too_long_is_no_code(self, day, paper, book, send):
        book()
        paper.get("/kiosk/appointment/de")
        assert send(code="K" * 5000).status == 409
        assert day.today.tickets == {}

    def test_a_stranger_learns_nothing(self, stranger, book):
        book()
        stranger._ask("POST", "/kiosk/appointment", data={"code": "K7", "language": "de"})
        assert stranger.status == 401


def scan(terminal, code, shows):
    """As a scanner types, onto a page that stands still."""
    terminal.page.wait_for_timeout(500)
    terminal.page.keyboard.type(code)
    terminal.page.keyboard.press("Enter")
    terminal.wait_for(shows)


@pytest.mark.browser
class TestInABrowser:
    """By touch, by keys, by a scanner."""

    @pytest.fixture
    def booked(self, server, lead):
        """An appointment for now. The kiosk knows it."""

        def put(code, service="residence"):
            body = [{"code": code, "service": service, "at": datetime.now(UTC).isoformat()}]
            assert server.api("PUT", "/appointments", lead, json=body).status_code == 200

        return put

    @pytest.fixture
    def ready(self, booked, new_terminal):
        """A kiosk on a day with appointments."""

        def opened(**context):
            booked("FIRST1")
            return new_terminal(**context).open()

        return opened

    def test_a_visitor_checks_in_in_arabic_by_touch(self, server, booked, ready):
        booked("AB-12", "ukraine")
        terminal = ready()
        terminal.tap("[href='/kiosk/ar']", "services").tap("[href='/kiosk/appointment/ar']", "appointment")
        assert terminal.page.get_attribute("html", "dir") == "rtl"
        for sign in "ABX":
            terminal.tap(f".key[value='{sign}']")
        terminal.tap(".key.back")
        for sign in "12":
            terminal.tap(f".key[value='{sign}']")
        assert terminal.page.input_value(".code-input") == "AB12"
        assert terminal.watched.violations() == []
        terminal.tap(".check-in", "ticket")
        assert re.fullmatch(r"U\d{3}", terminal.number)
        token = terminal.page.url.rpartition("/")[2]
        assert server.api("GET", f"/tickets/{token}").json()["language"] == "ar"

    def test_a_scan_on_the_first_page_asks_for_the_language_alone(self, booked, ready):
        booked("SC4NNED", "duldung")
        terminal = ready()
        scan(terminal, "sc-4nned", "tongue")
        assert terminal.watched.violations() == []
        terminal.tap("button[value='fa']", "ticket")
        assert terminal.number.startswith("D")
        assert terminal.page.get_attribute("html", "dir") == "rtl"

    def test_a_scan_after_the_language_draws_at_once(self, booked, ready):
        booked("SC4NNED2", "settlement")
        terminal = ready().tap("[href='/kiosk/tr']", "services")
        scan(terminal, "SC4NNED2", "ticket")
        assert terminal.number.startswith("N")

    def test_a_scan_on_the_codes_page_replaces_what_was_typed(self, booked, ready):
        booked("SC4NNED3", "fiktion")
        terminal = ready().go("/kiosk/appointment/de")
        terminal.tap(".key[value='Q']")
        terminal.page.wait_for_timeout(200)
        scan(terminal, "SC4NNED3", "ticket")
        assert terminal.number.startswith("F")

    def test_a_keyboard_writes_and_enter_sends(self, booked, ready):
        booked("KEYS9", "fiktion")
        terminal = ready().go("/kiosk/appointment/de")
        terminal.page.keyboard.type("keysx", delay=120)
        terminal.page.keyboard.press("Backspace")
        terminal.page.focus(".code-input")
        terminal.page.keyboard.type("9", delay=120)
        assert terminal.page.input_value(".code-input").upper() == "KEYS9"
        terminal.page.wait_for_timeout(120)
        terminal.page.keyboard.press("Enter")
        terminal.wait_for("ticket")

    def test_arrow_keys_alone_are_enough(self, booked, ready):
        booked("11A", "fiktion")
        terminal = ready().go("/kiosk/appointment/de")
        for sign in "11A":
            terminal.page.focus(f".key[value='{sign}']")
            terminal.page.keyboard.press("Enter")
            terminal.page.wait_for_timeout(550)  # a second strike within half a second does not count
        assert terminal.page.input_value(".code-input") == "11A"
        for _ in range(9):
            if "check-in" not in terminal.page.evaluate("document.activeElement.className"):
                terminal.page.keyboard.press("ArrowDown")
                terminal.page.wait_for_timeout(550)
        assert "check-in" in terminal.page.evaluate("document.activeElement.className")
        terminal.page.keyboard.press("Enter")
        terminal.wait_for("ticket")

    def test_slow_typing_on_the_first_page_is_no_scan(self, ready):
        terminal = ready()
        terminal.page.keyboard.type("FIRST1", delay=150)
        terminal.page.wait_for_timeout(150)
        terminal.page.keyboard.press("Enter")
        terminal.page.wait_for_timeout(300)
        assert terminal.name == "start"

    def test_a_refused_code_leads_back_to_the_keys(self, ready):
        terminal = ready().go("/kiosk/appointment/uk")
        terminal.tap(".key[value='0']").tap(".check-in", "refused")
        assert terminal.watched.violations() == []
        terminal.tap("[href='/kiosk/appointment/uk']", "appointment")

    @pytest.mark.parametrize("size", [(1080, 1920), (1280, 800)])
    def test_the_keys_are_large_and_all_in_sight(self, ready, size):
        terminal = ready(viewport={"width": size[0], "height": size[1]}).go("/kiosk/appointment/ar")
        assert min(terminal.page.evaluate(TARGETS)) >= 60
        assert terminal.page.evaluate(SIDEWAYS) <= 0
        assert terminal.page.evaluate(ACROSS) <= 0

    def test_it_works_without_scripts(self, server, booked, new_terminal):
        booked("7", "pick-up")
        terminal = new_terminal(java_script_enabled=False)
        terminal.page.goto(f"{server.url}/kiosk?device={server.devices['kiosk']}")
        terminal.tap("[href='/kiosk/uk']", "services").tap("[href='/kiosk/appointment/uk']", "appointment")
        terminal.tap(".key[value='7']", "appointment").tap(".check-in", "ticket")
        assert terminal.number.startswith("P")


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800)])
def test_on_a_closed_morning_with_appointments_all_is_in_sight(tmp_path, browser, size):
    """The most that the closed screen says: the office opens on another day, a service opens today, one can check in."""
    with demo_server(tmp_path, CLOCK="2026-11-27T05:30:00Z@1", DEMO_OPEN="0") as server:
        body = [{"code": "K7", "service": "residence", "at": "2026-11-27T10:15"}]
        assert server.api("PUT", "/appointments", server.staff_token("leitung"), json=body).status_code == 200
        page = browser.new_context(viewport={"width": size[0], "height": size[1]}).new_page()
        page.goto(f"{server.url}/kiosk?device={server.devices['kiosk']}")
        assert page.locator(".sooner").count() == 16
        assert page.evaluate(ACROSS) <= 0
        page.click("[href='/kiosk/appointment']")
        page.wait_for_selector("body[data-page='tongue']")
        page.context.close()
