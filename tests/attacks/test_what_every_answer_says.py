"""Every answer tells the browser what to keep to: pages, API, files, errors, and what is refused before Flask."""

import re
import socket
import urllib.request
from urllib.error import HTTPError

import pytest
import socketio
from running import demo_server
from websocket import WebSocketBadStatusException, create_connection
from whole import whole

PATHS = [
    "/",
    "/?lang=ar",
    "/how",
    "/privacy",
    "/login",
    "/kiosk",
    "/display/hall",
    "/display/measures/600-5500.css",
    "/desk",
    "/admin/devices",
    "/t/unknown",
    "/nowhere",
    "/static/lobby.css",
    "/static/../../settings.py",
    "/api/v1/office",
    "/api/v1/docs",
    "/api/v1/openapi.json",
    "/api/v1/desk/queue",
    "/api/v1/nowhere",
    "/healthz",
    "/metrics",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=3&transport=websocket",
]
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def house(day):
    with whole(day) as found:
        yield found


def test_every_answer_brings_the_strict_headers(house):
    for path in PATHS:
        headers = house.client().get(path).headers
        assert {name: headers.get(name) for name in EXACT} == EXACT, path
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert_strict(headers["Content-Security-Policy"])
        assert headers["Cache-Control"] == "no-store" or path.startswith(("/static/lobby.css", "/display/measures")), path
        assert "Strict-Transport-Security" not in headers


def assert_strict(policy):
    told = {name: values for name, *values in (part.split() for part in policy.split("; "))}
    assert told["default-src"] == told["base-uri"] == ["'none'"]
    assert told["script-src"] == told["style-src"] == told["connect-src"] == told["form-action"] == ["'self'"]
    assert told["frame-ancestors"] in (["'none'"], ["'self'"])
    assert not re.search(r"unsafe|\*|http:|https:|ws:|wss:", policy)


def test_no_template_of_ours_needs_what_the_policy_forbids(house):
    client = house.log_in(house.devices_browser())
    looked_at = 0
    for rule in house.app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith(("/api/", "/login/on")):
            page = client.get(rule.rule, follow_redirects=True)
            if page.mimetype == "text/html" and page.status_code == 200:
                looked_at += 1
                text = page.get_data(as_text=True)
                assert not re.search(
                    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=\"|javascript:", text
                )
                assert "no-store" in page.headers["Cache-Control"]
    assert looked_at >= 15


def test_only_the_preview_of_a_display_or_a_slip_may_stand_in_a_frame_and_only_in_ours(house):
    client = house.log_in(house.client())
    preview = client.get("/display/hall/preview?layout=hall").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in preview
    assert_strict(preview)
    around = client.get("/admin/displays").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in around
    assert "frame-src 'self'" in around


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("proxied"), TRUSTED_PROXIES="1") as running:
        yield running


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("unproxied")) as running:
        yield running


FORGED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "Script-Name": "/x"}
FORGED |= {"X-Forwarded-Ssl": "on", "X-Forwarded-Prefix": "/x", "Forwarded": "proto=https;host=evil.example"}


def asked(server, path, headers):
    request = urllib.request.Request(server.url + path, headers=headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=10) as answer:
            return answer.headers, answer.read().decode()
    except HTTPError as error:
        return error.headers, error.read().decode()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def test_behind_tls_every_cookie_is_secure_and_the_browser_is_to_come_back_by_tls(behind_a_proxy):
    for path in ("/login", f"/kiosk?device={behind_a_proxy.devices['kiosk']}", "/kiosk?modes=large", "/display/hall"):
        headers, _ = asked(behind_a_proxy, path, {"X-Forwarded-Proto": "https"})
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        for cookie in headers.get_all("Set-Cookie") or []:
            assert "; Secure" in cookie
            assert "SameSite" in cookie
            assert "HttpOnly" in cookie or cookie.startswith("modes=")
    assert "Secure" not in (asked(behind_a_proxy, "/login", {})[0]["Set-Cookie"])


def test_without_a_trusted_proxy_nobody_is_believed_about_where_she_comes_from(open_to_all):
    headers, text = asked(open_to_all, "/display/hall", FORGED)
    assert "Strict-Transport-Security" not in headers
    assert "; Secure" not in headers["Set-Cookie"]
    assert "evil.example" not in text
    assert "https://" not in text
    assert asked(open_to_all, "/metrics", {"Host": "evil.example"})[0]["Content-Type"] != "text/plain"
    assert "lobby_requests" not in asked(open_to_all, "/metrics", {"Host": "evil.example"})[1]


def test_a_forged_host_leads_nobody_elsewhere(open_to_all):
    for path in ("/", "/how", "/desk", "/admin/devices", "/t/x", f"//evil.example/?device={open_to_all.devices['kiosk']}"):
        headers, text = asked(open_to_all, path, {"Host": "evil.example"})
        assert not re.search("//[^/]*evil.example", text)
        assert not re.match(r"(https?:)?//", headers.get("Location") or "")


def test_a_devices_token_leaves_the_address_and_nothing_else_of_it_is_read_anew(open_to_all):
    token = open_to_all.devices["kiosk"]
    for path, onward in {
        f"/kiosk?a=b%26c%3Dd&device={token}&e=%0D%0ASet-Cookie:x=y": "/kiosk?a=b%26c%3Dd&e=%0D%0ASet-Cookie%3Ax%3Dy",
        f"//evil.example/%2e%2e?device={token}": None,
        f"/%5Cevil.example?device={token}": None,
    }.items():
        headers, _ = asked(open_to_all, path, {})
        place = headers.get("Location") or "/"
        assert place == onward or onward is None
        assert re.match(r"/(?![/\\])", place)
        assert not any("x=y" in cookie for cookie in headers.get_all("Set-Cookie") or [])
        assert token not in place


def test_no_key_stands_in_any_log_whatever_fails(open_to_all):
    ticket, device = open_to_all.draw()["token"], open_to_all.devices["display"]
    host, port = open_to_all.url.removeprefix("http://").split(":")
    for path in (
        f"/t/{ticket}",
        f"/t/{ticket}/nowhere",
        f"/display/hall?device={device}",
        f"/x?device={device}",
        f"/api/v1/tickets/{ticket}?x=%ff",
    ):
        asked(open_to_all, path, {"Referer": f"{open_to_all.url}/t/{ticket}", "Authorization": f"Bearer {device}x"})
    lines = (f"GET /t/{ticket} HTTP/9.9", f"GET /t/{ticket}", f"G\x01T /t/{ticket} HTTP/1.1", f"GET /t/{ticket} {device} HTTP/1.1")
    heads = (
        f"X: {device}\r\nContent-Length: x",
        f"{device}",
        f"Bad {device}: x",
        f"X-Y: \x00{device}",
        f"Transfer-Encoding: {device}",
    )
    for head in (*(f"{line}\r\nHost: x" for line in lines), *(f"GET /t/{ticket} HTTP/1.1\r\n{head}" for head in heads)):
        with socket.create_connection((host, int(port)), 5) as sock:
            sock.sendall(f"{head}\r\n\r\n".encode())
            sock.settimeout(5)
            while sock.recv(65536):
                pass
    client = socketio.Client(reconnection=False)
    client.connect(open_to_all.url, auth={"token": device}, transports=["websocket"])
    client.call("watch", (f"bernburg/ticket/{ticket}", {}))
    client.call("watch", (f"bernburg/nowhere/{ticket}", {}))
    client.disconnect()
    with (open_to_all.data_dir / "server.log").open() as log:
        told = log.read()
    assert "GET /t/<token> 200" in told
    assert [line for line in told.splitlines() if ticket in line or device in line] == []


def test_a_socket_takes_the_proxys_word_for_where_the_page_is_and_nobody_elses(behind_a_proxy, open_to_all):
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "lobby.example", "X-Forwarded-For": "203.0.113.9"}
    assert socket_opens(behind_a_proxy, "https://lobby.example", proxied)
    assert not socket_opens(behind_a_proxy, "http://lobby.example", proxied)
    assert not socket_opens(behind_a_proxy, "https://evil.example", proxied)
    assert not socket_opens(open_to_all, "https://lobby.example", proxied)
    assert socket_opens(open_to_all, open_to_all.url, proxied)


def socket_opens(server, origin, headers):
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    try:
        sock = create_connection(address, origin=origin, header=headers, timeout=5)
    except WebSocketBadStatusException:
        return False
    opened = sock.recv().startswith("0")
    sock.close()
    return opened
