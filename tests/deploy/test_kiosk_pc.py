"""What a kiosk's PC is given: units, the browser's options, its policies. With the Chromium of this machine, where there is one."""

import json
import mmap
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error
from programs import free_port, leave_out, program
from running import Server, demo_server

DEPLOY = Path(__file__).parents[2] / "deploy"
STARTER, POLICY = DEPLOY / "lobby-kiosk", DEPLOY / "kiosk-policy.json"
POLICIES = json.loads(POLICY.read_text())
ADDRESS = "https://lobby.example.org"
CHROMIUM = Path("/usr/lib/chromium/chromium")
BINDING = 'mount --bind "$CHROMIUM_SETTINGS" /etc/chromium && exec "$0" "$@"'
OUTSIDE = ["chrome://settings", "chrome://version", "view-source:{url}/kiosk", "file:///etc/hostname", "http://127.0.0.1:{other}/"]


@pytest.mark.parametrize("name", ["lobby-kiosk.service", "lobby-kiosk-night.service", "lobby-kiosk-night.timer"])
def test_the_units_are_sound(tmp_path: Path, name: str) -> None:
    for unit in DEPLOY.glob("lobby-kiosk*.*"):
        there = unit.read_text().replace("/usr/bin/cage", shutil.which("true") or "")  # no screen, no compositor on this machine
        (tmp_path / unit.name).write_text(there)
    done = subprocess.run([program("systemd-analyze"), "verify", tmp_path / name], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_key_leads_to_another_console_and_nobody_is_root() -> None:
    unit = (DEPLOY / "lobby-kiosk.service").read_text()
    assert re.search(r"^ExecStart=/usr/bin/cage -d -- /opt/lobby/lobby-kiosk$", unit, re.MULTILINE)
    assert re.search(r"^User=kiosk$", unit, re.MULTILINE)


def test_the_starter_is_a_sound_script() -> None:
    assert os.access(STARTER, os.X_OK)
    subprocess.run(["/bin/sh", "-n", STARTER], check=True)


def test_this_chromium_knows_every_option_and_every_policy() -> None:
    options = re.findall(r"--([a-z][a-z-]+)", STARTER.read_text().partition("exec ")[2])
    assert len(options) >= 6
    assert unknown([*options, *POLICIES]) == []
    assert unknown(["disable-translate", "NoSuchPolicy"]) == ["disable-translate", "NoSuchPolicy"]


def test_the_policies_name_one_address_alone() -> None:
    assert POLICIES["URLAllowlist"] == POLICIES["AutoplayAllowlist"] == [ADDRESS]
    assert "*" in POLICIES["URLBlocklist"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demo_server(tmp_path_factory.mktemp("kiosk-pc")) as running:
        yield running


@pytest.mark.browser
def test_the_starter_shows_the_kiosk(server: Server, browser: Browser, tmp_path: Path) -> None:
    with started(server, browser, tmp_path, STARTER) as kiosk:
        opened = next(page for page in kiosk.pages if "/kiosk" in page.url)
        opened.wait_for_selector("body[data-page=start] a.choice")


@pytest.mark.browser
def test_the_policies_let_the_kiosk_in_and_nothing_else(server: Server, browser: Browser, tmp_path: Path) -> None:
    """In a mount namespace of its own, so that no other browser of this machine obeys them."""
    settings = tmp_path / "settings"
    ours = {name: value for name, value in POLICIES.items() if name != "DeveloperToolsAvailability"}  # it locks this test out too
    (settings / "policies" / "managed").mkdir(parents=True)
    (settings / "policies" / "managed" / POLICY.name).write_text(json.dumps(ours).replace(ADDRESS, server.url))
    bound = tmp_path / "bound"
    bound.write_text(f"#!/bin/sh\nexec {unshare()} --mount sh -c '{BINDING}' {STARTER} \"$@\"\n")
    bound.chmod(0o755)
    with started(server, browser, tmp_path, bound, CHROMIUM_SETTINGS=str(settings)) as kiosk:
        page = next(page for page in kiosk.pages if "/kiosk" in page.url)
        page.wait_for_selector("body[data-page=start] a.choice")
        for address in OUTSIDE:
            with pytest.raises(Error, match="ERR_BLOCKED_BY_ADMINISTRATOR"):
                kiosk.new_page().goto(address.format(url=server.url, other=free_port()))


@contextmanager
def started(server: Server, browser: Browser, folder: Path, command: Path, **more: str) -> Iterator[BrowserContext]:
    program("chromium")
    environ = os.environ | more | {"ADDRESS": f"{server.url}/kiosk?device={server.devices['kiosk']}"}
    environ.pop("WAYLAND_DISPLAY", None)
    how = {"executable_path": command, "args": ["--no-sandbox"], "env": environ, "ignore_default_args": ["about:blank"]}
    context = browser.browser_type.launch_persistent_context(folder / "profile", **how)
    try:
        yield context
    finally:
        context.close()


def unknown(names: list[str]) -> list[str]:
    """Those that do not stand in the browser's program as a text of their own."""
    if not CHROMIUM.exists():
        leave_out("Debian's chromium is not installed")
    with CHROMIUM.open("rb") as binary, mmap.mmap(binary.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return [name for name in names if text.find(b"\0" + name.encode() + b"\0") < 0]


def unshare() -> str:
    found = program("unshare")
    if subprocess.run([found, "--mount", "true"], capture_output=True).returncode != 0:
        leave_out("this user may not make a mount namespace")
    return found
