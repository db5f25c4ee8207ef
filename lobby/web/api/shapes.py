"""What `board` events carry, topic by topic; the display's board is `models.BoardOut`."""

from pydantic import BaseModel

from lobby.web.api.models import BoardCall, BoardSound, Call, InLine, OfficeService, OpenCall, PromisesTold, Queued, Wait


class EvacuationOut(BaseModel):
    """Everybody leaves the building: the whole screen says so, in these languages."""

    since: str
    languages: list[str]


class Head(BaseModel):
    """What every board begins with. `as_of`: the instant for which it is true. `evacuation`: None while there is none."""

    topic: str
    office: str
    office_name: str
    day: str
    revision: int
    as_of: str
    demo: bool
    evacuation: EvacuationOut | None
    html: str


class Frame(Head):
    """Whether the office is open, until when, and when it opens next."""

    open: bool
    closes_at: str | None
    next_opening: str | None


class DisplayBoard(Frame):
    """`<office>/display/<slug>`: the newest call first; services with somebody waiting.

    `scene` changes whenever the screen looks otherwise. Long texts are cut, and old calls left out: 2 KB at most.
    """

    display: str
    scene: str
    calls: list["DisplayCall"]
    waiting: list["DisplayWaiting"]
    notice: str | None
    promises: PromisesTold | None
    announce: list[OpenCall]
    sound: BoardSound


class DisplayCall(BoardCall):
    """`line`: the journal line to announce. `spoken`: as people say the number."""

    spoken: str
    state: str


class DisplayWaiting(BaseModel):
    service: str
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


class UnprintedTicket(BriefTicket):
    slip: str


class CurrentTicket(Queued):
    """The one called or served here. `since`: when that began; seconds waited, walked and served before that."""

    called_at: str | None
    started_at: str | None
    since: str
    waited_s: int
    walked_s: int
    served_s: int
    count: int
    is_last_call: bool
    repeat_from: str | None
    call_line: int | None
    return_to: str | None
    notes: list[str]


class MissedTicket(BriefTicket):
    """`until`: how long it can be reinstated."""

    until: str | None


class ParkedTicket(BriefTicket):
    language: str
    since: str
    remind_at: str | None
    is_due: bool
    notes: list[str]


class DoneTicket(BriefTicket):
    served_s: int
    outcome: str | None
    finished_at: str


class UndoStep(BaseModel):
    """The last step of this desk that it can take back."""

    id: int
    number: str
    verb: str
    until: str


class Colleague(BaseModel):
    """`state`: closed, break, free, called or serving."""

    slug: str
    name: str
    state: str
    number: str | None


class PanicCall(BaseModel):
    """A call for help from a counter, and who is coming."""

    counter: str
    name: str
    hint: str
    since: str
    coming: list[str]


class DeskBoard(Frame):
    """`<office>/desk/<counter>`: the first 30 who wait for this counter, and counts. `services`, `outcomes`: slug → name."""

    counter: DeskCounter
    services: dict[str, str]
    outcomes: dict[str, str]
    signed_on: bool
    languages: list[str]
    break_since: str | None
    current: CurrentTicket | None
    waiting: list[InLine]
    unspoken: list[str]
    counts: dict[str, int]
    parked: list[ParkedTicket]
    missed: list[MissedTicket]
    done: list[DoneTicket]
    undo: UndoStep | None
    unprinted: list[UnprintedTicket]
    colleagues: list[Colleague]
    panics: list[PanicCall]


class Place(BaseModel):
    """Where a counter is. `floor`: 0 is the ground floor; `direction`: which way to go, seen from the waiting area."""

    floor: int
    direction: str | None


class TicketBoard(Head):
    """`<office>/ticket/<token>`: `slip` only for the kiosk that drew it, and for staff.

    `slip_printer`: the printer that it comes out of, where that is not the kiosk's own. While it waits: what to `bring`, whether
    it is `probably_today` that it is called, the time of day that it asked to be called `not_before`, and how many `more_minutes`
    it may ask for. While it is called: the `place` to go to.
    """

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
    slip_printer: str | None = None
    bring: list[str] = []
    probably_today: bool | None = None
    not_before: str | None = None
    more_minutes: int | None = None
    place: Place | None = None


class KioskService(OfficeService):
    """`reason`: why it is paused, as a sentence. `opens`: its next opening in words. `is_long`: beyond the office's limit."""

    reason: str | None
    icon: str
    express: bool
    ahead: int
    is_long: bool
    opens: str | None


class KioskTile(BaseModel):
    """A service by its slug, or a group of services with its number in `levels`."""

    service: str | None = None
    leads_to: int | None = None
    name: str | None = None
    icon: str | None = None


class KioskLevel(BaseModel):
    """What is offered together. `name`: of its group; `back`: the level from which one comes."""

    name: str | None
    back: int
    tiles: list[KioskTile]


class KioskBoard(Frame):
    """`<office>/kiosk`: all services in the office's order. `appointments`: whether there are any today to be checked in."""

    accepts_walk_ins: bool
    appointments: bool
    services: list[KioskService]
    levels: list[KioskLevel]


class FrontdeskService(BaseModel):
    """`settled`: concerns settled without a ticket today. `state`: open, paused, quota-reached or closed; `reason`: a code."""

    letter: str
    name: str
    waiting: int
    settled: int
    state: str
    reason: str | None


class HouseLoad(BaseModel):
    """A traffic light (green, amber, red) from how many wait at how many counters, and the longest wait."""

    light: str
    waiting: int
    counters: int
    longest_minutes: int


class GroupLoad(HouseLoad):
    """Services that share counters, by their letters."""

    letters: list[str]


class PrinterOut(BaseModel):
    """What a printer last said of itself, and when; `unknown` after two and a half minutes of silence. `time`: the office's clock.

    `is_down`: slips sent there would not be printed now; it `alarms` where it was known before, `since` then. `replaced_by`: where
    slips come out meanwhile; `loses_slips`: nowhere. `slips_left`: about how many its roll still gives; `is_low`: few.
    """

    id: int
    name: str
    state: str
    reported_at: str | None
    time: str | None
    is_down: bool
    is_low: bool
    slips_left: int
    alarms: bool
    since: str | None
    replaced_by: str | None
    loses_slips: bool


class BookedAppointment(BaseModel):
    code: str
    time: str
    service: str | None
    state: str
    number: str | None


class HouseLine(BaseModel):
    """Somebody waiting, in the house's order; no `needs`: none, no `party_size`: one."""

    id: int
    number: str
    service: str | None
    language: str
    needs: list[str] = []
    party_size: int = 1
    why: str
    sent_to: str | None = None


class FrontdeskBoard(Frame):
    """`<office>/frontdesk`: the first 30 who wait, in the house's order; the counters that are not closed.

    `services`: slug → what goes on there; `reasons`: why tickets of one may rest, code → sentence.
    """

    services: dict[str, FrontdeskService]
    reasons: dict[str, str]
    load: HouseLoad
    groups: list[GroupLoad]
    waiting: list[HouseLine]
    counts: dict[str, int]
    counters: list[Colleague]
    parked: list[BriefTicket]
    missed: list[BriefTicket]
    unprinted: list[UnprintedTicket]
    printers: list[PrinterOut]
    panics: list[PanicCall]
    appointments: list[BookedAppointment]


class ScreenCall(BaseModel):
    number: str
    counter: str
    announced: bool


class ScreenOut(BaseModel):
    """What a display last said of itself.

    `sound`: on, quiet for now, or locked by its browser. `link`: socket, polling or lost. `display`: the name of what it shows.
    `picture`: calls, quiet, closed, evacuation, of a door sign also free, break and away, or other. `lost_s`: how long it was last
    without the server. `stale_since`: of when its board is, if that is old.
    """

    sound: str
    link: str
    display: str | None
    picture: str
    shows: list[ScreenCall]
    lost_s: int
    stale_since: str | None
    stale: str | None


class DeviceOut(BaseModel):
    """`seen_at`, and `seen` in words: when one that is not here was last heard of.

    `page`, `version`: what a screen shows, and of which build, or which build of its agent a printer has. `address`: from where.
    """

    id: int
    kind: str
    name: str
    printer: str | None
    is_here: bool
    seen_at: str | None
    seen: str | None
    page: str | None
    version: str | None
    address: str | None
    is_locked_out: bool
    screen: ScreenOut | None


class DevicesBoard(Head):
    """`<office>/devices`: kiosks, displays and printers."""

    devices: list[DeviceOut]


class AlertOut(BaseModel):
    """Wrong `since`, in words `says`. `rule`: wait, printer, unserved or idle; `about`: a slug, or a printer's name."""

    rule: str
    about: str
    since: str
    time: str
    says: str


class LeadService(BaseModel):
    """`wait`: what is told now to whoever draws; `longest_minutes`: null while nobody waits; `counters`: how many serve it now."""

    slug: str
    letter: str
    name: str
    state: str
    waiting: int
    longest_minutes: int | None
    wait: Wait | None
    counters: int


class LeadCounter(BaseModel):
    """A counter where somebody is signed on. `state`: open, busy, break, or idle where the office wants to be told of that."""

    slug: str
    name: str
    state: str


class LeadToday(BaseModel):
    """Arrivals by quarter of an hour: `came` from the quarter `first` of the day until `now`; `usual`: of all `quarters` shown, the
    mean of `usual_days` of the same weekday, empty where none is known. `so_far`: all who came; `usual_so_far`: usually by now.
    """

    first: int
    now: int
    quarters: int
    came: list[int]
    usual: list[float]
    usual_days: int
    so_far: int
    usual_so_far: int | None


class LeadDevice(BaseModel):
    """`state`: here or gone; of a printer also down and low."""

    kind: str
    name: str
    state: str


class LeadBoard(Frame):
    """`<office>/lead`: what is wrong, each service, the counters in use, the day's run, the devices. Live, so nothing is left out
    for being small.
    """

    alerts: list[AlertOut]
    waiting: int
    services: list[LeadService]
    counters: list[LeadCounter]
    today: LeadToday
    devices: list[LeadDevice]


TOPICS: dict[str, type[Head]] = {
    "display": DisplayBoard,
    "desk": DeskBoard,
    "frontdesk": FrontdeskBoard,
    "ticket": TicketBoard,
    "kiosk": KioskBoard,
    "devices": DevicesBoard,
    "lead": LeadBoard,
}
