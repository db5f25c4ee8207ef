"""What is remembered for a moment: it saves readings, and opens nothing to whom a key was taken."""

from datetime import timedelta
from time import monotonic, sleep

from sqlalchemy import event

from lobby.commands import devices, keys
from lobby.store.brief import LASTS_S, Brief
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import KeyKind


def test_a_key_shown_again_is_not_looked_up_again(day):
    token = devices.add(day.db, DeviceKind.KIOSK, "Terminal 7", "bernburg")
    read = []
    event.listen(day.db.reading, "before_cursor_execute", lambda *about: read.append(about[2]))
    first = keys.holder(day.db, token)
    many = len(read)
    assert many and keys.holder(day.db, token) == first and len(read) == many


def test_a_revoked_key_opens_nothing_from_then_on(day):
    token = devices.add(day.db, DeviceKind.KIOSK, "Terminal 7", "bernburg")
    assert keys.holder(day.db, token)
    keys.revoke(day.db, token)
    assert keys.holder(day.db, token) is None


def test_a_key_that_another_process_revoked_opens_nothing_two_seconds_later(day):
    token = devices.add(day.db, DeviceKind.KIOSK, "Terminal 7", "bernburg")
    assert keys.holder(day.db, token)
    other = Database(day.settings, day.clock)
    keys.revoke(other, token)
    other.close()
    until = monotonic() + 2
    while keys.holder(day.db, token) and monotonic() < until:
        sleep(0.05)
    assert keys.holder(day.db, token) is None and LASTS_S < 2


def test_a_remembered_key_ends_when_its_time_is_over(day):
    with day.db.write() as session:
        secret = keys.make(day.db, session, KeyKind.DEVICE, timedelta(minutes=5), device_id=2)
    assert keys.holder(day.db, secret)
    day.clock.forward(minutes=6)
    assert keys.holder(day.db, secret) is None


def test_what_is_not_there_is_asked_for_again_and_what_changed_meanwhile_is_not_kept():
    brief, answers = Brief(), iter([None, "old", "new"])
    assert brief.get("key", lambda: next(answers)) is None

    def read_while_it_changes():
        brief.forget()
        return next(answers)

    assert brief.get("key", read_while_it_changes) == "old"
    assert [brief.get("key", lambda: next(answers)) for _ in range(2)] == ["new", "new"]
