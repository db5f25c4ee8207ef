"""Several processes tell at once of the screens that they see: no two wait for each other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lobby.commands import devices
from lobby.commands.devices import Sighting
from lobby.rehearsal import demos
from lobby.settings import Settings
from lobby.store import reading, schema
from lobby.store.database import Database
from lobby.store.devices import devices as shown
from lobby.store.tables.devices import DeviceKind

ROUNDS, SCREENS = 20, 12


@pytest.fixture
def db(tmp_path: Path, fresh_postgresql: str) -> Iterator[Database]:
    settings = Settings.from_env({"LOBBY_DATA_DIR": str(tmp_path), "LOBBY_DATABASE_URL": fresh_postgresql})
    schema.migrate(settings.database_url)
    database = Database(settings, settings.clock)
    yield database
    database.close()


def test_two_processes_that_see_the_same_devices_do_not_lock_each_other_out(db: Database) -> None:
    (office,) = demos.numbered(db, 1)
    for number in range(SCREENS):
        devices.add(db, DeviceKind.KIOSK, f"kiosk {number}", office)
    with db.snapshot() as session:
        ids = [device.id for device in shown(session, reading.office_slugs(session)[office], db.clock.now(), 1.0)]
    assert len(ids) >= SCREENS
    sightings = [Sighting(device_id, "start", "1") for device_id in ids]

    def tell(seen: list[Sighting]) -> None:
        for _ in range(ROUNDS):
            devices.seen(db, seen)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tell, (sightings, sightings[::-1])))
