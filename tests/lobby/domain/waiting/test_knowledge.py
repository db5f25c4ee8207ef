"""What an office learns of its waits."""

from dataclasses import replace

from at_ten import OFFICE, TEN, A, B, waiting

from lobby.domain.lifecycle import Standing, State
from lobby.domain.waiting.knowledge import Knowledge


def called(id_: int, seconds: int, waited: int, knowledge: Knowledge, **more):
    told = knowledge.wait(OFFICE, A, seconds)
    about = {"called_at": TEN, "waited_s": waited, "promise": (told.low_minutes, told.high_minutes, seconds)}
    return replace(waiting(id_), **about | more)


def test_on_the_first_day_the_office_file_is_believed():
    assert Knowledge().mean_s(OFFICE, A) == 660
    wait = Knowledge().wait(OFFICE, A, 1200)
    assert 5 <= wait.low_minutes <= 12 and 30 <= wait.high_minutes <= 60


def test_service_times_are_learned_no_shows_included():
    knowledge = Knowledge()
    for id_ in range(300):
        done = {"state": State.FINISHED if id_ % 2 else State.MISSED, "walked_s": 60, "served_s": 540 * (id_ % 2)}
        knowledge.learn(OFFICE, replace(waiting(id_), called_at=TEN, **done))
    assert abs(knowledge.mean_s(OFFICE, A) - 330) < 40
    assert knowledge.mean_s(OFFICE, B) == 1260


def test_promises_that_break_make_later_ones_longer():
    knowledge = Knowledge()
    before = knowledge.wait(OFFICE, A, 600)
    for id_ in range(60):
        knowledge.learn(OFFICE, called(id_, 600, 1800, knowledge))
    after = knowledge.wait(OFFICE, A, 600)
    assert after.low_minutes > before.low_minutes
    assert 30 <= after.high_minutes <= 60


def test_each_ticket_is_learned_of_once():
    knowledge, again = Knowledge(), Knowledge()
    ticket = called(1, 600, 6000, knowledge)
    knowledge.learn(OFFICE, ticket)
    for _ in range(50):
        again.learn(OFFICE, ticket)
    assert knowledge.wait(OFFICE, A, 600) == again.wait(OFFICE, A, 600)


def test_what_is_learned_later_does_not_change_a_copy():
    knowledge = Knowledge()
    knowledge.learn(OFFICE, called(1, 600, 1800, knowledge))
    kept, before = knowledge.copy(), knowledge.wait(OFFICE, A, 600)
    for id_ in range(2, 60):
        knowledge.learn(OFFICE, replace(called(id_, 600, 1800, knowledge), state=State.FINISHED, served_s=6000))
    assert kept.wait(OFFICE, A, 600) == before != knowledge.wait(OFFICE, A, 600)
    assert kept.mean_s(OFFICE, A) == 660
    kept.learn(OFFICE, called(1, 600, 60000, kept))
    assert kept.wait(OFFICE, A, 600) == before


def test_how_many_appointments_are_kept_is_learned_from_what_was_kept():
    knowledge = Knowledge()
    assert knowledge.kept == 0.85
    knowledge.learn_appointments(arrived=300, missed=300)
    assert 0.48 < knowledge.copy().kept < 0.58


def test_a_second_wait_is_no_verdict_on_the_promise():
    knowledge = Knowledge()
    for id_ in range(50):
        knowledge.learn(OFFICE, called(id_, 600, 9000, knowledge, standing=Standing.REINSTATED))
    assert knowledge.wait(OFFICE, A, 600) == Knowledge().wait(OFFICE, A, 600)
