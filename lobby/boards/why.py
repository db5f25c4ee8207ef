"""Why it is somebody's turn, in words."""

from collections.abc import Iterable
from datetime import datetime

from lobby.boards.view import View, clock_time
from lobby.domain.errors import N_
from lobby.domain.needs import NEEDS
from lobby.i18n import language_name

PLAIN = {
    "express": N_("kurzes Anliegen"),
    "reinstated": N_("wieder aufgenommen"),
    "returned": N_("kommt zurück"),
    "sent": N_("an diesen Platz geschickt"),
}
PICKED = {
    "urgent": N_("aus der Liste: eilig"),
    "language": N_("aus der Liste: wegen der Sprache"),
    "agreed": N_("aus der Liste: abgesprochen"),
    "other": N_("aus der Liste gewählt"),
}


def words(view: View, reasons: Iterable[str]) -> str:
    """Reasons as lobby.domain.turn gives them, as one line of text."""
    return ", ".join(_told(view, *reason.partition(":")[::2]) for reason in reasons)


def _told(view: View, kind: str, detail: str) -> str:
    if kind == "waited":
        return view.words.ngettext("wartet seit {count} Minute", "wartet seit {count} Minuten", int(detail))
    if kind == "over-limit":
        return view.words.gettext("über {minutes} Minuten", minutes=detail)
    if kind in ("appointment", "late-appointment"):
        time = clock_time(view, datetime.fromisoformat(detail))
        if kind == "appointment":
            return view.words.gettext("Termin {time}", time=time)
        return view.words.gettext("zu spät zum Termin {time}", time=time)
    if kind == "postponed":
        return view.words.gettext("kommt erst ab {time}", time=clock_time(view, datetime.fromisoformat(detail)))
    if kind == "language":
        return view.words.gettext("Sie sprechen {language}", language=language_name(detail, view.language))
    if kind == "picked":
        return view.words.gettext(PICKED[detail])
    return view.words.gettext(NEEDS[detail] if kind == "needs" else PLAIN[kind])
