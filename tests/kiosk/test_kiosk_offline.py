"""A kiosk that is loaded anew while the server is away, and one that loads anew by itself."""

import signal

import pytest

from lobby.i18n import texts
from lobby.web.build import build

pytestmark = pytest.mark.browser
BRIEFLY = "Keine Verbindung. Bitte warten Sie."


@pytest.fixture
def kept(terminal):
    """A kiosk whose service worker is at work."""
    terminal.page.evaluate(
        """() => new Promise(done => {
          if (navigator.serviceWorker.controller) done()
          navigator.serviceWorker.addEventListener("controllerchange", () => done())
        })"""
    )
    terminal.go("/kiosk")
    return terminal


def is_lost(terminal):
    terminal.page.wait_for_selector("body[data-page='offline']")
    shown = terminal.page.inner_text("main")
    return all(texts(code).gettext(BRIEFLY) in shown for code in ("de", "uk", "ar", "ru", "en", "fa", "tr"))


def test_a_reload_without_a_server_says_so_in_all_languages_and_heals(server, kept):
    server.kill()
    kept.page.reload()
    assert is_lost(kept)
    assert kept.page.evaluate("getComputedStyle(document.querySelector('.closed')).display") != "block"  # with its style sheet
    assert kept.watched.violations() == []
    server.start()
    kept.wait_for("start")
    kept.tap("[href='/kiosk/de']", "services")


def test_a_page_that_is_opened_beside_the_start_waits_as_well(server, kept):
    server.kill()
    kept.page.goto(f"{server.url}/kiosk/de/residence")
    assert is_lost(kept)
    server.start()
    kept.wait_for("bring")


def test_a_server_that_hangs_counts_as_lost(server, kept):
    server.signal(signal.SIGSTOP)
    kept.page.reload(timeout=20_000)
    assert is_lost(kept)
    server.signal(signal.SIGCONT)
    kept.wait_for("start")


def test_while_the_server_answers_nothing_comes_from_the_cache(server, kept):
    """Even if the cache holds something else by that name."""
    kept.page.evaluate(
        """async () => {
          for (const name of await caches.keys()) {
            const cache = await caches.open(name)
            for (const path of ["/kiosk", "/kiosk/static/kiosk.css"]) await cache.put(path, new Response("stale"))
          }
        }"""
    )
    kept.go("/kiosk")
    assert kept.is_seen("[href='/kiosk/de']")
    assert "stale" not in kept.page.evaluate("fetch('/kiosk/static/kiosk.css').then(answer => answer.text())")


def test_the_worker_and_its_cache_are_of_this_build(kept):
    assert kept.page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith(f"/kiosk/worker.js?build={build()}")
    assert kept.page.evaluate("caches.keys()") == [f"kiosk-{build()}"]
    assert kept.watched.complaints == []


def test_the_worker_keeps_no_visitors_page(server, kept):
    kept.choose().tap(".draw", "ticket")
    kept.go("/kiosk")
    paths = kept.page.evaluate(
        """async () => {
          const found = []
          for (const name of await caches.keys()) found.push(...(await (await caches.open(name)).keys()))
          return found.map(each => new URL(each.url).pathname)
        }"""
    )
    assert [path for path in paths if "/static/" not in path] == ["/kiosk/offline"]


def test_pages_without_a_key_keep_their_own_way(server, new_terminal):
    """A stranger's browser gets no worker."""
    stranger = new_terminal()
    stranger.page.goto(f"{server.url}/kiosk")
    assert stranger.page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def loads(terminal):
    """How often the page was loaded from now on."""
    seen = []
    terminal.page.on("load", lambda _: seen.append(True))
    return seen


def at_night(new_terminal, at="2026-11-25T01:55:00Z"):
    """A kiosk whose own clock says five minutes to three in Bernburg."""
    terminal = new_terminal()
    terminal.page.clock.install(time=at)
    terminal.open()
    return terminal


def test_it_loads_anew_at_night_once(new_terminal):
    terminal = at_night(new_terminal)
    seen = loads(terminal)
    terminal.page.clock.run_for(4 * 60_000)
    assert seen == []
    terminal.page.clock.run_for(60 * 60_000)
    terminal.wait_for("start")
    terminal.page.wait_for_selector("html[data-link=live]")
    assert len(seen) == 1
    terminal.page.clock.run_for(20 * 60_000)
    assert len(seen) == 1


def test_nobody_is_disturbed_at_night(new_terminal):
    terminal = at_night(new_terminal, "2026-11-25T02:58:00Z")
    terminal.tap("[href='/kiosk/de']", "services")
    seen = loads(terminal)
    terminal.page.clock.run_for(50_000)
    assert seen == []


def test_a_page_of_another_build_is_left_behind_on_the_way_to_the_start(terminal):
    terminal.tap("[href='/kiosk/de']", "services")
    seen = loads(terminal)
    terminal.page.evaluate("document.documentElement.dataset.build = 'older'")
    terminal.tap("[href='/kiosk']")
    terminal.page.wait_for_selector(f"html[data-build='{build()}']")
    terminal.wait_for("start")
    terminal.page.wait_for_load_state("load")
    assert len(seen) == 1
