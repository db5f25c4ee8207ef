"""The states of a kiosk, how a page gets there, and what its geometry says: for tests and for the contact sheet."""

import tomllib
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from office import DEMO
from playwright.sync_api import Browser, BrowserContext, Page
from running import Server, demo_server

UPRIGHT = {"width": 1080, "height": 1920}
LIVE = "html[data-link=live]"
NIGHT = {"DEMO_OPEN": "0", "CLOCK": "2026-11-24T20:00+01:00@1"}  # a Tuesday evening, ended
WORDS = tomllib.loads(DEMO)["services"][0]["words"]
WAITED_FOR = "108"  # who serves benefits there has more to do than the office's limit
PAUSED, QUOTA = "verpflichtung", "naturalisation"

MEASURE = Path(__file__).with_name("geometry.js").read_text()
"""Run in a page with whether it must be low: the list of what is wrong with letters, boxes and targets."""

Reach = Callable[["Office", Page, str], None]


class Office:
    """A server with a queue: a service paused, one without numbers, and an appointment; and a second one that is closed."""

    def __init__(self, server: Server, closed: Server) -> None:
        self.server, self.closed = server, closed
        lead = server.staff_token("leitung")
        booked = [{"code": "AB12", "service": "residence", "at": datetime.now(UTC).isoformat()}]
        server.api("PUT", "/appointments", lead, json=booked).raise_for_status()
        reason = {"reason": "technical"}
        server.api("PUT", f"/frontdesk/services/{PAUSED}/pause", server.staff_token("tresen"), json=reason).raise_for_status()
        counter = {"counter": WAITED_FOR, "services": ["benefits"]}
        server.api("PUT", "/desk/session", server.staff_token("schalter-1"), json=counter).raise_for_status()
        for _ in range(12):
            server.draw("benefits")
        self.words = {code: said[0] for code, said in WORDS.items()}

    def context(self, browser: Browser, modes: str = "", **how: Any) -> BrowserContext:
        """A kiosk's browser in these modes."""
        context = browser.new_context(viewport=UPRIGHT, locale="de-DE", reduced_motion="reduce", **how)
        self.set_modes(context, modes)
        return context

    def set_modes(self, context: BrowserContext, modes: str) -> None:
        context.add_cookies([{"name": "modes", "value": modes, "domain": "127.0.0.1", "path": "/kiosk"}])

    def ticket(self, language: str, outcome: str | None, service: str = "settlement") -> str:
        """A new ticket's path; `outcome`: what the printer says of its slip."""
        token = self.server.draw(service, language)["token"]
        printer = self.server.devices["printer"]
        while outcome and (job := self.server.api("POST", "/printer/jobs/next", printer)).status_code == 200:
            self.server.api("POST", f"/printer/jobs/{job.headers['Lobby-Job']}/{outcome}", printer, json={})
        return f"/kiosk/{language}/ticket/{token}"


def show(server: Server, page: Page, path: str) -> None:
    """Cookies know no port: the key of one server's kiosk takes the place of the other's."""
    page.request.get(f"{server.url}/kiosk?device={server.devices['kiosk']}")
    page.goto(server.url + path)
    page.wait_for_selector(LIVE)


@contextmanager
def kiosk_office(folder: Path) -> Any:
    with demo_server(folder / "open") as server, demo_server(folder / "closed", **NIGHT) as closed:
        yield Office(server, closed)


def _at(path: str) -> Reach:
    def reach(office: Office, page: Page, language: str) -> None:
        show(office.server, page, path.format(language=language))

    return reach


def _ticket(outcome: str | None) -> Reach:
    def reach(office: Office, page: Page, language: str) -> None:
        show(office.server, page, office.ticket(language, outcome))
        page.wait_for_selector(f"[data-paper='{outcome or 'printing'}']", state="visible")

    return reach


def _closed(path: str) -> Reach:
    def reach(office: Office, page: Page, language: str) -> None:
        show(office.closed, page, path.format(language=language))

    return reach


def _lost(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/{language}")(office, page, language)
    page.evaluate("document.documentElement.dataset.link = 'lost'")


def _asked(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/{language}/residence")(office, page, language)
    page.evaluate("document.querySelector('[data-still-there]').showModal()")
    page.evaluate("for (const each of document.querySelectorAll('[data-seconds]')) each.textContent = 17")


def _refused(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/{language}/duldung")(office, page, language)
    page.evaluate(f"document.querySelector('.draw').value = '{PAUSED}'")
    page.click(".draw")
    page.wait_for_selector("body[data-page=refused]")


def _unknown_code(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/appointment/{language}")(office, page, language)
    page.fill(".code-input", "ZZ9")
    page.click(".check-in")
    page.wait_for_selector("body[data-page=refused]")


def _found(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/search/{language}")(office, page, language)
    page.fill(".search-input", office.words[language])
    page.wait_for_selector("[data-found] .choice")


def _needed(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/needs/{language}/duldung")(office, page, language)
    for need in ("wheelchair", "deaf"):
        if page.get_attribute(f"#need-{need}", "aria-pressed") == "false":
            page.click(f"#need-{need}")
            page.wait_for_selector(f"#need-{need}[aria-pressed=true]")


def _wait(office: Office, page: Page, language: str) -> None:
    _at("/kiosk/{language}/benefits")(office, page, language)
    page.click(".draw")
    page.wait_for_selector("body[data-page=wait]")


STATES: dict[str, Reach] = {
    "start": _at("/kiosk"),
    "services": _at("/kiosk/{language}"),
    "group": _at("/kiosk/{language}?level=1"),
    "search": _at("/kiosk/search/{language}"),
    "found": _found,
    "needs": _needed,
    "missing": _at("/kiosk/missing/{language}/residence"),
    "wait": _wait,
    "bring": _at("/kiosk/{language}/residence"),
    "paused": _at("/kiosk/{language}/" + PAUSED),
    "refused": _refused,
    "appointment": _at("/kiosk/appointment/{language}"),
    "unknown-code": _unknown_code,
    "tongue": _at("/kiosk/appointment"),
    "printing": _ticket(None),
    "printed": _ticket("printed"),
    "failed": _ticket("failed"),
    "closed": _closed("/kiosk"),
    "closed-chosen": _closed("/kiosk/{language}"),
    "asked": _asked,
    "lost": _lost,
}
WITHOUT_LANGUAGE = ("start", "tongue", "closed")
