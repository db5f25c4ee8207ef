"""What can go wrong, as a code for programs and a sentence for people.

Sentences are German message ids; they are translated where they leave the system.
"""

from typing import Any


def N_(message: str) -> str:
    """Mark a sentence for translation where it stands."""
    return message


class LobbyError(Exception):
    """The family of all expected refusals. `params` fill the sentence; `errors` name fields."""

    code = "invalid"
    status = 422
    message = N_("Das hat nicht geklappt.")
    retry_after: int | None = None

    def __init__(self, errors: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(self.code, params)
        self.params = params
        self.errors = errors or {}


class Invalid(LobbyError):
    message = N_("Die Angaben sind nicht vollständig oder nicht richtig.")


class UnknownService(Invalid):
    message = N_("Dieses Anliegen gibt es hier nicht.")


class UnknownLanguage(Invalid):
    message = N_("Diese Sprache gibt es hier nicht.")


class NothingInCommon(Invalid):
    message = N_("An diesem Platz gibt es keines der gewählten Anliegen.")


class Unauthenticated(LobbyError):
    code, status = "unauthenticated", 401
    message = N_("Bitte melden Sie sich an.")


class WrongPassword(LobbyError):
    code, status = "unauthenticated", 401
    message = N_("Name oder Passwort ist falsch.")


class WrongPin(LobbyError):
    code, status = "wrong-pin", 403
    message = N_("Diese PIN ist nicht richtig.")


class PinBlocked(WrongPin):
    code = "pin-blocked"
    message = N_("Zu viele falsche PINs. Bitte warten Sie eine Minute.")


class Forbidden(LobbyError):
    code, status = "forbidden", 403
    message = N_("Das ist hier nicht erlaubt.")


class MayNotPick(Forbidden):
    message = N_("Sie dürfen keine einzelnen Nummern aus der Liste aufrufen.")


class NotFound(LobbyError):
    code, status = "not-found", 404
    message = N_("Das gibt es hier nicht.")


class NoSuchNumber(NotFound):
    message = N_("Die Nummer {number} gibt es heute nicht.")


class Gone(LobbyError):
    code, status = "gone", 410
    message = N_("Diese Nummer war nur an ihrem Tag gültig.")


class TooLarge(LobbyError):
    code, status = "too-large", 413
    message = N_("Das ist zu groß.")


class TooMany(LobbyError):
    code, status = "too-many", 429
    message = N_("Zu viele Versuche. Bitte warten Sie einen Moment.")
    retry_after = 60


class Busy(LobbyError):
    code, status = "busy", 503
    message = N_("Das System ist gerade überlastet. Bitte versuchen Sie es gleich noch einmal.")
    retry_after = 2


class Closed(LobbyError):
    code, status = "closed", 409
    message = N_("Im Moment gibt es keine Nummern. Wir haben geschlossen.")


class Evacuation(LobbyError):
    code, status = "evacuation", 409
    message = N_("Das Gebäude wird gerade geräumt. Nummern und Aufrufe ruhen.")


class Paused(LobbyError):
    code, status = "paused", 409
    message = N_("Für dieses Anliegen gibt es im Moment keine Nummern.")


class PausedBecause(Paused):
    """`reason`: a sentence of lobby.domain.office.PAUSE_REASONS."""

    message = N_("Für dieses Anliegen gibt es im Moment keine Nummern. {reason}")


class QuotaReached(LobbyError):
    code, status = "quota-reached", 409
    message = N_("Für dieses Anliegen gibt es heute keine Nummern mehr.")


class AppointmentTooEarly(LobbyError):
    code, status = "appointment-too-early", 409
    message = N_("Ihr Termin ist um {time} Uhr. Bitte melden Sie sich frühestens {minutes} Minuten vorher.")


class AppointmentUnknown(LobbyError):
    code, status = "appointment-unknown", 409
    message = N_("Diesen Termin finden wir nicht.")


class AppointmentOtherDay(AppointmentTooEarly):
    message = N_("Ihr Termin ist am {day} um {time} Uhr. Bitte kommen Sie dann wieder.")


class AppointmentElsewhere(AppointmentUnknown):
    message = N_("Dieser Termin ist für ein anderes Anliegen: {service}.")


class AppointmentCancelled(AppointmentUnknown):
    message = N_("Dieser Termin wurde abgesagt.")


class AppointmentUsed(AppointmentUnknown):
    message = N_("Für diesen Termin gibt es schon eine Nummer: {number}.")


class KeyReused(LobbyError):
    code, status = "key-reused", 409
    message = N_("Derselbe Schlüssel wurde schon für eine andere Anfrage benutzt.")


class NotAllowed(LobbyError):
    """A verb does not fit the ticket's state; `state` names it."""

    code, status = "not-allowed", 409
    message = N_("Das geht nicht: Die Nummer {number} ist im Zustand „{state}“.")


class NoMoreTime(NotAllowed):
    message = N_("Mehr Zeit können wir für die Nummer {number} nicht geben. Bitte kommen Sie in den Wartebereich.")


class TooSoon(NotAllowed):
    message = N_("Die Nummer {number} wurde gerade erst aufgerufen. Bitte noch {seconds} Sekunden warten.")


class TooLate(NotAllowed):
    message = N_("Die Nummer {number} wurde vor mehr als {minutes} Minuten aufgerufen. Bitte eine neue Nummer ziehen.")


class CannotUndo(NotAllowed):
    message = N_("Das lässt sich nicht mehr zurücknehmen: Die Nummer {number} ist im Zustand „{state}“.")


class NoPrinter(LobbyError):
    code, status = "no-printer", 409
    message = N_("Hier ist kein Drucker eingerichtet.")


class NobodyWaiting(LobbyError):
    code, status = "nobody-waiting", 409
    message = N_("An diesem Platz wartet gerade niemand.")


class CounterBusy(LobbyError):
    code, status = "counter-busy", 409
    message = N_("An diesem Platz ist noch die Nummer {number}. Bitte zuerst fertigstellen.")


class CounterTaken(LobbyError):
    code, status = "counter-taken", 409
    message = N_("Dieser Platz ist schon besetzt.")


class SatElsewhere(LobbyError):
    code, status = "signed-on-elsewhere", 409
    message = N_("Sie sind inzwischen an einem anderen Platz angemeldet. Diese Seite ist veraltet.")


class NotSignedOn(LobbyError):
    code, status = "not-signed-on", 409
    message = N_("Bitte melden Sie sich zuerst an einem Platz an.")
