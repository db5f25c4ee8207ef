"""Shapes of the API: what comes in is checked strictly, what goes out is documented."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from flask_openapi3.models import RawModel
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from lobby.domain.appointments import LONGEST_CODE
from lobby.i18n import LANGUAGES
from lobby.reports import asked, feedback, groups, promises, visits
from lobby.web.verbs import ANY_TEXT, slug

State = Literal["waiting", "called", "serving", "parked", "missed", "finished", "withdrawn", "expired"]
Need = Literal["wheelchair", "pregnant", "child", "helper", "blind", "deaf"]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]  # what the database can count to
Service = Annotated[str, slug("service")]
CounterSlug = Annotated[str, slug("counter")]
Language = Annotated[str, Field(min_length=1, max_length=12, json_schema_extra={"enum": list(LANGUAGES)})]
PrinterName = Annotated[str, Field(min_length=1, max_length=80, json_schema_extra={"format": "printer"})]
Code = Annotated[
    str, Field(min_length=1, max_length=LONGEST_CODE, pattern=ANY_TEXT, json_schema_extra={"format": "appointment-code"})
]


def _iso_date(text: object) -> object:
    """As ISO 8601 has it, and not as a number of seconds; of a year that time zones can be reckoned in."""
    if isinstance(text, str) and not re.fullmatch(DATE, text):
        raise ValueError("a date is YYYY-MM-DD")
    return text


DATE = "^2[0-9]{3}-[0-9]{2}-[0-9]{2}$"
Day = Annotated[date, BeforeValidator(_iso_date), Field(json_schema_extra={"pattern": DATE})]


class Body(BaseModel):
    """What a client sends: unknown fields and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class DrawBody(Body):
    """What a visitor asks for. `printer`: where staff want the slip, by its name; a kiosk prints on its own."""

    service: Service
    language: Language
    needs: Annotated[list[Need], Field(max_length=6)] = []
    party_size: Annotated[int, Field(ge=1, le=20)] = 1
    appointment: Code | None = None
    printer: PrinterName | None = None


class SlipBody(Body):
    """`printer`: its name; unsaid: the one that printed first."""

    printer: PrinterName | None = None


class KeyHeader(BaseModel):
    """Made once per choice: the same key gives the same ticket again."""

    idempotency_key: Annotated[
        str,
        Field(
            alias="Idempotency-Key",
            min_length=16,
            max_length=64,
            pattern=r"^[!-~]+$",
            description="Made once per choice. The same key with the same body answers 200 and the same ticket.",
        ),
    ]


class TokenPath(BaseModel):
    token: Annotated[str, Field(max_length=100, json_schema_extra={"format": "ticket-token"}, description="The ticket's token.")]


class PostponeBody(Body):
    """How much more time the visitor asks for."""

    minutes: Annotated[int, Field(ge=1, le=60)]


class TicketPath(BaseModel):
    ticket_id: Id = Field(description="The ticket's `id`, of today.")


class CounterPath(BaseModel):
    counter: Annotated[str, Field(max_length=40, json_schema_extra={"format": "counter"}, description="The counter's slug.")]


class ServicePath(BaseModel):
    service: Annotated[str, Field(max_length=40, json_schema_extra={"format": "service"}, description="The service's slug.")]


class SettledOut(BaseModel):
    """How many concerns of this service were settled on the spot today."""

    service: str
    settled: int


class PrinterPath(BaseModel):
    printer_id: Id = Field(description="The printer's `id`, as `GET /printers` lists it.")


class PrinterOut(BaseModel):
    """A printer. `said`: what its agent last reported, at `said_at`; `state`: the same, or `unknown` after silence, `since` when.

    `slips_left`: about how many its roll of `roll_m` metres still gives. `replaced_by`: who stands in while it is down.
    """

    id: int
    name: str
    state: str
    said: str
    said_at: str | None
    since: str | None
    is_silent: bool
    is_down: bool
    is_low: bool
    width_px: int
    roll_m: int
    slips_left: int
    replaced_by: str | None
    loses_slips: bool


class PrintersOut(BaseModel):
    printers: list[PrinterOut]


class PauseBody(Body):
    """Why, as the kiosk says it: too few staff, too many waiting, a technical fault, or simply later."""

    reason: Literal["staff", "full", "technical", "later"] | None = None


class EvacuationBody(Body):
    """Nobody evacuates by accident."""

    confirm: Literal[True]


class SignOffQuery(BaseModel):
    """`return_visitors`: whoever is called or served there goes back to the line, too."""

    return_visitors: bool = Field(False, description="Who is called or served there goes back to the line, instead of a refusal.")


class DisplayPath(BaseModel):
    display: Annotated[str, Field(max_length=40, json_schema_extra={"format": "display"}, description="The display's slug.")]


class SessionBody(Body):
    """Where to sign on; `services` narrows what the counter serves."""

    counter: CounterSlug
    services: Annotated[list[Service], Field(min_length=1, max_length=26)] | None = None
    languages: Annotated[list[Language], Field(max_length=16)] = []


class NothingBody(Body):
    """No fields."""


class AppointmentIn(Body):
    """An appointment of a booking system. `at`: ISO 8601; without a zone it is the office's time."""

    code: Code
    service: Service
    at: Annotated[str, Field(min_length=1, max_length=40, json_schema_extra={"format": "date-time-of-the-office"})]
    cancelled: bool = False


class AppointmentList(RootModel[Annotated[list[AppointmentIn], Field(max_length=2000)]]):
    """Appointments, each code once."""


class AppointmentFile(RawModel):
    """A file of a booking system."""

    mimetypes = ["text/csv", "text/calendar"]


class ImportQuery(BaseModel):
    """`complete`: these are all of the dates they name, so that others are cancelled. `dry_run`: only say what would change."""

    complete: bool = Field(False, description="These are all appointments of the dates they name: others are cancelled.")
    dry_run: bool = Field(False, description="Only say what would change.")


class DateQuery(BaseModel):
    date: Day | None = Field(None, description="Of which date; left out: of today.")


class ReportQuery(BaseModel):
    """`from`, `to`: dates, both included."""

    model_config = ConfigDict(populate_by_name=True)

    from_: Day | None = Field(None, alias="from", description="The first day; left out: the last one.")
    to: Day | None = Field(None, description="The last day, at most 366 days after the first; left out: today.")
    format: Literal["json", "csv", "xlsx", "parquet"] = Field("json", description="As what the rows are answered.")


class PeriodQuery(ReportQuery):
    """`by`: a row for each day, week or month; `target`: minutes that shares within the target are of."""

    by: Literal["day", "week", "month"] | None = Field(None, description="A row for each; left out: all days at once.")
    target: int = Field(asked.TARGET, ge=1, le=480, description="Minutes that shares within the target are of.")


class TargetQuery(ReportQuery):
    """`target`: minutes that shares within the target are of."""

    target: int = Field(asked.TARGET, ge=1, le=480, description="Minutes that shares within the target are of.")


PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_FILES: Any = {
    "openapi_extra": {
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": "service,hour,called\r\nresidence,9,41\r\n"},
            XLSX: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"},
            PARQUET: {"schema": {"type": "string", "format": "binary"}, "example": "PAR1…"},
        }
    }
}


class Report(BaseModel):
    """The days that a report is of, both included. Numbers in its rows are null where they are of fewer than five."""

    model_config = ConfigDict(populate_by_name=True) | REPORT_FILES

    from_: str = Field(alias="from")
    to: str


class PromisesOut(Report):
    rows: list[promises.Promises]


class WaitsOut(Report):
    rows: list[visits.Waits]


class ServiceTimesOut(Report):
    rows: list[visits.ServiceTimes]


class NoShowsOut(Report):
    rows: list[visits.NoShows]


class LoadOut(Report):
    rows: list[visits.Load]


class VisitsOut(Report):
    rows: list[visits.Visits]


class OvertakingsOut(Report):
    rows: list[visits.Overtakings]


class ChannelsOut(Report):
    rows: list[groups.Channels]


class LanguagesOut(Report):
    rows: list[groups.Languages]


class OutcomesOut(Report):
    rows: list[groups.Outcomes]


class TransfersOut(Report):
    rows: list[groups.Transfers]


class CounterHoursOut(Report):
    rows: list[groups.CounterHours]


class FeedbackOut(Report):
    rows: list[feedback.Row]


class PlanOut(BaseModel):
    """What an import changed. `past`: those of days that are over, left out."""

    added: int
    moved: int
    cancelled: int
    unchanged: int
    past: int


class AppointmentOut(BaseModel):
    """`number`: of the ticket that it became. Not-arrived: too late to be taken as an appointment."""

    id: int
    code: str
    service: str | None
    at: str
    state: Literal["booked", "due", "late", "arrived", "not-arrived"]
    number: str | None


class AppointmentsOut(BaseModel):
    appointments: list[AppointmentOut]


class Call(BaseModel):
    id: int
    counter: str
    counter_name: str
    hint: str
    count: int
    called_at: str


class Wait(BaseModel):
    low_minutes: int
    high_minutes: int


class PublicTicket(BaseModel):
    """What whoever has the token sees. `wait: null` means unknown."""

    token: str
    number: str
    service: str
    language: str
    state: State
    drawn_at: str
    ahead: int | None
    wait: Wait | None
    call: Call | None
    status_url: str | None


class TicketOut(PublicTicket):
    """A ticket as the house sees it."""

    id: int
    needs: list[str]
    party_size: int
    slip: Literal["none", "queued", "sending", "printed", "unconfirmed", "failed"]


class OfficeService(BaseModel):
    """A service, for anyone. `next_opening`: where it is closed now, when tickets are drawn again.

    `probably_today`: whether somebody who drew now could probably still be called today.
    """

    slug: str
    letter: str
    name: str
    waiting: int
    wait: Wait | None
    state: Literal["open", "paused", "quota-reached", "closed"]
    probably_today: bool
    next_opening: str | None


class OfficeOut(BaseModel):
    """The office, for anyone."""

    slug: str
    name: str
    address: str
    time_zone: str
    languages: list[str]
    open: bool
    closes_at: str | None
    next_opening: str | None
    services: list[OfficeService]
    demo: bool
    rehearsal: bool
    as_of: str


class CounterOut(BaseModel):
    slug: str
    name: str
    hint: str
    area: str
    services: list[str]
    taken: bool
    taken_by_me: bool


class Counters(RootModel[list[CounterOut]]):
    """In the office's order."""


class InLine(BaseModel):
    """Somebody waiting, in the order of calling; `why` says in words why she stands there, `sent_to` who alone will call her."""

    id: int
    number: str
    service: str | None
    language: str
    needs: list[str]
    party_size: int
    why: str
    sent_to: str | None = None


class Queued(InLine):
    """A ticket in a list of the staff's; `why` of one no longer waiting is why it was called."""

    state: str
    drawn_at: str
    slip: str


class QueuedToWait(Queued):
    """`wait`: how long she has still to wait; null: nobody knows."""

    wait: Wait | None


class QueueOut(BaseModel):
    waiting: list[QueuedToWait]
    called: list[Queued]
    serving: list[Queued]
    parked: list[Queued]
    missed: list[Queued]


class NextOut(BaseModel):
    ticket: TicketOut
    why: str


class BoardCall(BaseModel):
    id: int
    line: int
    number: str
    counter: str
    counter_name: str
    hint: str
    language: str
    count: int
    called_at: str


class OpenCall(BaseModel):
    """A call that has still to be answered. `clips`: paths below `/display/clips/` of what is spoken, in this order."""

    line: int
    number: str
    called_at: str
    clips: list[str]


class BoardSound(BaseModel):
    """How a display sounds now. `volume`: 0 to 1; `quiet`: neither chime nor voice; `clear`: for halls that echo."""

    volume: float
    quiet: bool
    chime: bool
    clear: bool


class BoardWaiting(BaseModel):
    service: str
    waiting: int
    wait: Wait | None


class PromisesTold(BaseModel):
    """On the last day that may be told of, how many of ten were called no later than they had been told; rounded down."""

    day: str
    of_ten: int


class BoardOut(BaseModel):
    """A display's board. `promises`: null where the display does not tell, or there is too little to tell of."""

    office: str
    display: str
    day: str
    revision: int
    as_of: str
    open: bool
    calls: list[BoardCall]
    waiting: list[BoardWaiting]
    notice: str | None
    promises: PromisesTold | None
    announce: list[OpenCall]
    sound: BoardSound
    html: str


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; `title` and `detail` are in the asker's language, `errors` field by field.

    `state`: of the ticket, where that is what stands in the way.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: dict[str, str]
    state: State | None = None
