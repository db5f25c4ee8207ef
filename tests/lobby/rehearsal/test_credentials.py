"""Players get log-ins and tokens of their own, and only where no real visitor stands."""

from pathlib import Path

import pytest
from office import DEMO, Day

from lobby.commands import keys, offices
from lobby.domain.errors import Invalid, NotFound
from lobby.rehearsal import demos
from lobby.rehearsal.credentials import Credentials, NotADemo, discard, load_all, prepare, prepare_all, save_all


def test_there_is_a_caseworker_for_each_counter_a_kiosk_and_a_display(day: Day) -> None:
    players = prepare(day.db, "bernburg")
    assert [worker.login for worker in players.caseworkers] == [f"rehearsal-{place:02d}" for place in range(1, 11)]
    holders = [keys.holder(day.db, worker.token) for worker in players.caseworkers]
    assert all(holder and holder.roles == {"caseworker"} for holder in holders)
    devices = [keys.holder(day.db, token) for token in (players.kiosk, players.display)]
    assert [holder and holder.device_kind for holder in devices] == ["kiosk", "display"]


def test_an_office_with_real_visitors_is_refused(tmp_path: Path) -> None:
    day = Day(tmp_path, text=DEMO.replace("demo = true", "demo = false"))
    with pytest.raises(NotADemo, match="bernburg"):
        prepare(day.db, "bernburg")
    day.db.close()


def test_an_unknown_office_is_refused(day: Day) -> None:
    with pytest.raises(NotFound):
        prepare(day.db, "atlantis")


def test_credentials_come_back_from_their_file_which_nobody_else_may_read(day: Day, tmp_path: Path) -> None:
    players, file = prepare(day.db, "bernburg"), tmp_path / "players.toml"
    players.save(file)
    assert Credentials.load(file) == players
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "players.toml"
    for text in ("kiosk = 'x'", "= nonsense", "caseworkers = 3"):
        file.write_text(text)
        with pytest.raises(Invalid):
            Credentials.load(file)


def test_discarded_tokens_open_nothing(day: Day) -> None:
    players = prepare(day.db, "bernburg")
    discard(day.db, players)
    assert keys.holder(day.db, players.kiosk) is None
    assert keys.holder(day.db, players.caseworkers[3].token) is None


def test_several_offices_have_caseworkers_of_their_own(day: Day) -> None:
    players = prepare_all(day.db, ["bernburg", *demos.numbered(day.db, 2)])
    assert [each.office for each in players] == ["bernburg", "bernburg-01", "bernburg-02"]
    holders = [[keys.holder(day.db, worker.token) for worker in each.caseworkers] for each in players]
    places = [{holder.office_ids for holder in several if holder} for several in holders]
    assert [len(each) for each in places] == [1, 1, 1]
    assert len(set.union(*places)) == 3


def test_demo_offices_that_are_there_stay_as_they_are(day: Day) -> None:
    assert demos.numbered(day.db, 1) == ["bernburg-01"]
    before = offices.dump(day.db, "bernburg-01")
    offices.load(day.db, before.replace("retention_days = 30", "retention_days = 7"), "test")
    assert demos.numbered(day.db, 2) == ["bernburg-01", "bernburg-02"]
    assert "retention_days = 7" in offices.dump(day.db, "bernburg-01")


def test_a_file_holds_the_players_of_several_offices(day: Day, tmp_path: Path) -> None:
    players, file = prepare_all(day.db, demos.numbered(day.db, 2)), tmp_path / "players.toml"
    save_all(players, file)
    assert load_all(file) == players
    save_all(players[:1], file)
    assert [Credentials.load(file)] == players[:1] == load_all(file)
    file.write_text("offices = []")
    with pytest.raises(Invalid):
        Credentials.load(file)
