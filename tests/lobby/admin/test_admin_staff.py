"""Accounts at the admin pages: made by a one-time link, changed, locked, and never the last admin away."""

import re

import pytest
from adminroom import Browser
from office import DEMO
from sqlalchemy import select

from lobby.commands import keys, offices, people, secondstep, staff
from lobby.domain.errors import Forbidden, NotFound
from lobby.store.tables.audit import AuditRow
from lobby.store.tables.staff import StaffOfficeRow, StaffRow

SECOND = DEMO.replace('slug = "bernburg"', 'slug = "schoenebeck"', 1)


@pytest.fixture
def admin(day):
    browser = Browser(day, "admin", page="/admin/staff")
    yield browser
    browser.app.extensions["lobby"].db.close()


def account(day, login):
    with day.db.snapshot() as session:
        return session.scalar(select(StaffRow).where(StaffRow.login == login))


def send(admin, person, act, **fields):
    return admin.send(f"/admin/staff/{person.id}", act=act, **fields)


def test_a_new_account_gets_a_one_time_link_that_is_shown_once(day, admin):
    shown = admin.send("/admin/staff", login="mona", role=["caseworker", "lead"])
    link = re.search(r"data-link-once>([^<]+)<", shown)[1]
    assert link.startswith("http://localhost/login/first?key=li_")
    assert "li_" not in admin.ask("GET", "/admin/staff")
    assert "hat noch kein Passwort" in admin.text
    staff.accept(day.db, link.partition("key=")[2], "chosen by mona")
    assert account(day, "mona").id == staff.prove(day.db, "mona", "chosen by mona")
    assert set(account(day, "mona").roles) == {"caseworker", "lead"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"login": "admin", "role": "lead"}, "Diesen Namen gibt es schon."),
        ({"login": "mona"}, "Bitte wählen Sie mindestens eine Rolle."),
        ({"login": "mona", "role": "queen"}, "Bitte wählen Sie mindestens eine Rolle."),
        ({"login": "x" * 81, "role": "lead"}, "1 bis 80 Zeichen"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_what_was_typed_stays(day, admin, sent, said):
    assert said in admin.send("/admin/staff", **sent)
    assert admin.answer.status_code in (409, 422)
    assert f'value="{sent["login"]}"' in admin.text


def test_other_roles_end_the_sessions_and_count_at_once_for_tokens(day, admin):
    staff.add(day.db, "mona", ["lead"], ["bernburg"], "a good password")
    token = staff.token(day.db, "mona")
    mona = Browser.__new__(Browser)
    mona.client, mona.app = admin.app.test_client(), admin.app
    mona.ask("GET", "/login")
    mona.send("/login", login="mona", password="a good password", next="/account")
    admin.ask("GET", "/admin/staff")
    assert "Rollen und Ämter sind geändert." in send(admin, account(day, "mona"), "change", role="caseworker")
    assert "Anmelden" in mona.ask("GET", "/account")
    assert keys.holder(day.db, token).roles == {"caseworker"}


def test_a_locked_account_opens_nothing_and_can_be_opened_again(day, admin):
    staff.add(day.db, "mona", ["lead"], ["bernburg"], "a good password")
    token = staff.token(day.db, "mona")
    assert "Der Zugang ist gesperrt." in send(admin, account(day, "mona"), "lock")
    assert keys.holder(day.db, token) is None
    with pytest.raises(Exception, match="unauthenticated"):
        staff.prove(day.db, "mona", "a good password")
    assert "wieder offen" in send(admin, account(day, "mona"), "unlock")
    assert staff.prove(day.db, "mona", "a good password")
    with day.db.snapshot() as session:
        assert session.scalars(select(AuditRow.act).order_by(AuditRow.id.desc()).limit(2)).all() == ["staff.unlock", "staff.lock"]


@pytest.mark.parametrize(("act", "fields"), [("lock", {}), ("change", {"role": "lead"})])
def test_the_last_admin_of_an_office_stays(day, admin, act, fields):
    assert "könnte niemand mehr dieses Amt verwalten" in send(admin, account(day, "admin"), act, **fields)
    assert admin.answer.status_code == 409
    assert account(day, "admin").is_active and account(day, "admin").roles == ["admin"]


def test_a_lost_phone_is_forgotten_by_an_admin(day, admin):
    staff.add(day.db, "mona", ["lead"], ["bernburg"], "a good password")
    with day.db.write() as session:
        row = session.get_one(StaffRow, account(day, "mona").id)
        row.totp_secret, row.totp_since = "JBSWY3DPEHPK3PXP", day.clock.now()
    assert "mit zweitem Schritt" in admin.ask("GET", "/admin/staff")
    assert "Der zweite Schritt ist ausgeschaltet." in send(admin, account(day, "mona"), "reset")
    assert not secondstep.is_on(day.db, account(day, "mona").id)


def test_changing_accounts_asks_for_the_password_again_and_loses_nothing(day, admin):
    day.clock.forward(minutes=11)
    asked = admin.send("/admin/staff", login="mona", role=["caseworker", "lead"])
    assert "Bitte bestätigen" in asked
    assert re.findall(r'name="role" value="(\w+)"', asked) == ["caseworker", "lead"]
    assert account(day, "mona") is None
    admin.send("/admin/staff", login="mona", role=["caseworker", "lead"], proof="a password")
    assert "data-link-once" in admin.text


def test_an_admin_sees_and_changes_only_who_works_in_her_offices(day, admin):
    offices.load(day.db, SECOND, "test")
    staff.add(day.db, "there", ["lead"], ["schoenebeck"], "a good password")
    staff.add(day.db, "both", ["lead"], ["bernburg", "schoenebeck"], "a good password")
    shown = admin.ask("GET", "/admin/staff")
    assert 'data-person="both"' in shown
    assert 'data-person="there"' not in shown
    with day.db.snapshot() as session:
        elsewhere = session.scalar(select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == account(day, "there").id))
    for person, refused in (("there", NotFound), ("both", Forbidden)):
        for command in (people.lock, people.unlock, people.sign_out, people.forget_second_step, people.new_link):
            with pytest.raises(refused):
                command(day.db, account(day, person).id, [day.office_id])
    with pytest.raises(Forbidden):
        people.invite(day.db, [day.office_id], "mona", ["admin"], [elsewhere])
    assert account(day, "both").is_active


def test_a_lead_looks_after_no_accounts(day):
    lead = Browser(day, "lead", page="/admin/staff")
    assert lead.answer.status_code == 403
    assert "/admin/staff" not in lead.ask("GET", "/admin/printers")
    lead.app.extensions["lobby"].db.close()
