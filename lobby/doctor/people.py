"""What the office itself needs before its first visitor comes: services, counters, accounts, devices, voices."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from lobby.doctor.finding import Finding, bad, ok, warn
from lobby.domain.office import Office
from lobby.i18n import GERMAN
from lobby.settings import Settings
from lobby.speech import engines
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.devices import Device, devices
from lobby.store.printers import printers
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import Role, StaffRow


def offices(db: Database) -> Iterator[Finding]:
    """Each office of the installation; and whether somebody may change it."""
    now = db.clock.now()
    with db.snapshot() as session:
        known = reading.offices(db, session)
        roles = {role for row in session.scalars(select(StaffRow).where(StaffRow.is_active)) for role in row.roles}
        told = [(office, devices(session, office.id, now), _silent(db, office, now)) for office in known]
    if not known:
        yield warn("office", "there is none yet", "lobby setup prints a link to begin with, or lobby office load FILE.toml")
        return
    if Role.ADMIN not in roles:
        yield warn("accounts", "nobody is an admin", "lobby staff add LOGIN --role admin")
    for office, known_devices, silent in told:
        yield from _office(office, known_devices, silent)


def _silent(db: Database, office: Office, now: datetime) -> list[str]:
    with db.snapshot() as session:
        return [each.name for each in printers(session, office.id, now) if each.is_down]


def _office(office: Office, known: tuple[Device, ...], silent: list[str]) -> Iterator[Finding]:
    about = f"office {office.slug}"
    served = {id_ for counter in office.counters.values() for id_ in counter.service_ids}
    if alone := [each.slug for each in office.services.values() if each.id not in served]:
        yield warn(about, f"no counter serves {', '.join(alone)}", "whoever draws for it is never called: /admin")
    if not any(each.kind is DeviceKind.KIOSK for each in known):
        yield warn(about, "has no kiosk", f"lobby device add kiosk NAME --office {office.slug}")
    if paperless := [each.name for each in known if each.kind is DeviceKind.KIOSK and each.printer is None]:
        yield warn(about, f"no printer beside {', '.join(paperless)}", "its visitors get no slip: choose one in /admin/devices")
    if away := [each.name for each in known if each.kind is not DeviceKind.PRINTER and not each.is_here]:
        yield warn(about, f"not connected: {', '.join(away)}", "look at /admin/devices for when each was last heard of")
    if silent:
        yield warn(about, f"cannot print now: {', '.join(silent)}", "paper, cover, cable, and whether the agent beside it runs")
    yield ok(about, f"{len(office.services)} services, {len(office.counters)} counters, {len(known)} devices")


def voices(settings: Settings, db: Database | None) -> Iterator[Finding]:
    """Whether what is called and read aloud is spoken, in which languages, by really saying something."""
    if settings.speech == "off":
        yield warn("voices", "nothing is spoken", "apt-get install espeak-ng, or LOBBY_SPEECH=piper (docs/display.md)")
        return
    voice = engines.voice(settings.speech, settings.speech_dir, settings.data_dir / "speech", settings.speech_cache_mb << 20)
    if not voice.say("A 12", GERMAN):
        yield bad("voices", f"{settings.speech} says nothing", "apt-get install espeak-ng, or look at LOBBY_SPEECH_DIR")
        return
    missing = sorted(_spoken_by_visitors(db) - voice.languages)
    yield ok("voices", f"{settings.speech} speaks" + (f"; it has no voice for {', '.join(missing)}" if missing else ""))


def _spoken_by_visitors(db: Database | None) -> set[str]:
    if db is None:
        return set()
    with db.snapshot() as session:
        return {code for office in reading.offices(db, session) for code in office.languages}
