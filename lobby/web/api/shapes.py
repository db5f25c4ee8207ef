"""What `board` events carry, topic by topic; the display's board is `models.BoardOut`."""

from pydantic import BaseModel

from lobby.web.api.models import BoardCall, Call, OfficeService, Queued, Wait


class Head(BaseModel):
    """What every board begins with. `as_of`: the instant for which it is true."""

    topic: str
    office: str
    office_name: str
    day: str
    revision: int
    as_of: str
    demo: bool
    html: str


class Frame(Head):
    """Whether the office is open, until when, and when it opens next."""

    open: bool
    closes_at: str | None
    next_opening: str | None


class DisplayBoard(Frame):
    """`<office>/display/<slug>`: the newest call first; services with somebody waiting."""

    display: str
    languages: list[str]
    calls: list["DisplayCall"]
    waiting: list["DisplayWaiting"]
    notice: str | None


class Where(BaseModel):
    counter_name: str
    hint: str


class DisplayCall(BoardCall):
    """`line`: the journal line to announce. `spoken`: as people say the number. `own`: the way in the visitor's language."""

    spoken: str
    state: str
    own: Where | None


class DisplayWaiting(BaseModel):
    service: str
    name: str
    letter: str
    icon: str
    waiting: int
    wait: Wait | None


class DeskCounter(BaseModel):
    slug: str
    name: str
    hint: str


class BriefTicket(BaseModel):
    id: int
    number: str
    service: str | None
    slip: str


class DeskTicket(Queued):
    party_size: int
    slip: str


class CurrentTicket(DeskTicket):
    """The one called or served here."""

    called_at: str | None
    started_at: str | None
    count: int
    call_line: int | None


class DeskBoard(Frame):
    """`<office>/desk/<counter>`: the first 30 who wait for this counter, and counts. `services`: slug → name."""

    counter: DeskCounter
    services: dict[str, str]
    signed_on: bool
    current: CurrentTicket | None
    waiting: list[DeskTicket]
    counts: dict[str, int]
    missed: list[BriefTicket]
    unprinted: list[BriefTicket]


class TicketBoard(Head):
    """`<office>/ticket/<token>`: `slip` only for the kiosk that drew it, and for staff."""

    spoken: str
    service_name: str
    number: str
    service: str | None
    language: str
    state: str
    drawn_at: str
    ahead: int | None
    wait: Wait | None
    call: Call | None
    slip: str | None = None


class KioskService(OfficeService):
    icon: str
    express: bool
    ahead: int


class KioskBoard(Frame):
    """`<office>/kiosk`: all services in the office's order."""

    accepts_walk_ins: bool
    services: list[KioskService]


TOPICS: dict[str, type[Head]] = {"display": DisplayBoard, "desk": DeskBoard, "ticket": TicketBoard, "kiosk": KioskBoard}
