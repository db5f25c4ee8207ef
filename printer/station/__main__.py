"""`python -m printer.station`: an example slip as a PNG, to look at a layout before anybody prints it."""

import os
from pathlib import Path

import click

from lobby.commands import offices
from lobby.domain.errors import LobbyError
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, texts
from lobby.settings import BadSetting, Settings
from lobby.store import schema
from lobby.store.database import Database
from printer.station.example import example, office_of
from printer.station.slip import picture

WIDTHS = ("576", "512", "384")


@click.command()
@click.option("--office", "office_name", required=True, metavar="FILE.toml|SLUG", help="a file, or an office in the database")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="de", show_default=True)
@click.option("--width", type=click.Choice(WIDTHS), default=WIDTHS[0], show_default=True, help="dots across the paper")
@click.option("--service", metavar="SLUG", help="the office's first one otherwise")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def main(office_name: str, language: str, width: str, service: str | None, out: Path) -> None:
    """Draw an example slip of an office into the PNG file OUT."""
    try:
        facts = example(_office(office_name), language, service)
    except BadSetting as error:
        raise click.ClickException(str(error)) from error
    except LobbyError as error:
        places = "".join(f"\n  {field}: {message}" for field, message in error.errors.items())
        raise click.ClickException(texts("en").gettext(error.message, **error.params) + places) from error
    picture(facts, int(width)).save(out, "PNG", optimize=True)


def _office(name: str) -> Office:
    """From a file where there is one of that name."""
    if (file := Path(name)).is_file():
        return office_of(file.read_text(encoding="utf-8"))
    settings = Settings.from_env(os.environ)
    schema.migrate(settings.database_url)
    db = Database(settings, settings.clock)
    try:
        return offices.find(db, name)
    finally:
        db.close()


if __name__ == "__main__":
    main()
