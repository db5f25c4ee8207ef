"""The life of a ticket, as one table: in which state which verb leads where."""

from datetime import timedelta
from enum import StrEnum

from lobby.domain.errors import NotAllowed


class State(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    MISSED = "missed"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Standing(StrEnum):
    """Why a waiting ticket is in line again: it came back after a missed call, or from another counter."""

    ORDINARY = "ordinary"
    REINSTATED = "reinstated"
    RETURNED = "returned"


class SlipState(StrEnum):
    """What is known of a ticket's paper. `unconfirmed`: sent, but the printer did not say that it printed."""

    NONE = "none"
    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"


class Verb(StrEnum):
    """What a journal line says happened: to a ticket, to its slip, at a counter, or to the day."""

    DRAW = "draw"
    CALL = "call"
    REPEAT_CALL = "repeat-call"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    PARK = "park"
    RESUME = "resume"
    REQUEUE = "requeue"
    TRANSFER = "transfer"
    RETURN = "return"
    REINSTATE = "reinstate"
    POSTPONE = "postpone"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    NOTE = "note"
    UNDO = "undo"
    SLIP = "slip"
    SIGN_ON = "sign-on"
    SIGN_OFF = "sign-off"
    BREAK = "break"
    BACK = "back"
    PANIC = "panic"
    COMING = "coming"
    CALM = "calm"
    EVACUATE = "evacuate"
    ALL_CLEAR = "all-clear"
    SETTLE = "settle"
    APPOINTMENTS = "appointments"
    OPEN = "open"
    CLOSE = "close"
    CHANGE_OFFICE = "change-office"
    NOTICE = "notice"
    END_NOTICE = "end-notice"
    ALERT = "alert"
    ALERT_OVER = "alert-over"


NEXT: dict[State, dict[Verb, State]] = {
    State.WAITING: {
        Verb.CALL: State.CALLED,
        Verb.TRANSFER: State.WAITING,
        Verb.POSTPONE: State.WAITING,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.EXPIRE: State.EXPIRED,
    },
    State.CALLED: {
        Verb.REPEAT_CALL: State.CALLED,
        Verb.START: State.SERVING,
        Verb.MISS: State.MISSED,
        Verb.PARK: State.PARKED,
        Verb.REQUEUE: State.WAITING,
        Verb.TRANSFER: State.WAITING,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.EXPIRE: State.EXPIRED,
    },
    State.SERVING: {
        Verb.FINISH: State.FINISHED,
        Verb.RETURN: State.WAITING,
        Verb.PARK: State.PARKED,
        Verb.REQUEUE: State.WAITING,
        Verb.TRANSFER: State.WAITING,
    },
    State.PARKED: {
        Verb.RESUME: State.SERVING,
        Verb.CALL: State.CALLED,
        Verb.REQUEUE: State.WAITING,
        Verb.TRANSFER: State.WAITING,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.EXPIRE: State.EXPIRED,
    },
    State.MISSED: {Verb.REINSTATE: State.WAITING, Verb.WITHDRAW: State.WITHDRAWN, Verb.EXPIRE: State.EXPIRED},
    State.FINISHED: {},
    State.WITHDRAWN: {},
    State.EXPIRED: {},
}
"""Beside the table stand `undo`, which leads back to where the ticket was, and what moves no ticket: `slip` and `note`."""

STAYS = frozenset({Verb.SLIP, Verb.NOTE})
LASTING = frozenset({Verb.DRAW, Verb.NOTE, Verb.UNDO, Verb.EXPIRE})
"""What a desk cannot take back; the rest it can, within UNDO_WITHIN and before anybody else touches the ticket."""
UNDO_WITHIN = timedelta(minutes=1)
OVER = frozenset(state for state, verbs in NEXT.items() if not verbs)


def after(state: State, verb: Verb, number: str) -> State:
    """The state that `verb` leads to. Raises NotAllowed, naming the ticket and its state."""
    if verb is Verb.SLIP or (verb in STAYS and state not in OVER):
        return state
    if verb not in NEXT[state]:
        raise NotAllowed(number=number, state=state.value)
    return NEXT[state][verb]


def diagram() -> str:
    """The table as a Mermaid state diagram, for the README."""
    rows = [f"    {state} --> {to}: {verb}" for state, verbs in NEXT.items() for verb, to in verbs.items()]
    ends = [f"    {state} --> [*]" for state, verbs in NEXT.items() if not verbs]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting: draw", *rows, *ends])
