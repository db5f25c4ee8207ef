"""What is worth a sentence is found where it is, and chance alone is not."""

from random import Random

from lobby.domain.findings import Share, concentrated, differs, outstanding


def test_an_hour_that_holds_most_long_waits_is_found():
    assert concentrated({"tue 9": 40, "tue 10": 12, **{f"h{n}": 4 for n in range(12)}}) == ("tue 9", Share(40, 100))


def test_waits_that_fall_everywhere_alike_concentrate_nowhere():
    assert concentrated(dict.fromkeys(range(4), 25)) is None  # a quarter each is no more than their share
    assert concentrated({"a": 15, "b": 2}) is None  # too few to speak of
    assert concentrated({}) is None


def test_a_service_that_is_worse_than_all_others_is_found_and_a_small_one_is_not():
    others = {"a": Share(20, 100), "b": Share(18, 100)}
    assert outstanding(others | {"d": Share(45, 100)}) == ("d", Share(45, 100))
    assert outstanding(others | {"d": Share(9, 10)}) is None
    assert outstanding(others) is None
    assert outstanding({"d": Share(45, 100)}) is None


def test_a_share_of_which_a_part_is_small_is_never_named():
    assert not Share(3, 100).is_told
    assert not Share(97, 100).is_told
    assert Share(0, 100).is_told
    assert outstanding({"a": Share(0, 400), "d": Share(4, 20)}) is None


def test_chance_alone_differs_in_about_one_of_a_hundred():
    random = Random(4)
    seen = sum(differs(*(Share(sum(random.random() < 0.3 for _ in range(300)), 300) for _ in range(2))) for _ in range(1000))
    assert 2 <= seen <= 22
    assert differs(Share(120, 300), Share(60, 300))
    assert not differs(Share(0, 300), Share(0, 300))
    assert not differs(Share(19, 19), Share(0, 300))
