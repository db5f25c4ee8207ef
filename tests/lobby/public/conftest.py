"""The public pages as somebody at home sees them, and the demo's as whoever tries it out."""

import pytest
from running import demo_server

from lobby.desk.screen import SCREEN as DESK
from lobby.public.screen import SCREEN
from lobby.web.app import create_app


@pytest.fixture
def look(day):
    """The text of a page. `at_home`: asked from elsewhere than the server's own machine."""
    client = create_app(day.settings, (SCREEN, DESK)).test_client()

    def get(path="/", language="de", at_home=True):
        headers = {"Accept-Language": language} | ({"X-Forwarded-For": "192.0.2.1"} if at_home else {})
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.get_data(as_text=True)

    return get


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("public")) as running:
        yield running
