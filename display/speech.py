"""What a display says aloud: the clip of a call's sentence. All its words are the house's own."""

import re

from flask import Blueprint, Response

from lobby.boards import announcing
from lobby.domain.errors import NotFound
from lobby.i18n import LANGUAGES
from lobby.web.access import office_id
from lobby.web.runtime import here

NUMBER = re.compile(r"[A-Z]\d{3}")
KEPT_S = 300  # a repeated call needs no second clip; a counter may get another name

clips = Blueprint("display_speech", __name__)


@clips.get("/display/clips/<language>/<counter>/<number>")
def clip(language: str, counter: str, number: str) -> Response:
    """The clip, audio/wav; 204 where the language has no voice, or the engine fails now. Raises NotFound."""
    office = here().office(office_id())
    place = office.counter(counter)
    if language not in LANGUAGES or place is None or not NUMBER.fullmatch(number):
        raise NotFound()
    said = announcing.sentence(here().view(office.id, "", language), language, place, number)
    sound = here().caller.say(said.text, said.language, said.rate)
    if sound is None:
        return Response(status=204, headers={"Cache-Control": "no-store"})
    return Response(sound, mimetype="audio/wav", headers={"Cache-Control": f"private, max-age={KEPT_S}"})
