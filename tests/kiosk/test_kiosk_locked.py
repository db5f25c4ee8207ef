"""A public terminal is no browser: no menu, no marking, no zoom, no way out."""

import re

import pytest

REFUSED = """([type, name, more]) => {
  const event = new window[type](name, { bubbles: true, cancelable: true, ...more })
  document.querySelector(".choice").dispatchEvent(event)
  return event.defaultPrevented
}"""
WAYS_OUT = [
    ("MouseEvent", "contextmenu", {}),
    ("MouseEvent", "auxclick", {"button": 1}),
    ("Event", "selectstart", {}),
    ("DragEvent", "dragstart", {}),
    ("DragEvent", "dragover", {}),
    ("DragEvent", "drop", {}),
    ("Event", "gesturestart", {}),
    ("WheelEvent", "wheel", {"ctrlKey": True}),
    *(
        ("KeyboardEvent", "keydown", {"key": key, "ctrlKey": True})
        for key in ("+", "-", "=", "0", "p", "s", "f", "o", "u", "n", "t", "w", "l")
    ),
    *(("KeyboardEvent", "keydown", {"key": key, "altKey": True}) for key in ("ArrowLeft", "ArrowRight", "Home", "d")),
    *(
        ("KeyboardEvent", "keydown", {"key": key})
        for key in ("F1", "F3", "F5", "F6", "F10", "F11", "F12", "BrowserBack", "BrowserHome")
    ),
]
STAYS = [("WheelEvent", "wheel", {}), ("KeyboardEvent", "keydown", {"key": "Tab"}), ("KeyboardEvent", "keydown", {"key": "a"})]
INSIDE = re.compile(r"/kiosk(/|$|\?)")
PAGES = [
    "/kiosk",
    "/kiosk/de",
    "/kiosk/ar",
    "/kiosk/de/residence",
    "/kiosk/appointment",
    "/kiosk/appointment/de",
    "/kiosk/check",
    "/kiosk/de/none",
]


@pytest.mark.browser
@pytest.mark.parametrize("way", WAYS_OUT, ids=str)
def test_no_way_out(lasting_terminal, way):
    assert lasting_terminal.page.evaluate(REFUSED, list(way))


@pytest.mark.browser
@pytest.mark.parametrize("way", STAYS, ids=str)
def test_what_visitors_need_stays(lasting_terminal, way):
    assert not lasting_terminal.page.evaluate(REFUSED, list(way))


@pytest.mark.browser
def test_two_fingers_do_not_zoom(lasting_terminal):
    page = lasting_terminal.page
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 50), ("touchMove", 200), ("touchMove", 400)):
        points = [{"x": 500 - apart, "y": 900}, {"x": 500 + apart, "y": 900}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("visualViewport.scale") == 1


@pytest.mark.browser
def test_a_link_that_leads_elsewhere_leads_nowhere(server, terminal):
    for address in ("https://example.org/", "/desk", "/login", "/kiosk/../desk", "/kioskx", "javascript:alert(1)"):
        terminal.page.evaluate(
            """address => {
              const link = Object.assign(document.createElement("a"), { href: address, id: "away", textContent: "away" })
              document.querySelector("#away")?.remove()
              document.querySelector("h1").append(link)
              link.click()
            }""",
            address,
        )
        terminal.page.wait_for_timeout(100)
        assert terminal.name == "start"
        assert terminal.page.url == f"{server.url}/kiosk"


@pytest.mark.browser
def test_a_form_that_leads_elsewhere_leads_nowhere(server, terminal):
    asked = []
    terminal.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    terminal.page.evaluate(
        """() => {
          const form = Object.assign(document.createElement("form"), { method: "post", action: "/logout" })
          document.body.append(form)
          form.requestSubmit()
        }"""
    )
    terminal.page.wait_for_timeout(200)
    assert asked == []
    assert terminal.name == "start"


@pytest.mark.parametrize("path", PAGES)
def test_every_link_and_form_of_every_page_stays(day, paper, path):
    text = paper.get(path).text
    assert re.search(r"<main", text)
    found = re.findall(r'(?:<a [^>]*?href|<form [^>]*?action|formaction|url)="?=?([^"]+)"', text)
    assert [address for address in found if not INSIDE.match(address)] == []
    assert "target=" not in text and "download" not in text


def test_the_ticket_and_what_is_refused_stay_too(day, paper):
    for text in (paper.get("/kiosk/de/residence").draw().text, paper.get("/kiosk/de/ticket/nonsense").text):
        found = re.findall(r'(?:<a [^>]*?href|<form [^>]*?action)="([^"]+)"', text)
        assert found and all(INSIDE.match(address) for address in found)
