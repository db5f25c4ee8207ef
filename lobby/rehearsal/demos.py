"""Demo offices by the dozen, to rehearse what many offices in one installation do: the demo office's file under other slugs."""

from importlib import resources

from lobby.commands import offices
from lobby.store.database import Database

SLUG = "bernburg"
MOST = 99


def numbered(db: Database, count: int) -> list[str]:
    """The slugs of so many demo offices, `bernburg-01` and on. Those that are not there are made; the others stay as they are."""
    text = resources.files("lobby.demo").joinpath(f"{SLUG}.toml").read_text(encoding="utf-8")
    known, slugs = offices.slugs(db), [f"{SLUG}-{number:02d}" for number in range(1, count + 1)]
    for slug in slugs:
        if slug not in known:
            offices.load(db, text.replace(f'slug = "{SLUG}"', f'slug = "{slug}"', 1), "rehearsal")
    return slugs
