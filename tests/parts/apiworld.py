"""An office for programs that ask everything: whoever asks next finds what it takes for an answer other than "not found"."""

import itertools
from pathlib import Path

from sqlalchemy import select
from wholehouse import EVERYBODY, NOBODY, WholeHouse

from lobby.commands import (
    appointmentfile,
    appointments,
    calling,
    frontdesk,
    notices,
    seats,
    serving,
    simulations,
    slips,
    webhooks,
    whatiffile,
)
from lobby.commands.appointmentfile import Row
from lobby.domain.lifecycle import State
from lobby.store.tables.staff import StaffRow
from lobby.web.rights import OF_ENDPOINT

SERVED = "service-point", "residence", "fiktion", "duldung", "ukraine", "settlement", "verpflichtung", "naturalisation", "address"
SERVICES = "residence", "service-point"  # at either seat
SEATS = {"caseworker": "101", "frontdesk": "sp-1"}
UPSETTING = ("api-frontdesk.evacuate", "api-frontdesk.pause")
DESK, A_DAYS_CASES = "api-desk.", 5000
BEFORE = {  # verb → the state of which it leads on
    "call": State.WAITING,
    "withdraw": State.WAITING,
    "transfer": State.SERVING,
    "repeat_call": State.CALLED,
    "start": State.CALLED,
    "miss": State.CALLED,
    "undo": State.CALLED,
    "finish": State.SERVING,
    "park": State.SERVING,
    "note": State.SERVING,
    "resume": State.PARKED,
    "requeue": State.PARKED,
    "reinstate": State.MISSED,
}


class ApiWorld:
    """A whole house whose people sit at counters. `ready_for` says who asks, and with which ids she gets an answer."""

    def __init__(self, day):
        self.day, self.house = day, WholeHouse(day)
        self.known, self.is_upset = {}, False
        self.turn, self.services = itertools.count(), itertools.cycle(SERVED)
        with day.db.snapshot() as session:
            found = {role: session.scalar(select(StaffRow.id).where(StaffRow.login == f"one-{role}")) for role in SEATS}
        self.staff = found
        self._book()

    def ready_for(self, endpoint, is_meant_well, is_first):
        """(who asks, parameters of the path): one who may where it is meant well, three times of four; else each in turn.

        New things are made where it is the first one for this endpoint, and each third time; else the former ones are asked for.
        """
        turn = next(self.turn)
        self.day.clock.forward(seconds=1)
        if turn % A_DAYS_CASES == A_DAYS_CASES - 1:
            self._tomorrow()
        right = OF_ENDPOINT[endpoint]
        may = [NOBODY] if right.is_anyones else list(right.who)
        who = may[turn % len(may)] if is_meant_well and (is_first or turn % 4) else EVERYBODY[turn // 4 % len(EVERYBODY)]
        if is_meant_well and who in may and (is_first or turn % 3 == 0):
            self.known[endpoint] = self._arranged(endpoint, who)
        if endpoint == "api-printer.next_job":  # else an agent would wait for one
            self._queued()
        self.is_upset = self.is_upset or endpoint in UPSETTING
        return who, self.known.get(endpoint, {}) if is_meant_well else {}

    def token(self):
        """Of a ticket that still waits."""
        return self._drawn().token

    def _arranged(self, endpoint, who):
        db, office = self.day.db, self.day.office_id
        self._calm()
        if endpoint.startswith(DESK) and who in SEATS:
            return self._at_a_desk(endpoint.removeprefix(DESK), who)
        if endpoint.startswith("api-webhooks."):
            return self._a_webhook()
        match endpoint:
            case "api-tickets.look" | "api-tickets.withdraw" | "api-tickets.postpone":
                return {"token": self.token()}
            case "api-tickets.reprint":
                return {"ticket_id": self._drawn().ticket_id}
            case "api-frontdesk.new_roll" | "api-frontdesk.try_out":
                return {"printer_id": 1}
            case "api-notices.take_down":
                for notice in self.day.office.notices:
                    notices.take_down(db, office, "test", notice.id)
                return {"notice_id": notices.put_up(db, office, "test", {"de": "Hinweis"}, 5).id}
            case "api-whatif.newest" | "api-whatif.one" | "api-whatif.stop":
                return {"simulation_id": self._a_what_if()}
            case "api-printer.renew" | "api-printer.report":
                return {"job_id": self._leased()}
        return {}

    def _a_what_if(self):
        """The newest one, begun where there is none; nobody computes it."""
        db, office = self.day.db, self.day.office_id
        newest = simulations.last(db, office)
        example = Path("docs/what-if-example.toml").read_text(encoding="utf-8")
        return newest.id if newest else simulations.begin(db, office, whatiffile.parse(example))

    def _at_a_desk(self, what, who):
        db, office, one = self.day.db, self.day.office_id, self.staff[who]
        counter = SEATS[who]
        for each in self.staff.values():
            seats.sign_off(db, office, each, return_visitors=True)
        if what != "sign_on":
            seats.sign_on(db, office, one, counter)
        if what == "call_next":
            self.day.draw(SERVICES[who == "frontdesk"])
        if what in ("coming", "calm"):
            seats.panic(db, office, one)
            return {"counter": counter}
        verb = what.removeprefix("desk_")
        if verb == "repeat_call":  # not too soon
            ticket_id = self._ticket(State.CALLED, one)
            self.day.clock.forward(seconds=60)
            return {"ticket_id": ticket_id}
        return {"ticket_id": self._ticket(BEFORE[verb], one)} if verb in BEFORE else {}

    def _ticket(self, state, one):
        """A ticket at this one's counter, brought into a state."""
        db, office, ticket_id = self.day.db, self.day.office_id, self.day.draw(SERVICES[one == self.staff["frontdesk"]]).ticket_id
        if state is State.WAITING:
            return ticket_id
        ticket_id = calling.call_next(db, office, one).ticket_id
        if state is State.MISSED:
            serving.miss(db, office, one, ticket_id)
        if state in (State.SERVING, State.PARKED):
            serving.start(db, office, one, ticket_id)
        if state is State.PARKED:
            serving.park(db, office, one, ticket_id)
        return ticket_id

    def _tomorrow(self):
        """A day has 999 numbers a service."""
        self.day.clock.forward(hours=24)
        self.day.end()

    def _drawn(self):
        return self.day.draw(next(self.services))

    def _calm(self):
        """Nobody is evacuated, and nothing rests."""
        if not self.is_upset:
            return
        db, office, chief = self.day.db, self.day.office_id, self.staff["frontdesk"]
        frontdesk.all_clear(db, office, chief)
        for service in self.day.office.services.values():
            if service.paused:
                frontdesk.resume_service(db, office, chief, service.slug)
        self.is_upset = False

    def _a_webhook(self):
        """A new one, and room for more."""
        for row in webhooks.listed(self.day.db, self.day.office_id)[5:]:
            webhooks.remove(self.day.db, self.day.office_id, row.id)
        return {"webhook_id": webhooks.add(self.day.db, self.day.office_id, "http://192.0.2.1/", ["ticket.called"]).id}

    def _queued(self):
        slips.try_out(self.day.db, self.day.office_id, "test", self.printer)

    @property
    def printer(self):
        """The one whose agent asks."""
        return next(each.id for each in self.day.runtime.printers(self.day.office_id) if each.name == "one-printer")

    def _leased(self):
        self._queued()
        return self.day.lease(self.printer).job_id

    def _book(self):
        rows = [Row(str(n), f"CODE{n}", ("naturalisation",), "2026-11-24T15:00", False) for n in range(3)]
        office = self.day.office
        appointments.put(self.day.db, self.day.office_id, appointmentfile.bookings(office, rows), "test")
