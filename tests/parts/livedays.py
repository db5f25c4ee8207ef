"""Whole invented days in the demo office, lived by its own commands: visitors of all fates, at counters of two areas, by seed."""

import json
import random
from datetime import UTC, date, datetime, timedelta

from office import Day
from sqlalchemy import select

from lobby.commands import seats, staff, tickets
from lobby.commands.frontdesk import settle
from lobby.domain.lifecycle import State, Verb
from lobby.store import held
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.offices import CounterRow, ServiceRow

HALL, UPSTAIRS = ("sp-1", "sp-2", "101", "102"), ("103", "104", "105")
SERVICES = ("residence", "residence", "fiktion", "duldung", "service-point", "address")
LANGUAGES = ("de", "de", "de", "ar", "ar", "uk", "ti")


class Office:
    """The office, and what was exported of its days so far."""

    def __init__(self, folder, seed=1, database_url=None):
        self.day = Day(folder, database_url, demo_open=True)
        self.chance = random.Random(seed)
        self.day.load(_with_upstairs)
        staff.add(self.day.db, "front", ["frontdesk"], ["bernburg"], "a password")
        self.front = staff.prove(self.day.db, "front", "a password")
        self.days, self.lines, self.tickets = [], [], []

    def live(self, on, visitors, begins=8):
        """A day: so many visitors from this hour (UTC) on. It ends with the night, and is exported."""
        self.day.clock.at = datetime(on.year, on.month, on.day, begins, tzinfo=UTC)
        for counter in HALL + UPSTAIRS if visitors else ():
            self.day.sit(counter)
        for _ in range(visitors):
            self.day.clock.forward(seconds=self.chance.randint(5, 240))
            self._come()
            for counter in self.chance.sample(HALL + UPSTAIRS, 2):
                self._work(counter)
        if visitors:
            for counter in ("sp-1", "101"):
                self._rest(counter)
        self.day.clock.at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(days=1, hours=4)
        self.day.end()
        self._export(on)

    def change(self, changed):
        """Another office file, in which the areas stay."""
        self.day.load(lambda text: changed(_with_upstairs(text)))

    def facts(self):
        """Service id → slug, and counter id → (kind, area), of all there ever were."""
        with self.day.db.snapshot() as session:
            services = {row.id: row.slug for row in session.scalars(select(ServiceRow))}
            return services, {row.id: (row.kind, row.area) for row in session.scalars(select(CounterRow))}

    def _come(self):
        day, chance = self.day, self.chance
        service, language = chance.choice(SERVICES), chance.choice(LANGUAGES)
        if day.office.service(service) is None:
            service = "residence"
        way = chance.random()
        if way < 0.1:
            settle(day.db, day.office_id, self.front, "service-point")
        elif way < 0.25:
            choice = tickets.Choice(service, language)
            tickets.draw(day.db, day.office_id, choice, f"by-hand-{next(day._keys):020d}", f"staff:{self.front}")
        elif way < 0.35:
            day.draw(service, language, appointment=self._booked(service))
        else:
            day.draw(service, language)

    def _booked(self, service):
        code, day = f"B{next(self.day._keys):07d}", self.day
        with day.db.write() as session:
            of = {"office_id": day.office_id, "service_id": day.office.service(service).id}
            session.add(AppointmentRow(code=code, at=day.clock.now(), **of))
        return code

    def _work(self, counter):
        """One step at a counter: with whom it holds, or with the next."""
        day, chance = self.day, self.chance
        mine = next(id_ for id_, each in day.office.counters.items() if each.slug == counter)
        held_here = [ticket for ticket in day.today.having(State.CALLED, State.SERVING) if ticket.counter_id == mine]
        if not held_here:
            self._call(counter)
            return
        number, state = held_here[0].number, held_here[0].state
        if state is State.CALLED:
            verb = chance.choices((Verb.START, Verb.MISS, Verb.REQUEUE, Verb.REPEAT_CALL), (8, 2, 0.5, 1))[0]
            day.clock.forward(seconds=chance.randint(6, 150))
            day.do(verb, counter, number)
            if verb is Verb.MISS and chance.random() < 0.6:
                day.do(chance.choice((Verb.UNDO, Verb.REINSTATE)), counter, number)
            return
        day.clock.forward(seconds=chance.randint(0, 900))
        if chance.random() < 0.4:
            day.do(Verb.TRANSFER, counter, number, **chance.choice(({"service": "residence"}, {"counter": "101"})))
            if chance.random() < 0.3:
                day.do(Verb.UNDO, counter, number)
            return
        day.do(Verb.FINISH, counter, number, outcome=chance.choice((None, "settled", "settled", "documents")))

    def _call(self, counter):
        day = self.day
        waiting = day.today.having(State.WAITING)
        if waiting and self.chance.random() < 0.05:
            day.do(Verb.WITHDRAW, counter, self.chance.choice(waiting).number)
        elif waiting and self.chance.random() < 0.1:
            day.do(Verb.CALL, counter, self.chance.choice(waiting).number, reason="other")
        elif self._has_somebody(counter):
            day.call_next(counter)

    def _has_somebody(self, counter):
        day = self.day
        mine = day.office.counter(counter)
        return any(
            ticket.sent_to in (None, mine.id) and (ticket.sent_to or ticket.service_id in mine.service_ids)
            for ticket in day.today.having(State.WAITING)
        )

    def _rest(self, counter):
        """A counter is free for a break, and then somebody goes home."""
        day = self.day
        worker = day.at(counter)
        seats.sign_off(day.db, day.office_id, worker, return_visitors=True)
        seats.sign_on(day.db, day.office_id, worker, counter)
        seats.take_break(day.db, day.office_id, worker)
        day.clock.forward(minutes=self.chance.randint(5, 30))
        seats.end_break(day.db, day.office_id, worker)

    def _export(self, on: date):
        with self.day.db.snapshot() as session:
            tables = json.loads(json.dumps(held.of_office(session, self.day.office_id)))
        ids = {row["id"] for row in tables["days"] if row["date"] == on.isoformat()}
        self.days += [row for row in tables["days"] if row["id"] in ids]
        self.lines += [row for row in tables["journal"] if row["day_id"] in ids]
        self.tickets += [row for row in tables["tickets"] if row["day_id"] in ids]


def _with_upstairs(text):
    area = '[[areas]]\nslug = "upper"\nfloor = 1\n\n[areas.name]\nde = "Oben"\n\n'
    for counter in UPSTAIRS:
        text = text.replace(f'slug = "{counter}"\nkind', f'slug = "{counter}"\narea = "upper"\nkind')
    return text.replace("[[areas]]\n", f"{area}[[areas]]\n", 1)
