"""The desk in a real browser, against a server that really runs: keys, clicks, two desks at once, a server that is gone."""

import pytest

pytestmark = pytest.mark.browser
IS_ON_TOP = """button => {
  const place = button.getBoundingClientRect()
  return button.contains(document.elementFromPoint(place.x + 9, place.bottom - 9))
}"""


def states(server, tokens, counter_token="schalter-1"):
    """number → state, of everybody who is in the house."""
    held = server.api("GET", "/desk/queue", tokens[counter_token]).json()
    return {ticket["number"]: ticket["state"] for tickets in held.values() for ticket in tickets}


def test_one_key_calls_and_one_key_each_leads_on(server, at_desk):
    ticket = server.draw("residence", "ar", needs=["wheelchair"])
    desk = at_desk()
    desk.press("n", "called")
    assert desk.number == ticket["number"]
    assert "العربية" in desk.page.inner_text(".person")
    desk.press("d", "serving")
    desk.press("f", "free")
    assert server.api("GET", f"/tickets/{ticket['token']}").json()["state"] == "finished"


def test_enter_presses_the_first_action_and_f8_calls(server, at_desk):
    server.draw()
    server.draw()
    desk = at_desk()
    desk.press("Enter", "called")
    desk.press("Enter", "serving")
    desk.press("Enter", "free")
    desk.press("F8", "called")


def test_keys_are_shown_on_the_buttons(server, at_desk):
    server.draw()
    desk = at_desk()
    assert desk.page.inner_text("#do-next kbd >> nth=0") == "Enter"
    desk.press("n", "called")
    assert [desk.page.inner_text(f"#{each} kbd[data-letter]") for each in ("do-start", "do-repeat", "do-miss")] == ["D", "W", "X"]


def test_letters_work_by_their_place_on_other_keyboards(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'т', code: 'KeyN', bubbles: true}))")
    desk.wait_for("called")


def test_letter_keys_can_be_switched_off_and_stay_off(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.press("?")
    desk.page.click("[data-letters]")
    desk.page.reload()
    desk.page.wait_for_selector("html[data-link=live]")
    assert not desk.page.is_visible("#do-next kbd[data-letter]")
    desk.press("n")
    desk.page.wait_for_timeout(500)
    assert desk.state == "free"
    desk.press("F8", "called")


def test_a_shortcut_of_the_browser_is_left_alone(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', ctrlKey: true, bubbles: true}))")
    desk.page.wait_for_timeout(500)
    assert desk.state == "free"


def test_a_call_can_be_repeated_and_the_count_is_shown(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.press("w")
    desk.page.wait_for_selector("dt:has-text('Aufrufe') + dd:has-text('2')")


def test_who_did_not_come_is_listed_and_taken_up_again(server, at_desk):
    number = server.draw()["number"]
    desk = at_desk()
    desk.press("n", "called")
    desk.press("x", "free")
    desk.page.wait_for_selector(f"#missed >> text={number}")
    desk.page.click("#missed button")
    desk.page.wait_for_selector(f"#queue >> text={number}")


def test_a_double_click_calls_one_visitor(server, tokens, at_desk):
    numbers = [server.draw()["number"] for _ in range(3)]
    desk = at_desk()
    desk.page.dblclick("#do-next")
    desk.wait_for("called")
    assert list(states(server, tokens).values()).count("called") == 1
    assert desk.number == numbers[0]
    assert desk.state == "called"  # the second click did not hit "Ist da", which came to the same place


def test_a_key_held_down_calls_one_visitor(server, tokens, at_desk):
    for _ in range(3):
        server.draw()
    desk = at_desk()
    for _ in range(8):
        desk.page.keyboard.down("n")
    desk.wait_for("called")
    assert list(states(server, tokens).values()).count("called") == 1


def test_two_desks_pressing_at_once_get_two_people(server, at_desk):
    numbers = {server.draw()["number"] for _ in range(2)}
    desks = [at_desk("101", "schalter-1"), at_desk("102", "schalter-2")]
    for desk in desks:
        desk.page.evaluate("setTimeout(() => document.getElementById('do-next').click(), 300)")
    for desk in desks:
        desk.wait_for("called")
    assert {desk.number for desk in desks} == numbers


def test_what_another_desk_does_shows_at_once(server, at_desk):
    first, second = at_desk("101", "schalter-1"), at_desk("102", "schalter-2")
    number = server.draw()["number"]
    for desk in (first, second):
        desk.page.wait_for_selector(f"#queue >> text={number}")
    first.press("n", "called")
    second.page.wait_for_selector(f"#queue:not(:has-text('{number}'))")


def test_a_taken_counter_cannot_be_chosen(at_desk):
    at_desk("101", "schalter-1")
    other = at_desk("102", "schalter-2").page
    other.click("text=Platz verlassen")
    button = other.locator("button[value='101']")
    assert button.is_disabled()
    assert "besetzt" in button.inner_text()


def test_when_nobody_waits_a_calm_sentence_says_so(at_desk):
    desk = at_desk()
    desk.press("n")
    desk.page.wait_for_selector("[data-refused] >> text=An diesem Platz wartet gerade niemand.")
    desk.page.click("[data-close]")
    assert not desk.page.is_visible("[data-refused]")


def test_refusals_are_said_in_the_language_of_the_page(at_desk):
    desk = at_desk(locale="en-GB")
    desk.press("n")
    desk.page.wait_for_selector("[data-refused] >> text=Nobody is waiting for this counter at the moment.")


def test_a_step_that_another_browser_took_is_refused_and_shown(server, tokens, at_desk):
    ticket = server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.page.evaluate("window.stale = document.getElementById('do-miss').cloneNode(true)")
    desk.press("d", "serving")
    desk.page.evaluate("document.querySelector('.now-acts').prepend(stale)")
    desk.page.click("#do-miss")
    desk.page.wait_for_selector(f"[data-refused] >> text={ticket['number']} ist im Zustand „in Bearbeitung“")


def test_a_lost_server_is_said_and_nothing_is_lost(server, at_desk):
    number = server.draw()["number"]
    desk = at_desk()
    server.kill()
    desk.page.wait_for_selector("html[data-link=lost]", timeout=12_000)
    assert desk.page.is_visible("[data-lost]")
    desk.press("n")
    desk.page.wait_for_selector("[data-unreachable] >> text=Es ist nichts verloren.")
    server.start()
    desk.page.wait_for_selector("html[data-link=live]", timeout=15_000)
    desk.press("n", "called")
    assert desk.number == number
    assert not desk.page.is_visible("[data-unreachable]")


def test_an_ended_session_leads_to_the_log_in(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.page.context.clear_cookies(name="lobby_session")
    desk.press("n")
    desk.page.wait_for_url("**/login?next=*")


def test_the_focus_stays_where_it_is_when_the_board_changes(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.page.focus("#queue ol")
    server.draw()
    desk.page.wait_for_selector("#queue li >> nth=1")
    assert desk.page.evaluate("document.activeElement.closest('#queue') !== null")
    desk.page.focus("#do-next")
    server.draw()
    desk.page.wait_for_selector("#queue li >> nth=2")
    assert desk.page.evaluate("document.activeElement.id") == "do-next"
    desk.press("Enter", "called")
    assert desk.page.evaluate("document.activeElement.id") == "do-start"


def test_the_time_since_the_call_counts_on(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.press("n", "called")
    before = desk.page.inner_text(".now-facts time >> nth=0")
    desk.page.wait_for_function("before => document.querySelector('.now-facts time').textContent !== before", arg=before)


def test_without_scripts_the_whole_way_goes_by_forms(server, at_desk):
    number = server.draw()["number"]
    page = at_desk(java_script_enabled=False).page
    for button, state in (("#do-next", "called"), ("#do-start", "serving"), ("#do-finish", "free")):
        page.click(button)
        assert page.get_attribute(".now", "data-state") == state
        if state != "free":
            assert page.inner_text(".person-number") == number


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_state_of_the_desk_is_free_of_hindrances(server, at_desk, language):
    for _ in range(3):
        server.draw("residence", "ar", needs=["wheelchair", "deaf"], party_size=2)
    desk = at_desk(locale=language)
    found = {"free": desk.watched.violations()}
    for key, state in (("n", "called"), ("x", "free"), ("n", "called"), ("d", "serving")):
        desk.press(key, state)
        found[state] = desk.watched.violations()
    assert found == {"free": [], "called": [], "serving": []}
    assert desk.watched.complaints == []


def test_log_in_and_counters_are_free_of_hindrances_and_ask_nobody_else(server, at_desk):
    desk = at_desk()
    desk.page.click("text=Platz verlassen")
    assert desk.watched.violations() == []
    desk.page.click("text=Abmelden")
    assert desk.watched.violations() == []
    assert desk.watched.hosts == {server.url.removeprefix("http://")}
    assert desk.watched.complaints == []


@pytest.mark.parametrize("size", [(1366, 768), (1366, 640), (1024, 700), (390, 844)])
def test_nothing_is_cut_off_or_wider_than_the_screen(server, at_desk, size):
    server.draw("verpflichtung")
    desk = at_desk("104", viewport={"width": size[0], "height": size[1]})
    desk.press("n", "called")
    page = desk.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in ("#do-start", "#do-repeat", "#do-miss"):
        page.locator(button).scroll_into_view_if_needed()
        assert page.locator(button).evaluate(IS_ON_TOP), button
