"""The front desk in a real browser, against a server that really runs: by keys alone, live, and free of hindrances."""

import pytest
import socketio
from staffroom import LIVE

pytestmark = pytest.mark.browser
SETTLE_MS = 700


def waiting(server):
    """number → (language, needs, party size) of all who wait."""
    held = server.api("GET", "/desk/queue", server.tokens["tresen"]).json()["waiting"]
    return {each["number"]: (each["language"], each["needs"], each["party_size"]) for each in held}


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_whole_morning_goes_by_keys_alone(server, desk):
    press(desk, "F2")
    desk.keyboard.type("Tür")
    press(desk, "Tab", "ArrowUp", "Tab", "Tab", "Space")  # two persons, no appointment, a wheelchair
    desk.keyboard.press("Tab")
    for _ in range(5):
        desk.keyboard.press("Tab")  # past the other needs, into the list
    assert focused(desk) == "draw-pick-up"
    press(desk, "d")
    assert focused(desk) == "draw-duldung"
    press(desk, "Enter")
    desk.wait_for_selector("#ticket")
    number = desk.inner_text("#ticket-number")
    assert waiting(server) == {number: ("tr", ["wheelchair"], 2)}
    assert focused(desk) == "do-close"
    desk.wait_for_timeout(SETTLE_MS)
    press(desk, "Enter")
    desk.wait_for_selector("#ticket", state="detached")
    press(desk, "s", "ArrowRight", "Enter")
    desk.wait_for_selector("#said >> text=Erledigt: Auskunft, Unterlagen abgeben, Formulare. Heute: 1.")
    desk.wait_for_timeout(SETTLE_MS)
    press(desk, "F4")
    desk.keyboard.type(number.lower())
    press(desk, "Enter")
    desk.wait_for_selector("#ticket")
    desk.wait_for_timeout(SETTLE_MS)
    while focused(desk) != "do-withdraw":
        desk.keyboard.press("Shift+Tab")
    press(desk, "Enter")
    desk.wait_for_selector("#ticket[data-state=withdrawn]")
    assert waiting(server) == {}
    desk.wait_for_timeout(SETTLE_MS)
    press(desk, "Escape")
    desk.wait_for_selector("#ticket", state="detached")


def test_the_form_is_as_new_for_the_next_visitor(server, desk):
    desk.select_option("#language", "ar")
    desk.check("[value=child]")
    desk.fill("#party", "5")
    for service in ("residence", "fiktion"):
        desk.click(f"#draw-{service}")
        desk.wait_for_selector("#ticket")
        desk.wait_for_timeout(SETTLE_MS)
        press(desk, "Escape")
        desk.wait_for_selector("#ticket", state="detached")
    drawn = waiting(server)
    assert [drawn[number] for number in sorted(drawn)] == [("ar", ["child"], 5), ("de", [], 1)]


def test_a_double_click_draws_one_number(server, desk):
    desk.dblclick("#draw-residence")
    desk.wait_for_selector("#ticket")
    desk.wait_for_timeout(SETTLE_MS)
    assert len(waiting(server)) == 1


def test_enter_in_a_field_draws_nothing(server, desk):
    desk.fill("#code", "K7PM2Q")
    desk.press("#code", "Enter")
    desk.press("#party", "Enter")
    desk.wait_for_timeout(500)
    assert waiting(server) == {}


def test_the_ticket_is_kept_as_it_is_and_what_is_typed_stays(server, desk):
    number = server.draw("residence")["number"]
    desk.click(f".number-link >> text={number}")
    desk.wait_for_selector("#ticket .tags >> text=davor: 0")
    desk.fill("#ticket [name=text]", "half a note")
    server.api("POST", f"/tickets/{desk.get_attribute('#ticket', 'data-ticket')}/slip", server.tokens["tresen"])
    server.draw("residence", needs=["wheelchair"])
    desk.wait_for_selector("#ticket .tags >> text=davor: 1")
    assert desk.input_value("#ticket [name=text]") == "half a note"
    server.api("PUT", "/desk/session", server.tokens["schalter-1"], json={"counter": "101"})
    try:
        for _ in range(2):
            called = server.api("POST", "/desk/next", server.tokens["schalter-1"]).json()["ticket"]
            server.api("POST", f"/desk/tickets/{called['id']}/miss", server.tokens["schalter-1"])
        desk.wait_for_selector("#ticket[data-state=missed] #do-reinstate")
    finally:
        server.api("DELETE", "/desk/session", server.tokens["schalter-1"])


def test_whether_paper_came_is_seen_as_it_comes(server, desk):
    printer = server.devices["printer"]
    while server.api("POST", "/printer/jobs/next?wait=0", printer).status_code == 200:
        pass  # what others drew
    desk.click("#draw-residence")
    desk.wait_for_selector("#ticket [data-slip=queued]")
    job = server.api("POST", "/printer/jobs/next?wait=5", printer).headers["Lobby-Job"]
    server.api("POST", f"/printer/jobs/{job}/printed", printer)
    desk.wait_for_selector("#ticket [data-slip=printed] >> text=Zettel gedruckt")
    desk.wait_for_timeout(SETTLE_MS)
    desk.click("#do-slip")
    desk.wait_for_selector("#ticket [data-slip=queued]")


def test_a_printer_in_trouble_is_shown_at_once_and_a_new_roll_takes_one_tap(server, desk):
    printer = server.devices["printer"]
    server.api("PUT", "/printer/status", printer, json={"state": "online"})
    server.api("PUT", "/printer/status", printer, json={"state": "paper-out"})
    desk.wait_for_selector("#panics .alarm >> text=Papier ist leer")
    server.api("PUT", "/printer/status", printer, json={"state": "online"})
    desk.wait_for_selector("#panics .alarm", state="detached")
    desk.click(".printers button")
    desk.wait_for_selector("text=Die neue Rolle zählt ab jetzt.")
    told = server.api("GET", "/printers", server.tokens["tresen"]).json()["printers"][0]
    assert (told["state"], told["is_down"], told["slips_left"] > 400) == ("online", False, True)


def test_the_topic_is_for_the_staff_of_the_house(server):
    for token, is_admitted in (
        (server.tokens["tresen"], True),
        (server.tokens["schalter-1"], True),
        (server.devices["kiosk"], False),
    ):
        client = socketio.Client(reconnection=False)
        client.connect(server.url, auth={"token": token}, transports=["websocket"])
        board = client.call("watch", ("bernburg/frontdesk", {"language": "de"}))
        client.disconnect()
        assert ("waiting" in board, "error" in board) == (is_admitted, not is_admitted)


def test_a_reload_finds_the_same_ticket_again(desk):
    desk.click("#draw-residence")
    number = desk.inner_text("#ticket-number")
    desk.wait_for_timeout(SETTLE_MS)
    desk.reload()
    assert desk.inner_text("#ticket-number") == number
    assert not desk.is_visible("#said")


def test_a_service_is_paused_and_goes_on_by_keys(server, desk):
    desk.focus("[popovertarget=pause]")
    press(desk, "Enter")
    desk.select_option("#pause-service", "duldung")
    desk.press("#pause-service", "Tab")
    press(desk, "ArrowDown", "Tab", "Enter")
    desk.wait_for_selector("#service-duldung >> text=Es warten schon sehr viele Menschen.")
    desk.wait_for_selector("#pause", state="hidden")
    desk.wait_for_timeout(SETTLE_MS)
    press(desk, "d")
    assert focused(desk) == "resume-duldung"
    press(desk, "Enter")
    desk.wait_for_selector("#draw-duldung")


def test_what_is_refused_is_said_and_a_second_desk_sees_all_at_once(server, open_desk):
    first, second = open_desk(), open_desk()
    stale = first.evaluate_handle("document.getElementById('draw-residence').cloneNode(true)")
    server.api("PUT", "/frontdesk/services/residence/pause", server.tokens["tresen"], json={"reason": "staff"})
    for page in (first, second):
        page.wait_for_selector("#service-residence[data-state=paused]")
    first.evaluate("stale => document.getElementById('service-residence').append(stale)", stale)
    first.click("#draw-residence")
    first.wait_for_selector("[data-refused] >> text=Heute fehlen Mitarbeiterinnen und Mitarbeiter.")


def test_a_lost_server_is_said_and_the_same_press_draws_once(server, desk):
    server.kill()
    desk.wait_for_selector("html[data-link=lost]", timeout=12_000)
    desk.click("#draw-residence")
    desk.wait_for_selector("[data-unreachable] >> text=Es ist nichts verloren.")
    server.start()
    desk.wait_for_selector(LIVE, timeout=15_000)
    desk.click("#draw-residence")
    desk.wait_for_selector("#ticket")
    assert len(waiting(server)) == 1
    assert not desk.is_visible("[data-unreachable]")


def test_letters_can_be_switched_off_and_stay_off(desk):
    press(desk, "?")
    desk.wait_for_selector("#help >> text=zum Anliegen mit diesem Buchstaben")
    desk.click("[data-letters]")
    press(desk, "Escape")
    desk.reload()
    desk.wait_for_selector(LIVE)
    press(desk, "?", "a")
    assert not desk.is_visible("#help")
    assert focused(desk) != "draw-residence"
    press(desk, "F4")
    assert focused(desk) == "number"


def test_a_call_for_help_comes_at_once_and_is_answered(server, desk):
    worker = server.tokens["schalter-1"]
    server.api("PUT", "/desk/session", worker, json={"counter": "104"})
    server.api("POST", "/desk/panic", worker)
    try:
        desk.click("#coming-104")
        desk.wait_for_selector("#panic-104 >> text=Es kommt: Servicepunkt")
    finally:
        server.api("POST", "/desk/panic/104/calm", worker)
        server.api("DELETE", "/desk/session", worker)
    desk.wait_for_selector("#panics", state="hidden")


def test_the_lead_can_press_nothing(server, open_desk):
    number = server.draw()["number"]
    lead = open_desk("leitung")
    lead.wait_for_selector("#draw-residence[disabled]")
    assert not lead.is_visible("#settle-residence")
    lead.click(f".number-link >> text={number}")
    lead.wait_for_selector("#ticket")
    assert not lead.is_visible("#do-withdraw")


def test_an_ended_session_leads_to_the_log_in(desk):
    desk.context.clear_cookies(name="lobby_session")
    desk.click("#draw-residence")
    desk.wait_for_url("**/login?next=*")


def test_without_scripts_the_whole_way_goes_by_forms(server, open_desk):
    page = open_desk(java_script_enabled=False)
    page.select_option("#language", "uk")
    page.click("#draw-residence")
    number = page.inner_text("#ticket-number")
    assert waiting(server) == {number: ("uk", [], 1)}
    page.fill("[name=text]", "wartet draußen")
    page.click("#do-note")
    assert "wartet draußen" in page.inner_text("#ticket")
    page.click("#do-close")
    page.click("#settle-address")
    assert "Erledigt: Adresse ändern, PIN ändern." in page.inner_text("#said")
    page.fill("#number", number)
    page.click("#do-find")
    page.click("#do-withdraw")
    assert waiting(server) == {}
