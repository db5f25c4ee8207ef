"""What each operation may refuse, beyond what all may: the document tells it, and a test finds what is not told."""

from lobby.commands.simulations import SimulationRunning
from lobby.domain import errors
from lobby.domain.errors import LobbyError

AT_A_DESK = (errors.NotSignedOn, errors.SatElsewhere)
WITH_A_TICKET = (*AT_A_DESK, errors.NotAllowed)
DRAWING = (
    errors.Closed,
    errors.QuotaReached,
    errors.Paused,
    errors.Evacuation,
    errors.AppointmentUnknown,
    errors.AppointmentTooEarly,
    errors.KeyReused,
    errors.Gone,
)

REFUSALS: dict[str, tuple[type[LobbyError], ...]] = {
    "api-tickets.draw": DRAWING,
    "api-tickets.look": (errors.Gone, errors.TooMany),
    "api-tickets.withdraw": (errors.NotAllowed, errors.Gone, errors.TooMany),
    "api-tickets.postpone": (errors.NotAllowed, errors.Gone, errors.TooMany),
    "api-tickets.reprint": (errors.NotAllowed, errors.NoPrinter),
    "api-desk.sign_on": (errors.CounterTaken, errors.CounterBusy, errors.NotFound),
    "api-desk.sign_off": (errors.CounterBusy,),
    "api-desk.take_break": (*AT_A_DESK, errors.CounterBusy),
    "api-desk.end_break": AT_A_DESK,
    "api-desk.panic": AT_A_DESK,
    "api-desk.coming": AT_A_DESK,
    "api-desk.calm": AT_A_DESK,
    "api-desk.call_next": (*AT_A_DESK, errors.NobodyWaiting, errors.CounterBusy, errors.Evacuation),
    "api-desk.desk_call": (*WITH_A_TICKET, errors.CounterBusy, errors.Evacuation),
    "api-desk.desk_repeat_call": (*WITH_A_TICKET, errors.Evacuation),
    "api-desk.desk_resume": (*WITH_A_TICKET, errors.CounterBusy),
    "api-desk.desk_undo": (*WITH_A_TICKET, errors.CounterBusy),
    "api-whatif.begin": (SimulationRunning,),
    **{f"api-desk.desk_{verb}": WITH_A_TICKET for verb in ("start", "finish", "miss", "park", "requeue", "note")},
    **{f"api-desk.desk_{verb}": WITH_A_TICKET for verb in ("reinstate", "transfer", "withdraw")},
}
"""Endpoint → errors. Who may not, what is not right, too large or not there, and a busy server: every operation says so already."""
