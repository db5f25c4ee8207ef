"""Alerts begin once what is wrong has lasted, and end once it has been well for a minute: they neither flap nor repeat."""

from datetime import UTC, datetime, timedelta

from lobby.domain.alerts import CALM, Memory, step
from lobby.domain.rules import Rule, Rules

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
NAME = ("unserved", "residence")


class Watch:
    """Looks every five seconds, as a server does."""

    def __init__(self, rules=None):
        self.rules, self.memory, self.now, self.active, self.rung = rules or Rules(), Memory(), NOON, set(), []

    def see(self, found, seconds=5):
        for _ in range(seconds // 5):
            self.now += timedelta(seconds=5)
            raised, over = step(found, self.active, self.rules, self.memory, self.now)
            self.active = self.active - set(over) | set(raised)
            self.rung += raised
        return self.active


LASTING = {NAME: timedelta(minutes=5)}


def test_what_lasts_is_an_alert_once():
    watch = Watch()
    assert watch.see(LASTING, seconds=300) == set()
    assert watch.see(LASTING) == {NAME}
    watch.see(LASTING, seconds=3600)
    assert watch.rung == [NAME]


def test_what_comes_and_goes_begins_anew_each_time():
    watch = Watch()
    for _ in range(5):
        watch.see(LASTING, seconds=240)
        watch.see({}, seconds=5)
    assert watch.rung == []


def test_an_alert_is_over_after_a_minute_without_it_and_no_sooner():
    watch = Watch()
    watch.see(LASTING, seconds=310)
    for _ in range(10):
        assert watch.see({}, seconds=30) == {NAME}
        watch.see(LASTING)
    assert watch.see({}, seconds=int(CALM.total_seconds())) == {NAME}
    assert watch.see({}) == set()
    assert watch.rung == [NAME]


def test_what_nearly_is_keeps_an_alert_up_and_raises_none():
    near = {NAME: None}
    watch = Watch()
    assert watch.see(near, seconds=3600) == set()
    watch.see({NAME: timedelta()})
    assert watch.see(near, seconds=3600) == {NAME}


def test_a_rule_that_is_switched_off_ends_its_alert_at_once():
    watch = Watch()
    watch.see(LASTING, seconds=310)
    watch.rules = Rules(unserved=Rule(timedelta(minutes=5), is_on=False))
    assert watch.see({}) == set()


def test_who_knows_of_an_alert_already_raises_it_not_again():
    watch = Watch()
    watch.active = {NAME}  # the server began anew: its memory is empty, the journal is not
    watch.see(LASTING, seconds=3600)
    assert watch.rung == []
