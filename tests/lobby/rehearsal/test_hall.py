"""The waiting area knows who is still there."""

from lobby.rehearsal import plan
from lobby.rehearsal.hall import Hall
from lobby.rehearsal.plan import Shows

VISITOR = plan.tuesday(1, 1, ["residence"], ["de"])[0]


def test_whoever_has_a_ticket_is_inside_until_done() -> None:
    hall = Hall()
    hall.enter(1, VISITOR)
    hall.enter(2, VISITOR)
    hall.leave(1)
    assert (hall.inside, len(hall.known)) == (1, 2)


def test_a_stranger_is_nobody_of_ours() -> None:
    assert Hall().holder(99, wait_s=0.01) is None


def test_a_late_visitor_comes_back_once_and_then_does_not_miss_the_call() -> None:
    hall = Hall()
    hall.enter(1, VISITOR)
    hall.come_back(1, at_s=100)
    assert hall.next_late(now_s=99) is None
    assert hall.next_late(now_s=100) == 1
    assert hall.next_late(now_s=101) is None
    assert hall.shows(1, VISITOR) is Shows.AT_CALL
