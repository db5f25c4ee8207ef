"""What the kiosk says aloud: a clip of a sentence that its page shows, for a kiosk alone. What it says is kept nowhere by name."""

from flask import Blueprint, Response, request
from flask_limiter.util import get_remote_address

from lobby.domain import numbers
from lobby.domain.errors import Invalid
from lobby.i18n import LANGUAGES
from lobby.speech.voice import LONGEST_TEXT, NORMAL, RATES
from lobby.web.access import viewer
from lobby.web.limits import limiter
from lobby.web.runtime import here

clips = Blueprint("kiosk_speech", __name__)


def _kiosk() -> str:
    """Kiosks may stand behind one address: each has its own measure."""
    kiosk = viewer().device("kiosk") or viewer().device("exit")
    return f"speech of device {kiosk.device_id}" if kiosk else get_remote_address()


@clips.post("/kiosk/speech")
@limiter.limit("300/minute", key_func=_kiosk)
def say() -> Response:
    """The clip of `{language, text}`, audio/wav; 204 where the language has no voice, or the engine fails now."""
    asked = request.get_json(silent=True)
    language, text = (asked.get("language"), asked.get("text")) if isinstance(asked, dict) else (None, None)
    if not (isinstance(language, str) and language in LANGUAGES):
        raise Invalid({"language": Invalid.message})
    if not (isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT):
        raise Invalid({"text": Invalid.message})
    clip = here().voice.say(numbers.in_speech(text), language, RATES.get(language, NORMAL))
    if clip is None:
        return Response(status=204)
    return Response(clip, mimetype="audio/wav", headers={"Cache-Control": "no-store"})
