"""What every test may ask for: real servers, a real browser; and what it means to leave something out."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from office import Day
from playwright.sync_api import Browser, sync_playwright
from programs import IS_CI, program
from servers import new_database, running_postgresql, running_redis

settings.register_profile("house", deadline=None, derandomize=IS_CI)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL of this test run. Ask for `fresh_postgresql` instead unless the test makes its own databases."""
    with running_postgresql() as url:
        yield url


@pytest.fixture
def fresh_postgresql(postgresql_url: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test alone."""
    with new_database(postgresql_url) as url:
        yield url


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """A Tuesday in the demo office at half past nine, in this process."""
    today = Day(tmp_path)
    yield today
    today.db.close()


@pytest.fixture
def fresh_redis() -> Iterator[str]:
    """A Redis of this test alone: published messages know no database number, so tests cannot share one."""
    with running_redis() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; each test opens a context of its own. Sound needs no touch first, as on an office's display."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    arguments = ["--autoplay-policy=no-user-gesture-required", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=arguments) as running:
        yield running


_left_out: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        _left_out.add(str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if IS_CI and _left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    for why in sorted(_left_out):
        print(f"NOT TESTED: {why.removeprefix('Skipped: ').removeprefix('left out: ')}")
