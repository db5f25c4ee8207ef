"""nginx with the files of deploy/, in front of a server that runs: TLS, sockets, headers, and who may come from outside."""

import json
from collections.abc import Iterator

import pytest
import requests
from nginxes import Front, running_nginx
from playwright.sync_api import Browser, Page
from programs import free_port
from running import Server, demo_server

INSIDE_ONLY = (
    "/",
    "/kiosk",
    "/display/hall",
    "/desk",
    "/login",
    "/admin",
    "/metrics",
    "/readyz",
    "/api/v1/office",
    "/t",
    "/t/../login",
)
WITHIN_MS = 15_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("behind-nginx")
    with demo_server(folder, TRUSTED_PROXIES="1", PUBLIC_URL="https://tickets.example.org") as running:
        yield running


@pytest.fixture(scope="module")
def front(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with running_nginx(tmp_path_factory.mktemp("nginx"), server.settings.bind) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(ignore_https_errors=True) as context:
        opened = context.new_page()
        opened.set_default_timeout(WITHIN_MS)
        yield opened


def test_whoever_comes_without_tls_is_sent_to_the_same_page_with_it(front: Front) -> None:
    answer = requests.get(f"{front.plain}/kiosk?lang=uk", headers={"Host": "lobby.example.org"}, allow_redirects=False, timeout=5)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://lobby.example.org/kiosk?lang=uk")


def test_cookies_are_for_tls_alone_and_what_a_stranger_says_of_himself_is_not_believed(front: Front, server: Server) -> None:
    told = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "http"}
    kiosk = f"{front.url}/kiosk?device={server.devices['kiosk']}"
    answer = front.session().get(kiosk, headers=told, allow_redirects=False, timeout=5)
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "elsewhere" not in answer.headers["Location"]
    assert (
        front.session().get(f"{front.url}/metrics", headers=told, allow_redirects=False, timeout=5).status_code == 303
    )  # log in first


def test_a_draw_and_a_large_upload_come_through(front: Front, server: Server) -> None:
    key = {"Authorization": f"Bearer {server.devices['kiosk']}", "Idempotency-Key": "through-nginx-0001"}
    body = {"service": "residence", "language": "de"}
    answers = [front.session().post(f"{front.url}/api/v1/tickets", json=body, headers=key, timeout=5) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["token"] == answers[1].json()["token"]
    much = b"x" * 200_000
    assert front.session().post(f"{front.url}/api/v1/tickets", data=much, headers=key, timeout=5).status_code == 413
    upload = front.session().put(f"{front.url}/api/v1/appointments", data=much, headers=key, timeout=5)
    assert upload.headers["Content-Type"] == "application/problem+json"  # Lobby's own answer: nginx let it through


@pytest.mark.browser
def test_a_display_is_live_over_tls(front: Front, server: Server, page: Page) -> None:
    page.goto(f"{front.url}/display/hall?device={server.devices['display']}")
    page.wait_for_selector("html[data-link=live]")
    server.draw("residence")
    token = server.staff_token("schalter-1")
    assert server.api("PUT", "/desk/session", token, json={"counter": "101"}).status_code == 200
    called = server.api("POST", "/desk/next", token).json()["ticket"]["number"]
    page.wait_for_selector(f"text={called}")


@pytest.mark.browser
def test_a_phone_outside_sees_its_ticket_live_and_gives_it_up(front: Front, server: Server, page: Page) -> None:
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    ticket = server.draw("residence")
    page.goto(f"{front.outside}/t/{ticket['token']}")
    page.wait_for_selector("html[data-link=live]")
    server.draw("residence")
    page.click("[data-withdraw]")
    page.locator("dialog[open] button, form button").first.wait_for()
    server.api("POST", f"/tickets/{ticket['token']}/withdraw")
    page.wait_for_selector("[data-state=withdrawn]")
    assert failed == []


@pytest.mark.parametrize("path", INSIDE_ONLY)
def test_from_outside_nothing_but_tickets_can_be_seen(front: Front, path: str) -> None:
    assert front.session().get(front.outside + path, timeout=5).status_code == 404
    assert front.session().get(front.outside + "/how", timeout=5).status_code == 200


def test_the_keys_of_staff_and_devices_open_nothing_from_outside(front: Front, server: Server) -> None:
    client = front.socket(reconnection=False)
    client.connect(
        front.outside, headers={"Authorization": f"Bearer {server.devices['display']}"}, transports=["websocket"], wait_timeout=5
    )
    try:
        assert client.call("watch", ("bernburg/display/hall", {}), timeout=5)["error"]["code"] == "forbidden"
    finally:
        client.disconnect()


def test_when_no_host_answers_a_person_reads_a_page_and_a_program_a_problem(tmp_path) -> None:
    with running_nginx(tmp_path, f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}") as front:
        page = front.session().get(f"{front.url}/t/abc", timeout=5)
        assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
        assert "Ihre Nummer bleibt gültig" in page.content.decode()
        problem = front.session().post(f"{front.url}/api/v1/tickets", json={}, timeout=5)
        assert (problem.status_code, problem.headers["Content-Type"]) == (503, "application/problem+json")
        assert json.loads(problem.content)["code"] == "busy"


def test_a_host_that_is_gone_is_passed_over_by_every_request(front: Front, server: Server, tmp_path) -> None:
    gone = f"127.0.0.1:{free_port()}"
    with running_nginx(tmp_path, gone, server.settings.bind) as both:
        key = {"Authorization": f"Bearer {server.devices['kiosk']}"}
        body = {"service": "residence", "language": "de"}
        for each in range(12):
            headers = key | {"Idempotency-Key": f"one-of-two-hosts-{each:02d}"}
            assert both.session().post(f"{both.url}/api/v1/tickets", json=body, headers=headers, timeout=5).status_code == 201
            assert both.session().get(f"{both.url}/api/v1/office", timeout=5).status_code == 200
