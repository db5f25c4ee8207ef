"""What is dangerous asks for the password again, a while after it was typed; and does nothing before."""

import pytest
from adminroom import Browser

from lobby.commands import keys

DANGEROUS = [
    "/account/tokens",
    "/account/second-step",
    "/admin/staff",
    "/admin/devices/2/token",
    "/admin/devices/2/retire",
    "/admin/webhooks",
    "/admin/webhooks/1/secret",
    "/admin/webhooks/1/remove",
    "/admin/devices/pin",
    "/admin/office",  # fewer days, once that is confirmed
    "/admin/privacy/export",
]


@pytest.fixture
def admin(day):
    browser = Browser(day, "admin", page="/account")
    yield browser
    browser.app.extensions["lobby"].db.close()


def test_ten_minutes_after_the_password_each_dangerous_step_asks_for_it_and_waits(day, admin):
    day.clock.forward(minutes=11)
    for path in DANGEROUS:
        admin.ask("GET", "/account")
        assert "Bitte bestätigen" in admin.send(path, name="x", sure="1"), path
        assert admin.answer.status_code == 403
        assert f'action="{path}"' in admin.text
    assert keys.holder(day.db, day.kiosk)


def test_a_page_leads_nowhere_foreign_after_the_password(day, admin):
    day.clock.forward(minutes=11)
    admin.client.post("/login/again")  # without the form's token nothing happens
    admin.send("/login/again", proof="a password", next="https://elsewhere.test/")
    assert admin.answer.request.path == "/account"
