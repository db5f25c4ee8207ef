"""The visitors as players: they come, press the button (some twice), look at their phones, some give up."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lobby.rehearsal.client import Answer, Client, Unanswered
from lobby.rehearsal.hall import Hall
from lobby.rehearsal.pace import Pace
from lobby.rehearsal.plan import Taps, Visitor
from lobby.rehearsal.record import Drawn, Record
from lobby.rehearsal.watcher import Screen, ScreenMaker

KIOSKS = 8
REFUSED = ("closed", "quota-reached", "paused", "gone")


class Visitors:
    """Plays a day's visitors against one office, drawing with a kiosk's token. `zone`: the office's. `came`: how many so far."""

    def __init__(
        self,
        client: Client,
        hall: Hall,
        pace: Pace,
        record: Record,
        office: str,
        zone: ZoneInfo,
        seed: int,
        screen: ScreenMaker,
    ) -> None:
        self.client, self.hall, self.pace, self.record, self.office, self.zone = client, hall, pace, record, office, zone
        self.came, self._screen = 0, screen
        self._day: date | None = None
        self._keys = Random(seed)
        self._salt = Random().getrandbits(64)  # the same seed may be played twice a day
        self._phones: list[Screen] = []

    def play(self, day: Iterable[Visitor]) -> None:
        """Let everybody come at their time; returns when all have drawn."""
        with ThreadPoolExecutor(KIOSKS, "kiosk") as kiosks:
            for visitor in day:
                if not self.pace.until(visitor.arrives_s) or self.pace.is_hurried:
                    break
                self.came += 1
                kiosks.submit(self._visit, visitor)

    def close(self) -> None:
        """Put all phones away."""
        for phone in self._phones:
            phone.close()

    def _visit(self, visitor: Visitor) -> None:
        try:
            ticket = self._draw(visitor)
        except Unanswered:
            return
        if ticket is None:
            return
        self.hall.enter(ticket.ticket_id, visitor)
        if visitor.watches:
            self._phones.append(self._phone(ticket, visitor))
        if visitor.leaves_s is not None:
            threading.Thread(target=self._give_up, args=(ticket, visitor.leaves_s), daemon=True).start()

    def _draw(self, visitor: Visitor) -> Drawn | None:
        key = f"rehearsal-{self._salt:016x}-{self._keys.getrandbits(64):016x}"
        choice: dict[str, Any] = {"service": visitor.service, "language": visitor.language, "party_size": visitor.party_size}
        if visitor.needs:
            choice["needs"] = list(visitor.needs)
        if visitor.taps is Taps.AGAIN:
            self.client.impatient("POST", self._path, choice, {"Idempotency-Key": key})
        taps = 2 if visitor.taps is Taps.TWICE else 1
        with ThreadPoolExecutor(taps) as fingers:
            answers = list(fingers.map(lambda _: self._tap(choice, key), range(taps)))
        return self._ticket(key, answers)

    def _tap(self, choice: dict[str, Any], key: str) -> Answer:
        return self.client.send("draw", "POST", self._path, choice, {"Idempotency-Key": key}, accepts=REFUSED)

    def _ticket(self, key: str, answers: list[Answer]) -> Drawn | None:
        """The one ticket that all taps with a key were given; None of one drawn after midnight: the day's play is over then."""
        told = [answer.body for answer in answers if answer.is_ok and answer.body["token"]]  # a day's tokens end with it
        if any(self._is_after_midnight(each["drawn_at"]) for each in told):
            self.record.did("after-midnight")
            return None
        tickets = {Drawn(each["id"], each["token"], each["number"], each["language"]) for each in told}
        made = sum(answer.status == 201 for answer in answers)
        if len(tickets) > 1 or made > 1:
            self.record.failed("drawn-twice", f"{key}: {sorted(ticket.number for ticket in tickets)}, {made} times 201")
        if len(answers) > 1:
            self.record.did("double-tap")
        for ticket in tickets:
            self.record.draw(ticket)
        return next(iter(tickets), None)

    def _is_after_midnight(self, drawn_at: str) -> bool:
        """Whether a ticket is of another day than the first one."""
        day = datetime.fromisoformat(drawn_at).astimezone(self.zone).date()
        self._day = self._day or day
        return day != self._day

    def _phone(self, ticket: Drawn, visitor: Visitor) -> Screen:
        topic = f"{self.office}/ticket/{ticket.token}"
        return self._screen(self.client.url, topic, visitor.language, None, self.record)

    def _give_up(self, ticket: Drawn, after_s: float) -> None:
        """Withdraw by phone, unless it is too late for that."""
        if not self.pace.wait(after_s):
            return
        try:
            answer = self.client.send(
                "withdraw", "POST", f"/api/v1/tickets/{ticket.token}/withdraw", {}, accepts=("not-allowed", "gone")
            )
        except Unanswered:
            return
        if answer.is_ok or (answer.is_repeated and self._state(ticket) == "withdrawn"):
            self.record.did("withdraw")
            self.record.fate(ticket.ticket_id, "withdrawn")
            self.hall.leave(ticket.ticket_id)

    def _state(self, ticket: Drawn) -> str:
        return str(self.client.get(f"/api/v1/tickets/{ticket.token}", accepts=("gone",)).body.get("state"))

    @property
    def _path(self) -> str:
        return f"/api/v1/tickets?office={self.office}"
