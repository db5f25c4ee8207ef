"""What a display tells of itself, and what the board of devices makes of it."""

from datetime import timedelta

import pytest

from display.screen import SCREEN
from lobby.boards.view import iso
from lobby.commands import devices
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app

SAID = {
    "sound": "locked",
    "link": "socket",
    "picture": "calls",
    "shows": [{"number": "A001", "counter": "Zimmer 101", "announced": True}],
    "as_of": None,
    "lost_s": 0,
    "version": "abc",
}


@pytest.fixture
def display(day):
    """A display's connection: tells its report, and answers the status."""
    app = create_app(day.settings, (SCREEN,))
    token = devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg")
    client = app.test_client()

    def tell(token=token, **said):
        body = SAID | {"as_of": iso(day.clock.now())} | said
        return client.post("/display/report", json=body, headers={"Authorization": f"Bearer {token}"})

    yield tell
    app.extensions["lobby"].db.close()


def known(day):
    board = day.runtime.board("devices", day.office_id, "", "de")
    return next(each for each in board["devices"] if each["kind"] == "display")


def test_lead_and_admin_see_what_a_display_shows_and_that_its_sound_is_locked(day, display):
    answer = display()
    assert set(answer.get_json()) == {"build", "as_of"}
    found = known(day)
    assert found["is_here"]
    assert found["screen"]["sound"] == "locked"
    assert found["screen"]["shows"] == SAID["shows"]
    assert found["screen"]["stale_since"] is None


def test_the_house_sees_which_display_a_device_shows(day, display):
    display(display="wall", picture="free", shows=[])
    assert known(day)["screen"]["display"] == "Wand am Empfang"
    display(display="no-more")
    assert known(day)["screen"]["display"] is None


def test_a_display_that_shows_an_old_board_is_known_to(day, display):
    old = day.clock.now() - timedelta(minutes=5)
    display(as_of=iso(old))
    found = known(day)["screen"]
    assert found["stale_since"] == iso(old)
    assert "09:25" in found["stale"]


def test_a_display_that_never_spoke_is_not_drawn(day, display):
    assert known(day)["screen"] is None


@pytest.mark.parametrize(
    "said",
    [
        {"sound": "loud"},
        {"shows": [SAID["shows"][0]] * 9},
        {"version": "<script>"},
        {"name": "Anna"},
        {"lost_s": -1},
        {"as_of": "x" * 50},
    ],
)
def test_nonsense_is_refused(day, display, said):
    assert display(**said).status_code == 422
    assert known(day)["screen"] is None


def test_nobody_else_speaks_for_a_display(day, display):
    assert display(token=day.kiosk).status_code == 403
    assert display(token="nothing").status_code == 401


def test_an_as_of_that_is_no_time_harms_nothing(day, display):
    assert display(as_of="yesterday").status_code == 200
    assert known(day)["screen"]["stale_since"] is None
