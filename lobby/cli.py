"""The `lobby` command."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from getpass import getuser
from pathlib import Path
from typing import Any

import click

from lobby.commands import (
    appointmentfile,
    appointments,
    audit,
    beginning,
    devices,
    export,
    keeping,
    offices,
    people,
    retention,
    staff,
    translationfile,
    translations,
    waitlogs,
    whatif,
    whatiffile,
    whatiftext,
)
from lobby.commands.printers import ROLLS, WIDTHS
from lobby.commands.tokens import LONGEST_DAYS, Wanted
from lobby.demo import run as demo_run
from lobby.doctor import examine
from lobby.doctor.finding import Level
from lobby.domain.errors import LobbyError
from lobby.domain.waiting.columns import BadLog
from lobby.i18n import GERMAN, LANGUAGES, BadCorrections, texts, use_corrections
from lobby.rehearsal import checks, demos, many, play
from lobby.rehearsal.bar import Bar
from lobby.rehearsal.credentials import Credentials, load_all, prepare_all, save_all
from lobby.settings import BadSetting, Settings
from lobby.store import reading
from lobby.store.acting import Actor, act_as
from lobby.store.alone import NotAlone, stay_alone
from lobby.store.archive import BadArchive
from lobby.store.database import Database
from lobby.store.schema import TooNew
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import Role
from lobby.web.rights import SCOPES

NEEDS_MORE = "More than one worker needs PostgreSQL (LOBBY_DATABASE_URL) and Redis (LOBBY_REDIS_URL)."


class Unreadable(click.ClickException):
    """What was given cannot be worked with: the same exit code as for wrong options."""

    exit_code = 2


class House(click.Group):
    """Says expected errors in one sentence, without a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadLog as error:
            raise Unreadable(str(error)) from error
        except (BadSetting, BadCorrections, BadArchive, TooNew, NotAlone) as error:
            raise click.ClickException(str(error)) from error
        except LobbyError as error:
            words = texts("en")
            places = "".join(f"\n  {field}: {words.gettext(message)}" for field, message in error.errors.items())
            raise click.ClickException(words.gettext(error.message, **error.params) + places) from error


@click.group(cls=House)
def main() -> None:
    """Lobby: counter queue and ticketing for public offices. Settings come from LOBBY_… variables."""


def with_database(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command the settings' database, brought up to date."""

    @wraps(command)
    def wrapped(**named: Any) -> None:
        settings = Settings.from_env(os.environ)
        act_as(_shell())
        _upgrade(settings)
        use_corrections(settings.texts_dir)
        db = Database(settings, settings.clock)
        try:
            command(db, **named)
        finally:
            db.close()

    return wrapped


def _shell() -> Actor:
    """Whoever types this; a container's user may have no name."""
    user = str(os.getuid())
    with suppress(KeyError, OSError):
        user = getuser()
    return Actor(f"command:{user}"[:40])


@main.command()
@click.option("--bind", help="HOST:PORT; LOBBY_BIND otherwise")
@click.option("--workers", type=click.IntRange(min=1), help="processes; LOBBY_WORKERS otherwise")
def serve(bind: str | None, workers: int | None) -> None:
    """Migrate, then serve with gunicorn."""
    os.environ |= {"LOBBY_BIND": bind} if bind else {}
    os.environ |= {"LOBBY_WORKERS": str(workers)} if workers else {}
    settings = Settings.from_env(os.environ)
    if settings.workers > 1 and (settings.is_sqlite or settings.redis_url is None):
        raise click.ClickException(NEEDS_MORE)
    use_corrections(settings.texts_dir)  # unreadable ones stop the start here, in a sentence
    stay_alone(settings)
    _upgrade(settings)
    if settings.clock.is_bent:
        _only_demos(settings)
    _invite(settings)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *_gunicorn(settings), "wsgi:app"])


@main.command()
def migrate() -> None:
    """Bring the database's schema up to date. What was there before is copied to DATA_DIR/backups first."""
    _upgrade(Settings.from_env(os.environ))


@main.command()
@click.option(
    "--settings", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="the service's, such as server.env"
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def doctor(file: Path | None, form: str) -> None:
    """Look at this installation, and say what to do. It changes nothing; exit code 1 where something does not work."""
    found = examine.examine(os.environ | (examine.of_file(file.read_text(encoding="utf-8")) if file else {}))
    if form == "json":
        click.echo(json.dumps([asdict(each) for each in found], indent=1, ensure_ascii=False))
    else:
        for line in examine.as_text(found):
            click.echo(line)
    sys.exit(1 if examine.worst(found) is Level.BAD else 0)


@main.command("setup")
def setup_link() -> None:
    """Print a new one-time link to the first-run assistant, while nothing is set up yet."""
    settings = Settings.from_env(os.environ)
    _upgrade(settings)
    if not _invite(settings):
        raise click.ClickException(
            "There is an office or an account already: log in, or use `lobby staff add` and `lobby office load`."
        )


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database, pictures and corrected texts into FILE, while the server works."""
    act_as(_shell())
    found = keeping.backup(Settings.from_env(os.environ), file)
    click.echo(f"{file}: {len(found.days)} offices, {sum(map(len, found.days.values()))} days, {file.stat().st_size} bytes")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring a backup into an empty place (LOBBY_DATA_DIR, LOBBY_DATABASE_URL), and check it."""
    act_as(_shell())
    found = keeping.restore(Settings.from_env(os.environ), file)
    click.echo("".join(f"{fault}\n" for fault in found.faults), nl=False, err=True)
    told = f"{found.offices} offices, {found.days} days with {found.lines} lines, none missing"
    click.echo(f"restored: {told}; {found.forgotten} days were too old and have been deleted")


@main.command("retention")
@click.option("--proof", is_flag=True, help="delete nothing; print what was deleted from FROM to TO, as CSV")
@click.argument("first", metavar="[FROM", type=click.DateTime(["%Y-%m-%d"]), default="0001-01-01")
@click.argument("last", metavar="TO]", type=click.DateTime(["%Y-%m-%d"]), default="9999-12-31")
@with_database
def retention_now(db: Database, proof: bool, first: datetime, last: datetime) -> None:
    """Delete days that are older than their office keeps them; their counts stay. The server does it by itself, too."""
    if proof:
        click.echo(export.proof(db, first.date(), last.date()), nl=False)
    else:
        click.echo("\n".join(f"{slug} {on}: deleted, counts kept" for slug, on in retention.forget(db)) or "nothing is too old")


@main.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--office", "slug", help="SLUG; may be left out when there is one office")
@click.option("--ticket", help="DAY/NUMBER, as 2026-11-25/A012: only what is stored of that visit, as JSON")
@with_database
def export_data(db: Database, file: Path, slug: str | None, ticket: str | None) -> None:
    """Write what is stored of visitors into FILE: a ZIP of all, without tokens and notes, or one visit. "-": to the screen."""
    office_id = offices.find(db, slug or _only_office(db)).id
    told = json.dumps(export.visit(db, office_id, ticket), ensure_ascii=False, indent=1).encode() + b"\n" if ticket else None
    with click.open_file(str(file), "wb") as to:
        to.write(told or export.everything(db, office_id))


@main.command()
def demo() -> None:
    """Everything at once, to see it work: the demo office, a server, a printer into a folder."""
    sys.exit(demo_run.run(Settings.from_env(os.environ)))


@main.group("audit")
def audit_group() -> None:
    """Who changed what, in chains of hashes."""


@audit_group.command("verify")
@with_database
def audit_verify(db: Database) -> None:
    """Look for entries that are missing or were changed; exit code 1 where there are such."""
    found = audit.verify(db)
    click.echo("\n".join(found.faults), nl=bool(found.faults))
    if found.faults:
        raise click.ClickException(f"{len(found.faults)} of the audit's chains are broken")
    told = f"{found.entries} acts on {found.days} days, {found.lines} journal lines on {found.journals} days"
    click.echo(f"{told}: none is missing, none was changed; the audit ends with {found.end}")


@main.group()
def office() -> None:
    """An office as a file."""


@office.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="only show what would change")
@with_database
def office_load(db: Database, file: Path, dry_run: bool) -> None:
    """Make the office as the file says, or change it so."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not text in UTF-8: {error.reason} at byte {error.start}") from error
    changes = offices.load(db, text, "shell", dry_run)
    click.echo("\n".join(changes) or "nothing to change")


@office.command("dump")
@click.argument("slug", required=False)
@with_database
def office_dump(db: Database, slug: str | None) -> None:
    """Print the office as a file."""
    click.echo(offices.dump(db, slug or _only_office(db)), nl=False)


@main.group("texts")
def texts_group() -> None:
    """What visitors read, for translators: Lobby's sentences, and the office's own texts."""


OF_OFFICE = click.option("--office", "slug", help="SLUG; may be left out when there is one office")
LANGUAGE = click.Choice(list(LANGUAGES))


@texts_group.command("list")
@click.option("--language", "codes", multiple=True, type=LANGUAGE, help="CODE; again for more; every language otherwise")
@OF_OFFICE
@with_database
def texts_list(db: Database, codes: tuple[str, ...], slug: str | None) -> None:
    """How many texts each language lacks, and how many nobody has reviewed; of a single language also which it lacks."""
    click.echo(f"{'language':<12}{'texts':>8}{'untranslated':>14}{'unreviewed':>12}")
    for code in codes or [code for code in LANGUAGES if code != GERMAN]:
        told = translations.tally(db, _texts_dir(), slug or _office_if_any(db), code)
        click.echo(f"{code:<12}{told.texts:>8}{len(told.untranslated):>14}{told.unreviewed:>12}")
        if len(codes) == 1:
            click.echo("".join(f"\nnot translated: {text}" for text in told.untranslated), nl=bool(told.untranslated))


@texts_group.command("export")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE.xlsx|FOLDER")
@click.option("--language", "codes", multiple=True, required=True, type=LANGUAGE, help="CODE; again for more")
@OF_OFFICE
@with_database
def texts_export(db: Database, target: Path, codes: tuple[str, ...], slug: str | None) -> None:
    """Write the texts to a spreadsheet, a sheet for each language, or to a folder of PO files."""
    office = slug or _office_if_any(db)
    entries = {code: translations.entries(db, _texts_dir(), office, code) for code in codes}
    try:
        for path in translationfile.write(target, entries):
            click.echo(path)
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from error


@texts_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@OF_OFFICE
@with_database
def texts_import(db: Database, file: Path, slug: str | None) -> None:
    """Take over a spreadsheet or a PO file that translators have worked on, all of it or nothing."""
    changes = translations.take(db, _texts_dir(), slug or _office_if_any(db), file, "shell")
    click.echo("\n".join(changes) or "nothing to change")
    if changes:
        click.echo("\nThe office's own texts are shown at once, Lobby's sentences after the server's next start.", err=True)


@main.group("appointments")
def appointments_group() -> None:
    """Appointments from a booking system."""


@appointments_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", "slug", help="SLUG; may be left out when there is one office")
@click.option("--complete", is_flag=True, help="the file holds all of its dates: what it lacks is cancelled")
@click.option("--dry-run", is_flag=True, help="only show what would change")
@with_database
def appointments_import(db: Database, file: Path, slug: str | None, complete: bool, dry_run: bool) -> None:
    """Take over a CSV file (columns code, service, at) or an iCalendar file; again as often as it comes."""
    office = offices.find(db, slug or _only_office(db))
    bookings = appointmentfile.parse(office, file.read_bytes())
    if dry_run:
        plan = appointments.preview(db, office.id, bookings, complete)
    else:
        plan = appointments.put(db, office.id, bookings, "shell", complete)
    counts = {kind: plan.count(kind) for kind in ("added", "moved", "cancelled")}
    click.echo(", ".join(f"{count} {kind}" for kind, count in (counts | {"unchanged": plan.unchanged, "past": plan.past}).items()))


@main.group("waits")
def waits_group() -> None:
    """Estimates of waiting times."""


@waits_group.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--types", help="A,B: only these service types, as if the log held no others")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--journal", is_flag=True, help="instead of a file the days in the database")
@click.option("--office", "slug", help="with --journal: SLUG; may be left out when there is one office")
def waits_evaluate(file: Path | None, types: str | None, form: str, journal: bool, slug: str | None) -> None:
    """Judge estimates of waits by a log (docs/waits.md says how it looks), or by the journals of past days: ours and its rivals."""
    if (file is None) is not journal:
        raise click.UsageError("give a FILE.csv, or --journal for the days in the database")
    services = frozenset(filter(None, (types or "").split(",")))
    log = waitlogs.of_file(file, services) if file else _journal(slug, services)
    click.echo(waitlogs.told(log, form == "json"))
    click.echo(waitlogs.left_out(log), err=True)


def _journal(slug: str | None, services: frozenset[str]) -> waitlogs.Judged:
    settings = Settings.from_env(os.environ)
    _upgrade(settings)
    db = Database(settings, settings.clock)
    try:
        return waitlogs.of_journal(db, slug or _only_office(db), services)
    finally:
        db.close()


@main.command("what-if")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@OF_OFFICE
@with_database
def what_if(db: Database, file: Path, form: str, slug: str | None) -> None:
    """Simulate past days, or a forecast, as they are and with something changed. docs/what-if.md says how FILE.toml looks."""
    office = offices.find(db, slug or _only_office(db))
    try:
        order = whatiffile.parse(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"{file} is not text in UTF-8: {error.reason} at byte {error.start}") from error
    with click.progressbar(length=1000, label="simulating", file=sys.stderr) as bar:
        found = whatif.simulated(db, office.id, order, lambda done, total: bar.update(1000 * done // total - bar.pos))
    click.echo(json.dumps(found, indent=1, ensure_ascii=False) if form == "json" else whatiftext.told(found))


@main.group("staff")
def staff_group() -> None:
    """Accounts of people who work here."""


@staff_group.command("add")
@click.argument("login")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--office", "office_slugs", multiple=True, help="SLUG; may be left out when there is one office")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@click.option("--link", is_flag=True, help="print a one-time link instead of asking for a password")
@with_database
def staff_add(
    db: Database, login: str, roles: tuple[str, ...], office_slugs: tuple[str, ...], password_stdin: bool, link: bool
) -> None:
    """Make an account, or change its roles, offices and password."""
    password = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif not link and sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    secret = staff.add(db, login, list(roles), list(office_slugs) or [_only_office(db)], password)
    if secret:
        click.echo(f"Open once within three days to set a password:\n{_address()}/login/first?key={secret}")
    else:
        click.echo(f"{login}: {', '.join(roles)}")


@staff_group.command("token")
@click.argument("login")
@click.option("--name", default="", help="what it is for")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(list(SCOPES)), help="again for more; all that she may otherwise"
)
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), help="until it is revoked otherwise")
@with_database
def staff_token(db: Database, login: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """A new API token of an account; shown only now."""
    click.echo(f"API token of {login}:\n{staff.token(db, login, Wanted(name, scopes, days))}")


@staff_group.command("list")
@with_database
def staff_list(db: Database) -> None:
    """All accounts: log-in, roles, and what is not as usual."""
    for each in people.listed(db):
        told = (each.is_active or "locked", each.has_password or "no password yet", not each.has_second_step or "second step")
        click.echo(f"{each.login:<24} {' '.join(each.roles):<24} {', '.join(word for word in told if word is not True)}".rstrip())


@staff_group.command("lock")
@click.argument("login")
@with_database
def staff_lock(db: Database, login: str) -> None:
    """Nothing that she has opens anything any more; `staff add` opens her account again."""
    people.lock(db, people.id_of(db, login))
    click.echo(f"{login}: locked")


@staff_group.command("reset-totp")
@click.argument("login")
@with_database
def staff_reset_totp(db: Database, login: str) -> None:
    """Her phone is lost: the password alone opens again."""
    people.forget_second_step(db, people.id_of(db, login))
    click.echo(f"{login}: no second step")


@main.group()
def device() -> None:
    """Kiosks, displays and printers."""


@device.command("add")
@click.argument("kind", type=click.Choice([kind.value for kind in DeviceKind]))
@click.argument("name")
@click.option("--office", "slug", help="SLUG; may be left out when there is one office")
@click.option("--printer", help="the printer on which a kiosk prints")
@click.option("--fallback", help="the printer to take when that one fails")
@click.option("--width", type=click.Choice([str(width) for width in WIDTHS]), help="dots of a printer's head; 576 otherwise")
@click.option(
    "--roll", type=click.IntRange(ROLLS.start, ROLLS.stop - 1), help="metres of paper on a printer's new roll; 80 otherwise"
)
@click.option("--keep", "keeps_old", is_flag=True, help="the device's older tokens stay valid, too")
@with_database
def device_add(db: Database, kind: str, name: str, slug: str | None, width: str | None, roll: int | None, **more: Any) -> None:
    """Make a device, or a new token for a lost one; prints the address to open, and the token as the last line."""
    office_slug = slug or _only_office(db)
    token = devices.add(db, DeviceKind(kind), name, office_slug, **more, width_px=int(width) if width else None, roll_m=roll)
    page = devices.page_of(db, DeviceKind(kind), name, office_slug)
    agent = f"python -m printer --server {_address()} --token {token} --device network:HOST"
    click.echo(f"{_address()}{page}?device={token}" if page else agent)
    click.echo(token)


def _hours(_: click.Context, __: click.Parameter, told: str) -> tuple[float, float]:
    """ "8-12", "9.5-12": hours of the office's day."""
    try:
        first, last = map(float, told.split("-"))
    except ValueError:
        first = last = 0.0
    if not 0 <= first < last <= 24:
        raise click.BadParameter("two hours of a day, as in 8-12")
    return first, last


@main.command()
@click.option("--office", "slugs", multiple=True, help="SLUG of a demo office, again for more; may be left out when there is one")
@click.option(
    "--offices", type=click.IntRange(1, demos.MOST), help="so many demo offices, bernburg-01 and on; makes those not there"
)
@click.option("--speed", type=click.FloatRange(0, 10_000, min_open=True), default=60.0, show_default=True, help="times real time")
@click.option("--seed", type=int, default=1, show_default=True, help="another seed, another day")
@click.option(
    "--tickets", type=click.IntRange(1, 5_000), default=300, show_default=True, help="how many visitors come to an office"
)
@click.option("--hours", default="0-24", show_default=True, callback=_hours, help="FROM-TO of the day: visitors come only then")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="so long, day after day; one day otherwise")
@click.option("--sockets", type=click.IntRange(0), default=0, help="so many more screens and phones, over all offices")
@click.option("--url", help="the server; LOBBY_PUBLIC_URL or LOBBY_BIND otherwise")
@click.option(
    "--server-pid", "pids", type=int, multiple=True, help="whose cores and memory to tell; whoever listens here otherwise"
)
@click.option("--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="write the report to this file, too")
@click.option("--credentials", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="devices and log-ins to use")
@click.option("--prepare", type=click.Path(dir_okay=False, path_type=Path), help="only make them, and write them to this file")
def rehearse(
    slugs: tuple[str, ...], offices: int | None, url: str | None, credentials: Path | None, prepare: Path | None, **asked: Any
) -> None:
    """Play a whole invented day against a running server, through its public interfaces. Only for demo offices.

    Several offices, --sockets and --minutes make it a load: players and sockets in processes of their own, and a report that
    says what went wrong, what the server used, and whether those who measured were full themselves.
    """
    address = url or _address()
    if credentials:
        sys.exit(_played(address, load_all(credentials), lambda office: [], **asked))
    settings = Settings.from_env(os.environ)
    _upgrade(settings)
    db = Database(settings, settings.clock)
    made = prepare_all(db, [*slugs, *(demos.numbered(db, offices) if offices else ())] or [_only_office(db)])
    if prepare:
        save_all(made, prepare)
        return
    try:
        sys.exit(_played(address, made, lambda office: checks.journal(db, office), **asked))
    finally:
        for each in made:
            play.discard(db, each)


def _played(address: str, players: list[Credentials], journal: many.Journals, pids: tuple[int, ...], **asked: Any) -> int:
    """Play, say what came of it; 1 where anything went wrong."""
    report = asked.pop("report")
    load = many.Load(address, server_pids=pids, **asked)
    is_load = len(players) > 1 or load.sockets or load.minutes or report
    if not is_load:
        summary = play.Rehearsal(
            address, players[0].office, players[0], load.seed, load.speed, load.tickets, Bar(), hours=load.hours
        ).play()
        click.echo(summary.table())
        return 0 if summary.is_clean else 1
    found = many.rehearse_many(load, players, journal, say=lambda words: click.echo(words, err=True))
    click.echo(found.table())
    if report:
        report.write_text(json.dumps(found.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if found.is_clean else 1


def _upgrade(settings: Settings) -> None:
    if (kept := keeping.upgrade(settings)) is not None:
        click.echo(f"what was there before the upgrade: {kept}", err=True)


def _invite(settings: Settings) -> bool:
    """Say where to begin, if nothing is set up yet."""
    db = Database(settings, settings.clock)
    try:
        secret = beginning.invite(db)
    finally:
        db.close()
    if secret:
        click.echo(f"Nothing is set up yet. Open this once, within a day, and set up your office:\n{_address()}/setup?key={secret}")
    return secret is not None


def _gunicorn(settings: Settings) -> list[str]:
    return [
        *("--worker-class", "gevent", "--workers", str(settings.workers), "--bind", settings.bind),
        *("--worker-connections", "10000", "--backlog", "4096", "--keep-alive", "5"),
        *("--config", "python:lobby.web.worker", "--no-control-socket"),
        *("--graceful-timeout", "6"),  # longer than a kept connection may be idle
        *("--forwarded-allow-ips", ""),  # whom to believe is LOBBY_TRUSTED_PROXIES alone
    ]


def _only_demos(settings: Settings) -> None:
    db = Database(settings, settings.clock)
    with db.snapshot() as session:
        known = reading.offices(db, session)
    db.close()
    if real := [office.slug for office in known if not office.is_demo]:
        raise click.ClickException(f"LOBBY_CLOCK: only where every office is a demo; not so: {', '.join(real)}")


def _texts_dir() -> Path:
    return Settings.from_env(os.environ).texts_dir


def _office_if_any(db: Database) -> str | None:
    return _only_office(db) if offices.slugs(db) else None


def _only_office(db: Database) -> str:
    slugs = offices.slugs(db)
    if len(slugs) != 1:
        raise click.ClickException(f"name the office: --office {'|'.join(slugs) or '(there is none yet: lobby office load)'}")
    return slugs[0]


def _address() -> str:
    settings = Settings.from_env(os.environ)
    return settings.public_url or f"http://{settings.bind}"


if __name__ == "__main__":
    main()
