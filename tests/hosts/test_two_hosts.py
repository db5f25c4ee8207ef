"""Two hosts behind nginx, killed, frozen and cut off at random while people draw and call: nothing answered is lost."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from counterlife import OFFICE, Crowd
from hosts import DATABASE, FRONT, QUEUE, Host, House, two_hosts
from ledger import make_sure_nothing_is_lost, revision

from lobby.rehearsal import play
from lobby.store.database import Database

RIGHT_S = 10.0
FAULTS: dict[str, Callable[[Host], None]] = {
    "killed": Host.kill,
    "frozen": Host.freeze,
    "cut off from nginx": lambda host: host.cut(FRONT),
    "cut off from the database": lambda host: host.cut(DATABASE),
    "cut off from Redis": lambda host: host.cut(QUEUE),
    "cut off from all": Host.cut,
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with two_hosts(tmp_path) as running:
        yield running


def hurt(house: House, crowd: Crowd, db: Database, host: Host, fault: str, for_s: float) -> None:
    """One fault and its end; every display is right again in time after each of the two."""
    FAULTS[fault](host)
    until = time.monotonic() + for_s
    if for_s > RIGHT_S:
        make_sure_displays_are_right(crowd, db, f"{host.name} {fault}")
    time.sleep(max(0.0, until - time.monotonic()))
    house.mend()
    make_sure_displays_are_right(crowd, db, f"{host.name}, no longer {fault}")


def make_sure_displays_are_right(crowd: Crowd, db: Database, when: str) -> None:
    """Each shows, before ten seconds have passed, what was committed after they began."""
    began = time.monotonic()
    wanted = revision(db) + 1
    while time.monotonic() - began < RIGHT_S:
        if all(screen.revision >= wanted for screen in crowd.screens):
            print(f"{when}: right after {time.monotonic() - began:.1f} s")
            return
        time.sleep(0.05)
    pytest.fail(
        f"{when}: after {RIGHT_S} s displays show {[each.revision for each in crowd.screens]}, not {wanted}, of {revision(db)}"
    )


def play_with(house: House, seed: int, faults: Callable[[Crowd, Database], None]) -> None:
    db = Database(house.settings, house.settings.clock)
    crowd = Crowd(house.front.url, str(house.front.authority), play.prepare(db, OFFICE), seed)
    try:
        make_sure_displays_are_right(crowd, db, "in the beginning")
        faults(crowd, db)
    finally:
        house.mend()
        seen = crowd.leave()
    make_sure_nothing_is_lost(db, seen)
    db.close()


def test_a_host_is_cut_off_frozen_and_killed_and_nothing_answered_is_lost(house: House) -> None:
    def some(crowd: Crowd, db: Database) -> None:
        hurt(house, crowd, db, house.hosts[0], "cut off from the database", 1.5)
        hurt(house, crowd, db, house.hosts[1], "frozen", 1.5)
        hurt(house, crowd, db, house.hosts[1], "killed", 1.0)

    play_with(house, 1, some)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_ten_minutes_of_faults_at_random(house: House, seed: int) -> None:
    def many(crowd: Crowd, db: Database) -> None:
        chance, until = Random(seed), time.monotonic() + 600
        while time.monotonic() < until:
            for_s = chance.choice([0.5, 2.0, 5.0, 12.0, 20.0]) * chance.uniform(0.8, 1.2)
            hurt(house, crowd, db, chance.choice(house.hosts), chance.choice(list(FAULTS)), for_s)
            time.sleep(chance.uniform(0, 2))

    play_with(house, seed, many)
