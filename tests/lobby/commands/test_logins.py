"""Trying passwords: counted, slowed down, never for good, and no different for those who do not exist."""

import itertools
import statistics
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lobby.commands import logins, staff
from lobby.domain.errors import WrongPassword
from lobby.store.tables.staff import AttemptRow


@pytest.fixture
def tried(day):
    """Begin a try; whether it was let through."""
    staff.add(day.db, "anna", ["caseworker"], ["bernburg"], "a good password")

    def trying(login):
        try:
            logins.begin(day.db, login)
        except WrongPassword:
            return False
        return True

    return trying


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_after_five_failures_a_log_in_rests_known_or_not(day, tried, login):
    assert [tried(login) for _ in range(7)] == [True] * 5 + [False] * 2
    day.clock.forward(seconds=29)
    assert not tried(login)
    day.clock.forward(seconds=1)
    assert [tried(login), tried(login)] == [True, False]
    day.clock.forward(seconds=59)
    assert not tried(login)
    day.clock.forward(seconds=1)
    assert tried(login)


def test_no_pause_is_longer_than_a_quarter_of_an_hour_however_often_one_fails(day, tried):
    for _ in range(30):
        tried("anna")
        day.clock.forward(minutes=15)
        assert tried("anna")
        day.clock.forward(minutes=15)


def test_success_forgets_earlier_failures(day, tried):
    for _ in range(4):
        tried("anna")
    logins.succeeded(day.db, "anna")
    assert [tried("anna") for _ in range(6)] == [True] * 5 + [False]


def test_a_right_password_that_waits_for_its_code_forgets_nothing(day, tried):
    for _ in range(3):
        tried("anna")
    for _ in range(5):
        assert tried("anna")
        logins.went_half(day.db, "anna")
    assert [tried("anna"), tried("anna"), tried("anna")] == [True, True, False]


def test_many_tries_at_once_are_no_more_than_many_in_a_row(tried):
    let_through = []
    threads = [threading.Thread(target=lambda: let_through.append(tried("anna"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let_through.count(True) == 5


def test_a_day_later_nothing_is_kept_of_a_failure_and_never_the_log_in_itself(day, tried):
    tried("my password, typed into the wrong field")
    with day.db.snapshot() as session:
        assert "password" not in session.scalars(select(AttemptRow.digest)).one()
    day.clock.forward(hours=25)
    tried("anna")
    with day.db.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(AttemptRow)) == 1


def test_an_unknown_log_in_takes_as_long_as_a_known_one(day, tried):
    spent = {"anna": [], "nobody": []}
    for _, (login, seconds) in itertools.product(range(9), spent.items()):
        logins.succeeded(day.db, login)
        began = time.perf_counter()
        logins.begin(day.db, login)
        with pytest.raises(WrongPassword):
            staff.prove(day.db, login, "wrong")
        seconds.append(time.perf_counter() - began)
    known, unknown = (statistics.median(seconds) for seconds in spent.values())
    assert timedelta(seconds=known) > timedelta(milliseconds=10)
    assert 0.6 < known / unknown < 1.6
