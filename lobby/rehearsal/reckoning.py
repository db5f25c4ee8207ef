"""After the day: what the server says of every ticket, and what follows from what was seen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from lobby.rehearsal.client import Client
from lobby.rehearsal.record import Called, Drawn, Record

AT_ONCE = 4
LOST, GONE = "lost", "gone"
AT_CLOSING = {"called": ("finished", "expired"), "serving": ("finished",), "waiting": ("expired",), "missed": ("expired",)}
"""What the office's closing may have made of a ticket since it was last heard of."""


def reckon(kiosk: Client, record: Record, office: str) -> dict[int, str]:
    """The state of every ticket now: ticket id → state. One that is not as it was confirmed is noted as an error.

    After midnight nobody tells any more: then it is what the closing made of it.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        states = dict(pool.map(lambda ticket: (ticket.ticket_id, _state(kiosk, ticket)), list(record.drawn.values())))
    for ticket_id, state in states.items():
        known = record.fates.get(ticket_id, "waiting")
        if state == GONE:
            states[ticket_id] = AT_CLOSING.get(known, (known,))[-1]
        elif state != known and state not in AT_CLOSING.get(known, ()):
            record.failed(LOST, f"{record.drawn[ticket_id].number}: confirmed as {known}, is {state}")
    return states


def _state(kiosk: Client, ticket: Drawn) -> str:
    answer = kiosk.send("phone", "GET", f"/api/v1/tickets/{ticket.token}", accepts=(GONE,))
    if answer.code == GONE:
        return GONE
    if answer.is_ok and answer.body.get("number") != ticket.number:
        return f"another: {answer.body.get('number')}"
    return str(answer.body.get("state", LOST))


def numbers_twice(drawn: Iterable[Drawn]) -> list[str]:
    """Numbers that more than one ticket bears."""
    return sorted(number for number, times in Counter(ticket.number for ticket in drawn).items() if times > 1)


def gaps(drawn: Iterable[Drawn]) -> dict[str, list[int]]:
    """Letter → numbers missing between the lowest and the highest drawn; letters without a gap stand there too."""
    serials: defaultdict[str, set[int]] = defaultdict(set)
    for ticket in drawn:
        serials[ticket.number[0]].add(int(ticket.number[1:]))
    return {letter: sorted(set(range(min(found), max(found))) - found) for letter, found in sorted(serials.items())}


def called_by_two(calls: Iterable[Called], reinstated: Mapping[int, int]) -> list[int]:
    """Tickets called more often, or by more counters, than their being reinstated explains."""
    counters: defaultdict[int, set[tuple[int, str]]] = defaultdict(set)
    for call in calls:
        counters[call.ticket_id].add((call.call_id, call.counter))
    return sorted(ticket_id for ticket_id, found in counters.items() if len(found) > 1 + reinstated.get(ticket_id, 0))
