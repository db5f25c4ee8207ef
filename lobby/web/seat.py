"""At which counter whoever asks is signed on, and whether the page that asks still shows it."""

import re

from flask import request

from lobby.domain.day import DayState
from lobby.domain.errors import Invalid, SatElsewhere
from lobby.domain.office import Counter, Office
from lobby.web.access import office_id, staff_id
from lobby.web.runtime import here

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def own_counter(office: Office, day: DayState) -> Counter | None:
    """The counter at which whoever asks is signed on today."""
    own = (counter_id for counter_id, seat in day.seats.items() if seat.staff_id == staff_id())
    return office.counters.get(next(own, 0))


def make_sure_it_is_this_one() -> None:
    """A page names its counter in `seat`, in its address or form: left open in another tab, it must not act at the next one.

    Raises SatElsewhere, Invalid for what can be no counter's slug.
    """
    shown = request.values.get("seat")
    if shown and not SLUG.fullmatch(shown):
        raise Invalid({"seat": Invalid.message})
    own = own_counter(*here().day(office_id())) if shown else None
    if own is not None and own.slug != shown:
        raise SatElsewhere()
