"""Complaints 1, 15 and 16: any order of any verbs at several counters, beside a model as simple as can be.

After each step: states as the model says, the journal replays to the tables, one visitor a counter, nobody at two. At each
call of the next: nobody within the limit is taken while somebody beyond it waits whom this counter can serve, the oldest first.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from desk_model import COUNTERS, GRACE, LIMIT, OPEN, VERBS, Model
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule, run_state_machine_as_test
from office import Day

from lobby.domain import calendar, turn
from lobby.domain.errors import LobbyError
from lobby.domain.lifecycle import Verb

RUNS, STEPS = 40, 30
LONG_RUNS = 1500
TUESDAYS = 1
MINUTE = timedelta(minutes=1)
OWN_VERBS = ("start", "start", "finish", "finish", "miss", "park", "resume", "requeue")
COMERS = st.lists(
    st.tuples(
        st.sampled_from(("residence", "residence", "fiktion", "benefits", "pick-up")),
        st.sampled_from(((), ("wheelchair",))),
        st.integers(0, 4),
    ),
    min_size=6,
    max_size=12,
)
keys = count(1)


@pytest.fixture
def house(tmp_path):
    day = Day(tmp_path)
    day.load(lambda text: _changed(text))
    yield day
    day.db.close()


def _changed(text):
    for old, new in {
        "limit_minutes = 90": f"limit_minutes = {LIMIT // MINUTE}",
        "weight = 1.5\nhead_start = 10": "weight = 1.5\nhead_start = 60",  # so that the limit has something to overrule
        "grace_minutes = 60": f"grace_minutes = {GRACE // MINUTE}",
        '["09:00-12:00", "14:00-18:00"]': '["00:00-24:00"]',
        'tue = ["09:00-12:00"]': 'tue = ["00:00-24:00"]',  # of the service with hours of its own
    }.items():
        assert old in text
        text = text.replace(old, new)
    return text


class Desks(RuleBasedStateMachine):
    """Each run has a Tuesday of its own in one database."""

    house: Day
    bites: list[int]
    numbers = Bundle("numbers")

    def __init__(self):
        super().__init__()
        self.model, self.bitten = Model(), 0

    @property
    def now(self):
        return self.house.clock.now()

    @initialize(target=numbers, comers=COMERS)
    def morning(self, comers):
        at = datetime.combine(self.now + timedelta(days=1), datetime.min.time(), UTC).replace(hour=9)
        while at.weekday() != TUESDAYS or not calendar.is_open(self.house.office, at):
            at += timedelta(days=1)
        self.house.clock.at = at
        for counter in COUNTERS:
            self.house.sit(counter)
        return multiple(*(self.came(*comer) for comer in comers))

    def came(self, service, needs, minutes):
        self.house.clock.forward(minutes=minutes)
        return self.drawn(service, needs)

    @rule(
        target=numbers,
        service=st.sampled_from(("residence", "residence", "fiktion", "settlement", "benefits", "pick-up", "address")),
        needs=st.sampled_from(((), ("wheelchair",))),
    )
    def draw(self, service, needs):
        return self.drawn(service, needs)

    def drawn(self, service, needs):
        number = self.house.draw(service, needs=needs, key=f"of the state machine {next(keys):08d}").number
        self.model.draw(number, service, self.now)
        return number

    @rule(minutes=st.sampled_from((0, 1, 5, 13, 25)))
    def time_passes(self, minutes):
        self.house.clock.forward(minutes=minutes, seconds=1)

    @rule(counter=st.sampled_from(("101", "102", "103", *COUNTERS)))
    def call_next(self, counter):
        here, mine = self.model.at(counter, *OPEN), self.model.callable_to(counter)
        oldest, without_limit = self.model.oldest_beyond(counter, self.now), self.without_limit(counter)
        try:
            number = self.house.call_next(counter)
        except LobbyError as error:
            assert error.code == ("counter-busy" if here else "nobody-waiting")
            assert here or not mine
            return
        if here:
            assert (number, here[0].state) == (here[0].number, "called")
            return
        assert number in {visitor.number for visitor in mine}
        if oldest is not None:
            assert self.model.visitors[number].place == oldest, "somebody beyond the limit was passed over"
            self.bitten += number != without_limit
        self.model.called(counter, number, self.now)

    @rule(counter=st.sampled_from(("101", "102", "103", *COUNTERS)))
    def serve_whoever_is_here_and_call_the_next(self, counter):
        for visitor in self.model.at(counter, "called"):
            self.tried(counter, "start", visitor.number, {})
        for visitor in self.model.at(counter, "serving"):
            self.tried(counter, "finish", visitor.number, {})
        self.call_next(counter)

    @rule(counter=st.sampled_from(COUNTERS), verb=st.sampled_from(VERBS), number=numbers)
    def anything(self, counter, verb, number):
        told = {"note": {"text": "…"}, "transfer": {"service": "benefits"}}.get(verb, {})
        self.tried(counter, verb, number, told)

    @rule(counter=st.sampled_from(COUNTERS), verb=st.sampled_from(OWN_VERBS))
    def something_at_my_counter(self, counter, verb):
        for visitor in self.model.at(counter, "called", "serving", "parked")[:1]:
            self.tried(counter, verb, visitor.number, {})

    @rule(number=numbers, counter=st.sampled_from(COUNTERS), to=st.sampled_from(COUNTERS), back=st.booleans())
    def send_to_a_counter(self, number, counter, to, back):
        self.tried(counter, "transfer", number, {"counter": to, "return_to_me": back})

    @rule(number=numbers, counter=st.sampled_from(COUNTERS))
    def undo(self, number, counter):
        expected = self.model.undo_refusal(counter, number, self.now)
        if self.done(counter, "undo", number, {}, expected):
            self.model.undone(number)

    def tried(self, counter, verb, number, told):
        visitor = self.model.visitors[number]
        expected = self.model.refusal(counter, verb, visitor, self.now)
        if self.done(counter, verb, number, told, expected):
            self.model.happened(counter, verb, visitor, self.now, told)

    def done(self, counter, verb, number, told, expected):
        """Carry a verb out; whether it was, which must be as expected."""
        try:
            self.house.do(Verb(verb), counter, number, **told)
        except LobbyError as error:
            assert error.code == expected, (verb, self.model.visitors[number])
            return False
        assert expected is None, (verb, self.model.visitors[number])
        return True

    def without_limit(self, counter):
        """Whom the counter would call if the office had no limit."""
        office = self.house.office
        patient = replace(office, policy=replace(office.policy, limit=timedelta(days=9)))
        pick = turn.pick(patient, replace(self.house.today, memory={}), patient.counter(counter), self.now)
        return pick and pick.ticket.number

    @invariant()
    def tables_are_as_the_model_and_the_journal_say(self):
        if not self.model.visitors:
            return
        self.house.check_journal()
        tickets = self.house.today.tickets.values()
        counters = [ticket.counter_id for ticket in tickets if ticket.state in OPEN]
        assert len(counters) == len(set(counters)), "two visitors at one counter"
        assert {t.number: t.state for t in tickets} == {v.number: v.state for v in self.model.visitors.values()}

    def teardown(self):
        self.bites.append(self.bitten)


def run(house, runs):
    """Play that many runs; in how many of them the limit decided who is next."""

    class Here(Desks):
        bites = []

    Here.house = house
    how = {"stateful_step_count": STEPS, "deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    run_state_machine_as_test(Here, settings=settings(max_examples=runs, derandomize=True, **how))
    return sum(bitten > 0 for bitten in Here.bites)


def test_whatever_the_desks_do_nobody_starves_and_nobody_is_called_twice(house):
    assert run(house, RUNS) >= RUNS // 10, "the limit hardly ever decided anything: such runs do not count"


@pytest.mark.soak
def test_the_same_for_a_long_time(house):
    counting = run(house, LONG_RUNS)
    print(f"the limit decided in {counting} of {LONG_RUNS} runs")
    assert counting >= LONG_RUNS // 10
