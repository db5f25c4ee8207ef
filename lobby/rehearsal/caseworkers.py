"""The caseworkers as players: one a counter; they call, wait for people to come, serve, and give up on no-shows."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from lobby.rehearsal.client import Answer, Client, Unanswered
from lobby.rehearsal.hall import Hall
from lobby.rehearsal.pace import Pace
from lobby.rehearsal.plan import Shows, Visitor, service_time
from lobby.rehearsal.record import Called, Record
from lobby.rehearsal.watcher import Board, Screen

PATIENCE_S = 60.0  # office time until a call is repeated, and again until it is missed
LOOK_AGAIN_S = 2.0  # real time: boards tell of new visitors, this is for a board that was lost
STRANGER_MEAN_S = 600.0
FINAL = {"start": "serving", "finish": "finished", "miss": "missed", "reinstate": "waiting"}
DAY_IS_OVER = "not-signed-on"


class AtCounter:
    """One caseworker at one counter, from signing on to signing off, or to the office's closing."""

    pace: Pace

    def __init__(self, client: Client, counter: str, hall: Hall, record: Record, seed: int) -> None:
        self.client, self.counter, self.hall, self.record = client, counter, hall, record
        self._rng = Random(seed)
        self._has_gone_home = False

    def sign_on(self) -> bool:
        """Take the seat; False when somebody else has it."""
        answer = self.client.send("sign-on", "PUT", "/api/v1/desk/session", {"counter": self.counter}, accepts=("counter-taken",))
        return answer.is_ok

    def play(self, desk: Screen, pace: Pace) -> None:
        """Work until the rehearsal is over."""
        self.pace = pace
        try:
            self._tidy(desk.board)
            while not (self.pace.over.is_set() or self._has_gone_home):
                board = desk.board
                self._take_back_a_late_one()
                if not self._serve_next(board):
                    desk.wait_for_news(board, LOOK_AGAIN_S)
            self.client.send("sign-off", "DELETE", "/api/v1/desk/session", accepts=(DAY_IS_OVER,))
        except Unanswered:
            return

    def _serve_next(self, board: Board | None) -> bool:
        """Call and serve one visitor; False when nobody waits."""
        if board and not board["waiting"]:
            return False
        answer = self._call()
        if not answer.is_ok or _is_overtaken(answer):
            return answer.is_ok
        ticket_id = int(answer.body["ticket"]["id"])
        visitor = self.hall.holder(ticket_id)
        if visitor and visitor.clicks_twice:
            self._click_again(answer, may_leave=visitor.leaves_s is not None)
        self._receive(ticket_id, visitor)
        return True

    def _call(self) -> Answer:
        answer = self.client.send("call", "POST", "/api/v1/desk/next", {}, accepts=("nobody-waiting", DAY_IS_OVER))
        self._has_gone_home = answer.code == DAY_IS_OVER
        if answer.is_ok and _is_overtaken(answer):
            self.record.did("call-overtaken")
        elif answer.is_ok:
            ticket = answer.body["ticket"]
            self.record.call(Called(ticket["call"]["id"], ticket["id"], self.counter, answer.sent_at))
            self.record.fate(ticket["id"], "called")
        return answer

    def _click_again(self, first: Answer, may_leave: bool) -> None:
        """A second click on "next" must give the same call, unless the visitor gave her number up in between."""
        self.record.did("double-click")
        again = self.client.send("call", "POST", "/api/v1/desk/next", {}, accepts=("nobody-waiting", DAY_IS_OVER))
        if again.is_ok and again.body["ticket"]["id"] != first.body["ticket"]["id"] and not may_leave:
            self.record.failed("called-two", f"{self.counter}: a double click called {again.body['ticket']['number']} as well")

    def _receive(self, ticket_id: int, visitor: Visitor | None) -> None:
        """Wait for whoever was called, then serve, or give up after a repeated call."""
        shows = self.hall.shows(ticket_id, visitor) if visitor else Shows.AT_CALL
        if shows is not Shows.AT_CALL and (not self.pace.wait(PATIENCE_S) or not self._do("repeat-call", ticket_id, visitor)):
            return
        if shows in (Shows.LATE, Shows.NEVER):
            self._give_up(ticket_id, visitor, shows)
            return
        walks_s = visitor.walks_s if visitor else PATIENCE_S / 2
        if self.pace.wait(walks_s) and self._do("start", ticket_id, visitor):
            self._serve(ticket_id, visitor)

    def _serve(self, ticket_id: int, visitor: Visitor | None) -> None:
        served_s = visitor.served_s if visitor else service_time(self._rng, STRANGER_MEAN_S)
        self.pace.wait(served_s)
        if self._do("finish", ticket_id, visitor):
            self.hall.leave(ticket_id)

    def _give_up(self, ticket_id: int, visitor: Visitor | None, shows: Shows) -> None:
        if not self.pace.wait(PATIENCE_S) or not self._do("miss", ticket_id, visitor):
            return
        if visitor and shows is Shows.LATE:
            self.hall.come_back(ticket_id, self.pace.now() + visitor.late_s)
        else:
            self.hall.leave(ticket_id)

    def _take_back_a_late_one(self) -> None:
        ticket_id = self.hall.next_late(self.pace.now())
        if ticket_id is not None:
            self._do("reinstate", ticket_id, self.hall.holder(ticket_id))

    def _do(self, verb: str, ticket_id: int, visitor: Visitor | None) -> bool:
        """One verb with a ticket; False when the ticket was withdrawn, or the day ended, under our hands."""
        path = f"/api/v1/desk/tickets/{ticket_id}/{verb}"
        answer = self.client.send(verb, "POST", path, {}, accepts=("not-allowed", DAY_IS_OVER))
        done = answer.is_ok or (answer.is_repeated and answer.code == "not-allowed")  # done by a try that got no answer
        may_be_gone = visitor is not None and visitor.leaves_s is not None
        if done:
            self.record.did(verb)
            if verb in FINAL:
                self.record.fate(ticket_id, FINAL[verb])
            if verb == "reinstate":
                self.record.reinstate(ticket_id)
        elif answer.code == "not-allowed" and not may_be_gone:
            self.record.failed("not-allowed", f"{self.counter}: {verb} {ticket_id}: {answer.body.get('detail')}")
        return done

    def _tidy(self, board: Board | None) -> None:
        """Finish what an earlier rehearsal left open at this counter."""
        left: dict[str, Any] | None = (board or {}).get("current")
        if not left:
            return
        if left["state"] == "called":
            self._do("start", left["id"], None)
        self._do("finish", left["id"], None)
        self.hall.leave(left["id"])


def _is_overtaken(answer: Answer) -> bool:
    """Whether whoever was called had withdrawn, or the day had ended, before the answer was written: it tells what is so then."""
    return answer.body["ticket"]["call"] is None


def sit_down(players: list[AtCounter]) -> list[AtCounter]:
    """Let all sign on; those who found a free counter."""
    with ThreadPoolExecutor(len(players) or 1) as pool:
        return [player for player, seated in zip(players, pool.map(AtCounter.sign_on, players), strict=True) if seated]
