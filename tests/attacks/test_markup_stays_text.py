"""A text is a text on every screen: none of an office's, of staff's or of an address becomes an element, a script or a template."""

import re

import pytest
from marked import LONG, elements_of, marked_office
from office import Day
from playwright.sync_api import expect
from running import demo_server
from whole import csrf_of, whole

from lobby.commands import offices

EVERY_TEXT = {
    *("areas.*.name.*", "closures.*.name", "counters.*.number", "counters.*.name.*", "counters.*.hint.*", "displays.*.name"),
    *("groups.*.name.*", "office.address", "office.name.*", "outcomes.*.name.*", "services.*.bring.*.*", "services.*.name.*"),
    *("services.*.words.*.*", "slip.footer.*", "tips.*.text.*"),
}
QUERY = "lang office next said display service name q search date from to done number code printer back page login modes need"
"""What some page or other reads of its address."""
ENDS = {"/logout"}  # the session that looks around
TOPICS = ["display/hall", "desk/{seat}", "frontdesk", "kiosk", "devices"]


class Looker:
    """A browser of somebody who is everybody at once, and looks at everything."""

    def __init__(self, house, ticket):
        self.house, self.ticket, self.pages, self.marks, self.broken = house, ticket, 0, 0, []
        self.browser = house.log_in(house.devices_browser())
        self.forms = {}

    def look(self, place, **how):
        """The page there, in which nothing has broken out."""
        answer = self.browser.open(place, follow_redirects=True, headers={"Accept": "text/html"}, **how)
        if answer.status_code >= 500:
            self.broken.append((how.get("method", "GET"), place))
        for _, value in answer.headers:
            assert "zz9" not in value or "%3C" in value or "<" not in value, (place, value)
        if answer.mimetype == "text/html":
            self.check(place, answer.get_data(as_text=True))
        return answer

    def check(self, place, text):
        found = elements_of(text)
        assert found.broken_out == [], place
        assert "{{7*7}}" in text or "zz9 onzz9" not in text, place
        self.pages += 1
        self.marks += found.marks
        for form in found.forms:
            if form["action"]:
                self.forms[re.sub(r"\d+|\?.*", "", form["action"])] = form

    def look_around(self, languages=("de", "ar", "en")):
        for place in self.places():
            for language in languages:
                self.look(f"{place}?lang={language}")

    def places(self):
        names = {
            "slug": "hall",
            "token": self.ticket.token,
            "service": "residence",
            "language": "de",
            "number": self.ticket.number,
            "step": "office",
        }
        for rule in self.house.app.url_map.iter_rules():
            if (
                "GET" in rule.methods
                and not rule.rule.startswith(("/api/", "/static", "/healthz"))
                and "static" not in rule.endpoint
            ):
                yield re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: str(names.get(found[1], "1")), rule.rule)


@pytest.fixture(scope="module")
def office_file():
    text, taken = marked_office()
    assert taken >= EVERY_TEXT
    return text


@pytest.fixture
def looker(tmp_path, office_file):
    day = Day(tmp_path)
    offices.load(day.db, office_file, "test")
    with whole(day) as house:
        ticket = day.draw()
        day.draw("pick-up", "ar")
        day.sit("101")
        day.call_next("101")
        looker = Looker(house, ticket)
        yield looker
        assert looker.broken == []
    day.db.close()


def test_no_text_of_an_office_breaks_out_of_any_page(looker):
    looker.look_around()
    assert looker.pages > 100
    assert looker.marks > 1000


def test_no_text_of_an_office_breaks_out_of_any_board(looker):
    day, boards = looker.house.day, 0
    client = looker.house.app.extensions["socketio"].test_client(looker.house.app, auth={"token": looker.house.token})
    for name in (*TOPICS, f"ticket/{looker.ticket.token}"):
        for language in ("de", "ar", "en"):
            board = client.emit("watch", "bernburg/" + name.format(seat="101"), {"language": language}, callback=True)
            assert "error" not in board, board
            looker.check(name, board["html"])
            boards += 1
    assert boards == 18
    assert looker.marks > 100
    day.check_journal()


def test_what_an_address_says_is_shown_as_text_or_not_at_all(looker):
    for place in looker.places():
        for value in (LONG, "\u202e<zz9>", "\x00<zz9>", "'\"><zz9", "javascript:zz9()", "//zz9.example", "data:text/html,<zz9>"):
            answer = looker.look(place, query_string=dict.fromkeys(QUERY.split(), value))
            assert answer.request.host == "localhost"
    token = csrf_of(looker.browser)
    for rule in looker.house.app.url_map.iter_rules():
        if rule.methods & {"POST", "PUT"} and rule.endpoint != "login.log_out":
            place = re.sub(r"<[^>]+>", "1", rule.rule)
            method = "POST" if "POST" in rule.methods else "PUT"
            looker.look(place, method=method, query_string={"office": LONG}, data={"csrf_token": token})
    assert looker.look("/<zz9>/" + LONG.replace("/", "")).status_code == 404
    assert looker.pages > 300


def test_what_staff_type_into_any_form_is_shown_as_text_everywhere(looker):
    looker.look_around(("en",))
    token, sent = csrf_of(looker.browser), 0
    for action, form in list(looker.forms.items()):
        if form["method"].lower() == "post" and action not in ENDS:
            for mark in (LONG, LONG * 40):
                fields = {name: _typed(mark, *field) for name, field in form["fields"].items()} | {"csrf_token": token}
                looker.look(form["action"], method="POST", data=fields)
                sent += 1
    assert sent > 40
    before = looker.marks
    looker.look_around(("en",))
    assert looker.marks > before


def _typed(mark, tag, kind, value):
    """A mark where one may type anything; what a button or a choice would send otherwise."""
    return mark if tag == "textarea" or (tag == "input" and kind in (None, "text", "search", "password", "hidden")) else value


@pytest.mark.browser
def test_a_real_browser_takes_none_of_it_for_markup(tmp_path, browser, office_file):
    with demo_server(tmp_path) as server:
        offices.load(_database(server), office_file, "test")
        ticket, page = server.draw(language="en"), browser.new_page()
        shown, complaints = [], []
        page.on("dialog", lambda dialog: shown.append(dialog.message))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        for place in (f"/kiosk?device={server.devices['kiosk']}", f"/display/hall?device={server.devices['display']}", "/login"):
            page.goto(server.url + place)
        page.fill("[name=login]", "leitung")
        page.fill("[name=password]", server.people["leitung"])
        page.press("[name=password]", "Enter")
        for place in (
            "/",
            "/how",
            "/kiosk/en",
            "/display/hall",
            f"/t/{ticket['token']}",
            "/frontdesk",
            "/insight/promises",
            "/admin/displays",
            "/admin/notices",
        ):
            page.goto(server.url + place)
            expect(page.locator("zz9")).to_have_count(0)
            assert page.evaluate("document.documentElement.outerHTML.includes('&lt;zz9') || document.body.innerText.length > 0")
        assert (shown, complaints) == ([], [])


def _database(server):
    from lobby.store.database import Database

    return Database(server.settings, server.settings.clock)
