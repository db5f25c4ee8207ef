"""Where the sockets of a crowd stand, and which tickets phones show."""

from collections import Counter
from random import Random

from lobby.rehearsal.places import Pockets, Watchable, spread


def office(slug: str) -> Watchable:
    return Watchable(slug, ("de", "uk"), f"display of {slug}", f"kiosk of {slug}", {"101": "a", "102": "b"})


def test_every_office_has_its_share_and_most_are_phones() -> None:
    places = spread(500, [office("a"), office("b"), office("c")])
    assert Counter(place.office for place in places) == {"a": 167, "b": 167, "c": 166}
    kinds = Counter(place.kind for place in places)
    assert kinds["phone"] > 450
    assert all(kinds[kind] >= 3 for kind in ("display", "desk", "kiosk"))
    assert {place.token for place in places if place.office == "a"} == {None, "display of a", "kiosk of a", "a", "b"}


def test_few_sockets_are_a_screen_of_each_kind_first() -> None:
    assert [place.kind for place in spread(4, [office("a")])] == ["display", "desk", "kiosk", "phone"]
    assert spread(0, [office("a")]) == []


def test_the_first_ticket_is_shown_by_all_phones_and_the_next_ones_by_some_of_them() -> None:
    pockets = Pockets(range(12))
    assert len(pockets.drawn("one")) == 12
    assert len(pockets.drawn("two")) == 6
    assert len(pockets.drawn("three")) == 4
    assert pockets.drawn("three") == []


def test_phones_of_whoever_left_show_somebody_else_and_are_idle_when_nobody_waits() -> None:
    pockets = Pockets(range(6))
    pockets.drawn("one")
    second = pockets.drawn("two")
    moved = pockets.ended("two")
    assert sorted(moved) == sorted(second)
    assert set(moved.values()) == {"one"}
    assert pockets.ended("one") == {}
    assert pockets.ended("one") == {}
    assert sorted(pockets.drawn("three")) == list(range(6))


def test_no_phone_is_ever_lost_or_in_two_pockets() -> None:
    rng, pockets, shows = Random(5), Pockets(range(40)), dict[int, str]()
    here: list[str] = []
    for serial in range(400):
        if here and rng.random() < 0.45:
            gone = here.pop(rng.randrange(len(here)))
            holders = {phone for phone, ticket in shows.items() if ticket == gone}
            moved = pockets.ended(gone)
            assert set(moved) == holders or not here
            shows = {phone: ticket for phone, ticket in shows.items() if ticket != gone} | moved
        else:
            here.append(f"t{serial}")
            shows |= dict.fromkeys(pockets.drawn(here[-1]), here[-1])
        assert set(shows.values()) <= set(here)
        assert len(shows) == (40 if here else 0)
