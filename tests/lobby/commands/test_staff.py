"""Accounts and the keys that open doors."""

from datetime import timedelta

import pytest

from lobby.commands import devices, keys, sessions, staff
from lobby.commands.keys import Terms
from lobby.domain.errors import Invalid, NotFound, WrongPassword
from lobby.store.tables.devices import DeviceKind

TERMS = Terms(timedelta(hours=12), timedelta(hours=1))


@pytest.fixture
def anna(day):
    staff.add(day.db, "anna", ["caseworker"], ["bernburg"], "a good password")
    return staff.prove(day.db, "anna", "a good password")


def test_a_log_in_with_its_password_opens_a_session_until_it_expires(day, anna):
    secret = sessions.open_session(day.db, anna, TERMS)
    holder = keys.holder(day.db, secret)
    assert (holder.login, holder.roles, holder.office_ids) == ("anna", {"caseworker"}, (day.office_id,))
    day.clock.forward(hours=1)
    assert keys.holder(day.db, secret) is None


def test_a_session_that_was_ended_opens_nothing(day, anna):
    secret = sessions.open_session(day.db, anna, TERMS)
    keys.revoke(day.db, secret)
    assert keys.holder(day.db, secret) is None


@pytest.mark.parametrize(("login", "password"), [("anna", "wrong"), ("nobody", "a good password"), ("anna", ""), ("", "")])
def test_a_wrong_password_and_an_unknown_log_in_are_answered_alike(day, anna, login, password):
    with pytest.raises(WrongPassword):
        staff.prove(day.db, login, password)


@pytest.mark.parametrize(
    "bad", [{"login": ""}, {"login": " anna"}, {"roles": ["queen"]}, {"password": "short"}, {"password": "x" * 201}]
)
def test_bad_accounts_are_refused_field_by_field(day, bad):
    good = {"login": "berta", "roles": ["lead"], "offices": ["bernburg"], "password": "long enough"}
    with pytest.raises(Invalid) as refused:
        staff.add(day.db, **good | bad)
    assert set(refused.value.errors) == {next(iter(bad)).replace("roles", "role")}


def test_an_account_without_password_gets_an_invitation_that_works_once(day):
    invitation = staff.add(day.db, "cem", ["caseworker"], ["bernburg"])
    assert keys.holder(day.db, invitation) is None
    with pytest.raises(WrongPassword):
        staff.prove(day.db, "cem", "")
    staff.accept(day.db, invitation, "a good password")
    assert staff.prove(day.db, "cem", "a good password")
    with pytest.raises(NotFound):
        staff.accept(day.db, invitation, "another password")


def test_an_invitation_ends_after_three_days(day):
    invitation = staff.add(day.db, "cem", ["caseworker"], ["bernburg"])
    day.clock.forward(days=3)
    with pytest.raises(NotFound):
        staff.accept(day.db, invitation, "a good password")


def test_an_api_token_is_not_kept_in_the_database(day, anna):
    token = staff.token(day.db, "anna")
    assert keys.holder(day.db, token).login == "anna"
    assert token.encode() not in (day.settings.data_dir / "lobby.sqlite").read_bytes()
    assert token.encode() not in (day.settings.data_dir / "lobby.sqlite-wal").read_bytes()


def test_a_device_has_its_office_and_its_kind(day):
    holder = keys.holder(day.db, devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg"))
    assert (holder.device_kind, holder.office_ids, holder.roles) == (DeviceKind.DISPLAY, (day.office_id,), frozenset())


def test_a_kiosk_needs_a_printer_that_is_there(day):
    with pytest.raises(NotFound):
        devices.add(day.db, DeviceKind.KIOSK, "second", "bernburg", printer="nix")
    with pytest.raises(NotFound):
        devices.add(day.db, DeviceKind.DISPLAY, "hall", "nowhere")
