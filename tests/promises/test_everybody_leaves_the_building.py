"""An evacuation: every screen says it at once, nobody is called or drawn, and the line stands as it stood."""

import pytest
from browsing import Watched
from running import demo_server

from lobby.commands import frontdesk, staff
from lobby.domain.errors import Evacuation, Forbidden
from lobby.domain.lifecycle import Verb
from lobby.i18n import texts
from lobby.store import reading

FIFTEEN = 15
FITS = """count => {
  const sign = document.querySelector(".evacuation"), list = sign.querySelector("ul")
  while (list.children.length < count) list.append(list.firstElementChild.cloneNode(true))
  return sign.scrollHeight <= sign.clientHeight + 1
}"""
LEAVE = "Bitte verlassen Sie jetzt das Gebäude."


@pytest.fixture
def tresen(day):
    """Somebody of the front desk."""
    staff.add(day.db, "tresen", ["frontdesk"], ["bernburg"], "a password")
    return staff.prove(day.db, "tresen", "a password")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("leaving")) as running:
        yield running


def line(day):
    return [each["number"] for each in day.runtime.board("frontdesk", day.office_id, "", "de", inside=True)["waiting"]]


def test_every_screen_hears_of_it_with_one_line(day, tresen):
    token = day.draw().token
    day.at("104")
    everywhere = {"display/hall", "kiosk", "frontdesk", "desk/104", f"ticket/{token}"}
    day.watch(*everywhere)
    with day.pushes(lines=1) as pushed:
        frontdesk.evacuate(day.db, day.office_id, tresen)
    assert pushed.topics == everywhere
    assert all(board["evacuation"]["languages"] == list(day.office.languages) for board in pushed.boards)
    with day.pushes(lines=0):
        frontdesk.evacuate(day.db, day.office_id, tresen)
    with day.pushes(lines=1) as pushed:
        frontdesk.all_clear(day.db, day.office_id, tresen)
    assert pushed.topics == everywhere
    assert all(board["evacuation"] is None for board in pushed.boards)
    with day.pushes(lines=0):
        frontdesk.all_clear(day.db, day.office_id, tresen)


def test_nobody_draws_and_nobody_is_called(day, tresen):
    day.draw(), day.draw()
    called = day.call_next("104")
    day.clock.forward(minutes=2)
    frontdesk.evacuate(day.db, day.office_id, tresen)
    day.at("105")
    for attempt in (
        day.draw,
        lambda: day.call_next("105"),
        lambda: day.call_next("104"),
        lambda: day.do(Verb.REPEAT_CALL, "104", called),
        lambda: day.do(Verb.CALL, "104", called),
    ):
        with pytest.raises(Evacuation):
            attempt()
    assert day.do(Verb.START, "104", called) == "serving"


def test_a_draw_whose_answer_was_lost_still_finds_its_ticket(day, tresen):
    drawn = day.draw(key="0123456789abcdef")
    frontdesk.evacuate(day.db, day.office_id, tresen)
    assert day.draw(key="0123456789abcdef").number == drawn.number


def test_the_line_goes_on_where_it_stood(day, tresen):
    for service in ("residence", "fiktion", "residence", "pick-up"):
        day.draw(service)
        day.clock.forward(minutes=1)
    before = line(day)
    frontdesk.evacuate(day.db, day.office_id, tresen)
    day.clock.forward(minutes=25)
    assert line(day) == before
    frontdesk.all_clear(day.db, day.office_id, tresen)
    assert line(day) == before
    assert day.call_next("104")
    assert day.draw()


def test_the_hall_takes_calls_off_and_speaks_none(day, tresen):
    day.draw()
    day.call_next("104")
    frontdesk.evacuate(day.db, day.office_id, tresen)
    assert day.runtime.board("display", day.office_id, "hall", "de")["calls"] == []
    frontdesk.all_clear(day.db, day.office_id, tresen)
    assert len(day.runtime.board("display", day.office_id, "hall", "de")["calls"]) == 1


def test_only_lead_and_front_desk_may(day):
    with pytest.raises(Forbidden):
        frontdesk.evacuate(day.db, day.office_id, day.at("104"))
    assert day.today.evacuation is None


def test_the_journal_says_who(day, tresen):
    frontdesk.evacuate(day.db, day.office_id, tresen)
    frontdesk.all_clear(day.db, day.office_id, tresen)
    with day.db.snapshot() as session:
        rows = session.connection().exec_driver_sql("select verb, by from journal order by id").all()
    assert [tuple(row) for row in rows][-2:] == [("evacuate", f"staff:{tresen}"), ("all-clear", f"staff:{tresen}")]


def test_it_ends_with_its_day_and_a_restart_forgets_nothing(day, tresen):
    frontdesk.evacuate(day.db, day.office_id, tresen)
    with day.db.snapshot() as session:
        assert reading.day(session, day.office_id, day.today.date).evacuation == day.clock.now()
    day.clock.forward(days=1)
    assert day.today.evacuation is None


class TestOverHttp:
    """As programs see it."""

    @pytest.fixture
    def call(self, day):
        staff.add(day.db, "lead", ["lead"], ["bernburg"], "a password")
        client, token = day.app.test_client(), staff.token(day.db, "lead")

        def call(method, path, key=token, **how):
            headers = {"Authorization": f"Bearer {key}"} | how.pop("headers", {})
            return client.open(f"/api/v1{path}", method=method, headers=headers, **how)

        return call

    def test_it_wants_to_be_confirmed(self, day, call):
        for body in ({}, {"confirm": False}, {"confirm": "yes"}, {"confirm": True, "more": 1}):
            assert call("POST", "/evacuation", json=body).status_code == 422
        assert day.today.evacuation is None
        assert call("POST", "/evacuation", json={"confirm": True}, key=day.kiosk).status_code == 403
        assert call("POST", "/evacuation", json={"confirm": True}).status_code == 204
        assert day.today.evacuation is not None

    def test_draws_are_refused_with_a_code_of_their_own(self, day, call):
        call("POST", "/evacuation", json={"confirm": True})
        body, headers = {"service": "residence", "language": "de"}, {"Idempotency-Key": "0123456789abcdef"}
        refused = call("POST", "/tickets", key=day.kiosk, json=body, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (409, "evacuation")
        assert call("DELETE", "/evacuation").status_code == 204
        assert call("POST", "/tickets", key=day.kiosk, json=body, headers=headers).status_code == 201


@pytest.mark.browser
class TestInBrowsers:
    """One key, and every real screen shows it."""

    @pytest.fixture
    def open_page(self, browser, server):
        opened = []

        def open_page(path, **context):
            context = {"viewport": {"width": 1080, "height": 1920}, "locale": "de-DE", "has_touch": True} | context
            page = browser.new_context(**context).new_page()
            opened.append(page)
            page.goto(f"{server.url}{path}")
            return page

        yield open_page
        for page in opened:
            page.context.close()

    def test_one_confirmed_key_tells_kiosk_hall_and_phone(self, server, open_page, tmp_path):
        ticket = server.draw("residence", "ar")
        wide = {"width": 1920, "height": 1080}
        kiosk = open_page(f"/kiosk?device={server.devices['kiosk']}")
        hall = open_page(f"/display/hall?device={server.devices['display']}", viewport=wide)
        phone = open_page(f"/t/{ticket['token']}", viewport={"width": 390, "height": 844})
        desk = open_page("/login?next=/frontdesk", viewport=wide)
        desk.fill("[name=login]", "tresen")
        desk.fill("[name=password]", server.people["tresen"])
        desk.press("[name=password]", "Enter")
        for page in (kiosk, hall, phone, desk):
            page.wait_for_selector("html[data-link=live]")
        kiosk.tap("[href='/kiosk/tr']")
        kiosk.wait_for_selector("body[data-page=services]")
        desk.click("[popovertarget=evacuation]")
        assert kiosk.locator("[data-evacuation]").count() == 0
        desk.click("#evacuation .danger")
        for page in (kiosk, hall, phone):
            page.wait_for_selector("[data-evacuation]", timeout=3000)
            for code in ("de", "ar", "uk", "tr", "en"):
                assert texts(code).gettext(LEAVE) in page.inner_text("[data-evacuation]")
            page.screenshot(path=tmp_path / f"{page.viewport_size['width']}.png")
        assert phone.get_attribute("[data-evacuation] li:first-child", "lang") == "ar"
        assert Watched(kiosk).violations() == Watched(desk).violations() == []
        for page in (kiosk, hall):
            assert page.evaluate(FITS, FIFTEEN)
            page.screenshot(path=tmp_path / f"full-{page.viewport_size['width']}.png")
        desk.click("#end-evacuation")
        kiosk.wait_for_selector("body[data-page=start]")
        for page in (hall, phone):
            page.wait_for_selector("[data-evacuation]", state="detached")
