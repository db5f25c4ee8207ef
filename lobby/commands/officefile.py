"""The office file: an office as readable TOML, checked."""

import binascii
import tomllib
from base64 import b64decode
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError, model_validator

from lobby.commands import displayfile
from lobby.commands.displayfile import DisplayPart, TipPart
from lobby.commands.part import Lists, Part, Slug, Text, Texts
from lobby.commands.part import languages as _languages
from lobby.commands.part import line_or_nothing as _line_or_nothing
from lobby.commands.part import one_line as _one_line
from lobby.commands.partnerfile import PartnerPart
from lobby.domain.calendar import WEEKDAYS
from lobby.domain.display import Direction
from lobby.domain.errors import Invalid
from lobby.domain.slip import BLOCKS, Block, SlipLayout


def _weekdays(hours: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(hours) - set(WEEKDAYS):
        raise ValueError(f"weekdays are {', '.join(WEEKDAYS)}, not {', '.join(sorted(unknown))}")
    return hours


def _span(text: str) -> str:
    start, _, end = text.partition("-")
    if not start < end:
        raise ValueError("an opening ends after it begins")
    return text


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name}") from None
    return name


def _logo(text: str) -> str:
    try:
        data = b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("the logo is a PNG file in Base64") from None
    width, height = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    if data[:8] != PNG or not (0 < width <= LOGO_PX and 0 < height <= LOGO_PX):
        raise ValueError(f"the logo is a PNG file of up to {LOGO_PX} × {LOGO_PX} pixels, in Base64")
    return text


PNG = b"\x89PNG\r\n\x1a\n"
LOGO_PX, LOGO_BASE64 = 2000, 130_000

Word = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_one_line)]
Words = Annotated[dict[str, Annotated[list[Word], Field(max_length=40)]], AfterValidator(_languages)]
Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"), AfterValidator(_span)]

Percent = Annotated[int, Field(ge=0, le=100)]
GermanState = Literal["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


class OfficePart(Part):
    """The office itself."""

    slug: Slug
    name: Annotated[Texts, Field(min_length=1)]
    address: Annotated[str, Field(max_length=200), AfterValidator(_line_or_nothing)] = ""
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Europe/Berlin"
    state: GermanState | None = None
    demo: bool = False
    languages: Annotated[list[str], Field(min_length=1, max_length=16)]
    order_languages: Literal["used", "fixed"] = "used"
    walk_in_stop_minutes: Annotated[int, Field(ge=0, le=600)] = 0
    retention_days: Annotated[int, Field(ge=1, le=366)] = 30


class EarnsPart(Part):
    """How a class of tickets earns priority: points a minute, and points from the beginning."""

    weight: Annotated[float, Field(ge=0, le=100)] = 1
    head_start: Annotated[float, Field(ge=-1000, le=1000)] = 0


class TurnPart(Part):
    """Whose turn it is; lobby.domain.policy says what each rule means."""

    limit_minutes: Annotated[int, Field(ge=1, le=600)] = 90
    ordinary: EarnsPart = EarnsPart()
    appointment: EarnsPart = EarnsPart(weight=3, head_start=30)
    needs: EarnsPart = EarnsPart(weight=1.5, head_start=10)
    express: EarnsPart = EarnsPart(weight=1, head_start=15)
    reinstated: EarnsPart = EarnsPart()
    returned: EarnsPart = EarnsPart(weight=1, head_start=20)
    express_bound: Annotated[int, Field(ge=0, le=100)] = 3
    own_language: Annotated[float, Field(ge=0, le=1000)] = 10
    early_minutes: Annotated[int, Field(ge=0, le=600)] = 30
    late_minutes: Annotated[int, Field(ge=0, le=600)] = 15


class CallsPart(Part):
    """How calls are repeated and missed, how much more time a visitor may ask for, and who may call from the list."""

    repeat_gap_seconds: Annotated[int, Field(ge=0, le=600)] = 5
    most_calls: Annotated[int, Field(ge=1, le=20)] = 3
    grace_minutes: Annotated[int, Field(ge=0, le=600)] = 60
    desk_lost_minutes: Annotated[int, Field(ge=1, le=600)] = 15
    postpones: Annotated[int, Field(ge=0, le=10)] = 2
    postpone_minutes: Annotated[int, Field(ge=1, le=60)] = 10
    pickers: Annotated[list[Literal["caseworker", "frontdesk", "lead"]], Field(max_length=3)] = ["caseworker", "lead"]


class SlipPart(Part):
    """What stands on a slip: lobby.domain.slip says what each block is."""

    blocks: Annotated[list[Block], Field(min_length=1, max_length=len(BLOCKS))] = list(BLOCKS)
    logo: Annotated[str, Field(max_length=LOGO_BASE64), AfterValidator(_logo)] | None = None
    footer: Texts = {}

    @property
    def layout(self) -> SlipLayout:
        """The same as a plain value."""
        return SlipLayout(tuple(self.blocks), b64decode(self.logo) if self.logo else None, self.footer)

    @model_validator(mode="after")
    def _has_the_number(self) -> "SlipPart":
        if len(self.blocks) != len(set(self.blocks)):
            raise ValueError("blocks: each one only once")
        if "number" not in self.blocks:
            raise ValueError("a slip has the block number")
        return self


class VolumePart(Part):
    """How loud displays are at some time of the day."""

    hours: Span
    volume: Percent


class AnnouncementsPart(Part):
    """How displays sound: lobby.domain.announcements says what each is. Volumes in per cent; `quiet`: neither chime nor voice."""

    languages: Literal["visitor-then-german", "german-then-visitor", "visitor", "german"] = "visitor-then-german"
    chime: bool = True
    speed: Annotated[float, Field(ge=0.5, le=1.5)] = 1
    clear: bool = True
    volume: Percent = 80
    volumes: Annotated[list[VolumePart], Field(max_length=20)] = []
    quiet: Annotated[list[Span], Field(max_length=20)] = []


class AreaPart(Part):
    """A waiting area."""

    slug: Slug
    floor: Annotated[int, Field(ge=-9, le=99)] = 0
    name: Annotated[Texts, Field(min_length=1)]


class GroupPart(Part):
    """Concerns that a kiosk offers under one tile."""

    slug: Slug
    icon: Slug = "more"
    name: Annotated[Texts, Field(min_length=1)]


class KioskPart(Part):
    """How kiosks advise: lobby.domain.office.KioskRules says what each rule means."""

    long_wait_minutes: Annotated[int, Field(ge=0, le=600)] = 90
    advice: Slug | None = None


class AlertPart(Part):
    """One rule of alerts: whether it is on, and after how many minutes."""

    on: bool = True
    minutes: Annotated[int, Field(ge=1, le=600)]


class AlertsPart(Part):
    """What the lead is told of: lobby.domain.rules says what each rule means."""

    wait: AlertPart = AlertPart(minutes=60)
    printer: AlertPart = AlertPart(minutes=2)
    unserved: AlertPart = AlertPart(minutes=5)
    idle: AlertPart = AlertPart(on=False, minutes=10)


class FeedbackPart(Part):
    """Whether visitors are asked how their visit was, on the phone and at exits, and whether they may say more in words."""

    asks: bool = False
    words: bool = False


class ClosurePart(Part):
    """A day on which the office stays closed."""

    date: date
    name: Text


class ExceptionPart(Part):
    """A date with hours of its own, a public holiday included."""

    date: date
    hours: Annotated[list[Span], Field(max_length=10)]


class OutcomePart(Part):
    """How a visit can end."""

    slug: Slug
    name: Annotated[Texts, Field(min_length=1)]


class ServicePart(Part):
    """A service."""

    slug: Slug
    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    icon: Slug = "info"
    mean_minutes: Annotated[int, Field(ge=1, le=600)]
    hours: Annotated[dict[str, list[Span]], AfterValidator(_weekdays)] | None = None
    express: bool = False
    daily_quota: Annotated[int, Field(ge=0, le=999)] | None = None
    paused: bool = False
    pause_reason: Literal["staff", "full", "technical", "later"] | None = None
    area: Slug | None = None
    group: Slug | None = None
    name: Annotated[Texts, Field(min_length=1)]
    words: Words = {}
    bring: Lists = {}


class CounterPart(Part):
    """A counter, and which services it serves."""

    slug: Slug
    kind: Literal["room", "service-point", "counter"] = "counter"
    number: Annotated[str, Field(min_length=1, max_length=20), AfterValidator(_one_line)]
    floor: Annotated[int, Field(ge=-9, le=99)] = 0
    area: Annotated[str, Field(max_length=40)] = "hall"
    services: Annotated[list[Slug], Field(max_length=26)]
    name: Texts = {}
    hint: Texts = {}
    direction: Direction | None = None


class OfficeFile(Part):
    """The whole file."""

    office: OfficePart
    hours: Annotated[dict[str, list[Span]], AfterValidator(_weekdays)] = {}
    closures: Annotated[list[ClosurePart], Field(max_length=400)] = []
    exceptions: Annotated[list[ExceptionPart], Field(max_length=400)] = []
    turn: TurnPart = TurnPart()
    calls: CallsPart = CallsPart()
    slip: SlipPart = SlipPart()
    announcements: AnnouncementsPart = AnnouncementsPart()
    kiosk: KioskPart = KioskPart()
    alerts: AlertsPart = AlertsPart()
    feedback: FeedbackPart = FeedbackPart()
    areas: Annotated[list[AreaPart], Field(max_length=40)] = []
    groups: Annotated[list[GroupPart], Field(max_length=20)] = []
    outcomes: Annotated[list[OutcomePart], Field(max_length=20)] = []
    services: Annotated[list[ServicePart], Field(max_length=26)] = []
    counters: Annotated[list[CounterPart], Field(max_length=200)] = []
    displays: Annotated[list[DisplayPart], Field(max_length=50)] = []
    tips: Annotated[list[TipPart], Field(max_length=20)] = []
    partners: Annotated[list[PartnerPart], Field(max_length=40)] = []

    @model_validator(mode="after")
    def _fits_together(self) -> "OfficeFile":
        _languages(dict.fromkeys(self.office.languages))
        for what, parts in (("services", self.services), ("counters", self.counters), ("displays", self.displays)):
            _unique(what, [part.slug for part in parts])
        _unique("outcomes", [outcome.slug for outcome in self.outcomes])
        _unique("areas", [area.slug for area in self.areas])
        _known_areas({area.slug for area in self.areas}, self.services, self.counters)
        _unique("tips", [tip.slug for tip in self.tips])
        _unique("partners", [partner.slug for partner in self.partners])
        _unique("groups", [group.slug for group in self.groups])
        _known_groups({group.slug for group in self.groups}, self.services)
        _unique("exceptions", [each.date.isoformat() for each in self.exceptions])
        _unique("letters", [service.letter for service in self.services])
        known = {service.slug for service in self.services}
        if self.kiosk.advice and self.kiosk.advice not in known:
            raise ValueError(f"kiosk: unknown service {self.kiosk.advice}")
        for counter in self.counters:
            if unknown := set(counter.services) - known:
                raise ValueError(f"counter {counter.slug}: unknown services {', '.join(sorted(unknown))}")
        areas = {area.slug for area in self.areas} | {counter.area for counter in self.counters}
        displayfile.check(self.displays, areas, known, {counter.slug for counter in self.counters})
        return self


def _known_areas(known: set[str], services: list[ServicePart], counters: list[CounterPart]) -> None:
    """An office that names areas names all of them."""
    named = [(service.slug, service.area) for service in services if service.area]
    named += [(counter.slug, counter.area) for counter in counters if known]
    for slug, area in named:
        if area not in known:
            raise ValueError(f"{slug}: unknown area {area}")


def _known_groups(known: set[str], services: list[ServicePart]) -> None:
    for service in services:
        if service.group and service.group not in known:
            raise ValueError(f"{service.slug}: unknown group {service.group}")


def parse(text: str) -> OfficeFile:
    """Read an office file. Raises Invalid, which names each bad place."""
    try:
        return OfficeFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid({"file": str(error)}) from error
    except ValidationError as error:
        raise Invalid({".".join(map(str, bad["loc"])) or "file": bad["msg"] for bad in error.errors()}) from error


def _unique(what: str, values: list[str]) -> None:
    if len(values) != len(set(values)):
        raise ValueError(f"{what}: each one only once")
