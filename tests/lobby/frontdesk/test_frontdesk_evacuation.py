"""Leaving the building, from the front desk's page, with plain forms."""

import pytest
from staffroom import Staffroom


@pytest.fixture
def open_browser(day):
    return Staffroom(day).open


@pytest.fixture
def mia(open_browser):
    """Somebody of the front desk, at her page."""
    return open_browser().log_in("mia")


def test_the_dialog_asks_and_its_button_does_it(day, mia):
    assert "Gebäude räumen?" in mia.text
    mia.send("/frontdesk/evacuation", confirm="true")
    assert 'id="evacuating"' in mia.text
    assert day.today.evacuation == day.clock.now()
    mia.send("/frontdesk/all-clear")
    assert "Die Räumung ist beendet." in mia.text
    assert day.today.evacuation is None


def test_nothing_happens_unconfirmed(day, mia):
    mia.send("/frontdesk/evacuation")
    assert mia.answer.status_code == 422
    assert day.today.evacuation is None


def test_a_draw_meanwhile_is_refused_with_the_reason(day, mia):
    mia.send("/frontdesk/evacuation", confirm="true")
    mia.send("/frontdesk/tickets", key="0123456789abcdef", service="residence", language="de")
    assert mia.answer.status_code == 409
    assert "Das Gebäude wird gerade geräumt. Nummern und Aufrufe ruhen." in mia.text
