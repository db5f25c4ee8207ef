"""Desks in a real browser, against a server that really runs."""

import pytest
from running import demo_server
from staffroom import Desk

from lobby.commands import staff
from lobby.store.database import Database


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(server):
    db = Database(server.settings, server.settings.clock)
    yield {login: staff.token(db, login) for login in ("schalter-1", "schalter-2")}
    db.close()


@pytest.fixture
def at_desk(server, tokens, browser):
    """Opens desks; afterwards everybody has gone home."""
    opened = []

    def open_desk(counter="101", login="schalter-1", **context):
        opened.append(Desk(server, browser, login, counter, **context))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.page.context.close()
    if not server.is_ready():
        server.start()
    _send_all_home(server, tokens)


def _send_all_home(server, tokens):
    for token in tokens.values():
        server.api("DELETE", "/desk/session?return_visitors=true", token)
    token = tokens["schalter-1"]
    server.api("PUT", "/desk/session", token, json={"counter": "108"})
    held = server.api("GET", "/desk/queue", token).json()
    for ticket in held["waiting"] + held["missed"]:
        server.api("POST", f"/desk/tickets/{ticket['id']}/withdraw", token)
    server.api("DELETE", "/desk/session", token)
