"""Every verb of the desk by the keyboard alone, in a real browser."""

import pytest

pytestmark = pytest.mark.browser


def state_of(server, ticket):
    return server.api("GET", f"/tickets/{ticket['token']}").json()["state"]


def test_parking_with_a_reason_and_a_reminder_and_going_on(server, at_desk):
    ticket = server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.press("d", "serving")
    desk.open_dialog("p", "park")
    desk.say("holt den Pass", "Tab", "ArrowDown", "Tab", "Tab", state="free")
    assert state_of(server, ticket) == "parked"
    assert "holt den Pass" in desk.page.inner_text("#parked")
    desk.page.focus("#parked button >> nth=0")
    desk.press("Enter", "serving")
    assert state_of(server, ticket) == "serving"


def test_sending_on_with_a_note_and_back_to_me(server, tokens, at_desk):
    ticket = server.draw("residence")
    desk = at_desk()
    desk.press("n", "called")
    desk.press("d", "serving")
    desk.open_dialog("l", "transfer")
    desk.page.keyboard.type("Leistungen")  # a list jumps to what is typed
    desk.say("Tab", "Tab", "Antrag prüfen", "Tab", "Space", "Tab", "Tab", state="free")
    other = tokens["schalter-2"]
    server.api("PUT", "/desk/session", other, json={"counter": "107"})
    called = server.api("POST", "/desk/next", other, json={}).json()["ticket"]
    assert called["number"] == ticket["number"]
    for verb in ("start", "finish"):
        server.api("POST", f"/desk/tickets/{called['id']}/{verb}", other, json={})
    desk.page.wait_for_selector(f"#queue >> text={ticket['number']}")
    desk.press("n", "called")
    assert desk.number == ticket["number"]
    assert "Antrag prüfen" in desk.page.inner_text(".now-notes")


def test_a_note_back_in_the_line_giving_up_and_undo(server, at_desk):
    ticket = server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.open_dialog("o", "note")
    desk.page.keyboard.type("kommt wegen der Karte")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Tab")
    desk.say()
    desk.page.wait_for_selector(".now-notes >> text=kommt wegen der Karte")
    desk.page.wait_for_timeout(700)
    desk.press("z", "free")
    assert state_of(server, ticket) == "waiting"
    desk.press("u", "called")
    desk.press("g", "free")
    assert state_of(server, ticket) == "withdrawn"
    desk.press("u", "called")
    assert state_of(server, ticket) == "called"


def test_finishing_with_an_outcome_is_one_digit(server, at_desk):
    ticket = server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.press("d", "serving")
    desk.press("2", "free")
    assert state_of(server, ticket) == "finished"


def test_calling_from_the_list_asks_why(server, at_desk):
    server.draw()
    second = server.draw()
    desk = at_desk()
    desk.page.focus("#queue li:nth-child(2) .pick")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("dialog[data-form=call][open]")
    desk.page.focus("dialog[open] button[value=urgent]")
    desk.say(state="called")
    assert desk.number == second["number"]
    assert "aus der Liste: eilig" in desk.page.inner_text(".person-why")


def test_a_break_and_back(at_desk):
    desk = at_desk()
    desk.press("b", "break")
    desk.press("Enter", "free")


def test_calling_for_help_takes_two_keys_and_a_colleague_one(at_desk):
    desk, other = at_desk("101", "schalter-1"), at_desk("102", "schalter-2")
    desk.open_dialog("F9", "panic")
    desk.page.focus("dialog[open] .alarm")
    desk.say()
    other.page.wait_for_selector(".panic >> text=Hilfe gerufen: Zimmer 101")
    other.page.wait_for_timeout(700)
    other.press("j")
    desk.page.wait_for_selector(".panic >> text=Es kommen: Zimmer 102")
    desk.page.click(".panic button")
    other.page.wait_for_selector(".panic", state="detached")


def test_help_lists_the_keys_and_escape_closes_it(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.open_dialog("F1", "help")
    assert "Nächste Nummer aufrufen" in desk.page.inner_text(".keys")
    desk.press("n")
    assert desk.state == "free"  # keys mean nothing while it is open
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_selector("dialog[open]", state="detached")
    desk.press("n", "called")


def test_what_was_typed_survives_a_refusal(server, tokens, at_desk):
    ticket = server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.open_dialog("p", "park")
    desk.page.keyboard.type("holt den Pass")
    server.api("POST", f"/desk/tickets/{ticket['id']}/withdraw", tokens["schalter-1"], json={})
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector(f"[data-dialog-refused] >> text={ticket['number']} ist im Zustand „zurückgegeben“")
    assert desk.page.input_value("#park-reason") == "holt den Pass"


def test_the_back_button_shows_the_desk_as_it_is(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.press("n", "called")
    desk.page.goto(f"{server.url}/desk/choose")
    desk.page.go_back()
    desk.wait_for("called")
    desk.press("d", "serving")


def test_two_tabs_of_one_desk_show_the_same(server, at_desk):
    server.draw()
    desk = at_desk()
    tab = desk.page.context.new_page()
    tab.goto(f"{server.url}/desk")
    desk.press("n", "called")
    tab.wait_for_selector(".now[data-state=called]")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_dialogs_are_free_of_hindrances(server, at_desk, language):
    server.draw("residence", "ar", needs=["child"]), server.draw()
    desk = at_desk(locale=language)
    desk.press("n", "called")
    found = {}
    for key, what in (("p", "park"), ("l", "transfer"), ("o", "note"), ("F9", "panic"), ("?", "help")):
        desk.open_dialog(key, what)
        found[what] = desk.watched.violations()
        desk.page.keyboard.press("Escape")
        desk.page.wait_for_selector("dialog[open]", state="detached")
    desk.press("z", "free")
    desk.press("b", "break")
    found["break"] = desk.watched.violations()
    assert {what: wrong for what, wrong in found.items() if wrong} == {}
    assert desk.watched.complaints == []


def test_a_key_right_after_a_dialog_was_closed_counts(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.press("n", "called")
    for _ in range(5):
        desk.open_dialog("p", "park")
        desk.press("Escape")
        desk.page.keyboard.press("p")
        desk.page.wait_for_selector("dialog[data-form=park][open]")
        desk.press("Escape")
        desk.page.wait_for_selector("dialog[open]", state="detached")


def test_the_countdown_to_the_next_ring_is_seen(server, at_desk):
    server.draw()
    desk = at_desk()
    desk.press("n", "called")
    later = "new Date(Date.now() + 3000).toISOString()"
    desk.page.evaluate(f"document.getElementById('do-repeat').dataset.from = {later}")
    desk.page.wait_for_selector("#do-repeat[disabled] [data-left] >> text=/0:0[123]/")
    desk.page.wait_for_selector("#do-repeat:not([disabled])")
    assert desk.page.inner_text("#do-repeat [data-left]") == ""


def test_a_tab_of_the_counter_that_one_has_left_calls_nobody_to_the_next_one(server, at_desk):
    server.draw()
    desk = at_desk("101")
    other = desk.page.context.new_page()
    other.goto(f"{server.url}/desk/choose")
    other.click("button[value='102']")
    other.click("text=Umziehen >> nth=-1")
    other.wait_for_selector(".now[data-state=free]")
    desk.page.evaluate("document.getElementById('desk').requestSubmit()")
    desk.page.wait_for_selector("[data-refused] >> text=Sie sind inzwischen an einem anderen Platz angemeldet.")
    assert other.get_attribute(".now", "data-state") == "free"
