"""What may be asked of a what-if, and what is refused."""

import journalled
import pytest
from plainoffice import demo_office

from lobby.commands import whatiffile
from lobby.domain.errors import Invalid

OFFICE = journalled.house(demo_office())
FORECAST = """
[forecast]
date = 2026-12-01
[forecast.arrivals.residence]
9 = 12
[forecast.staff]
101 = ["09:00-12:00"]
"""


def test_a_forecast_fits():
    whatiffile.check(OFFICE, whatiffile.parse(FORECAST))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[days]\nfirst = 2026-11-23\nlast = 2026-11-01", "days.last"),
        ("[days]\nfirst = 2025-11-23\nlast = 2026-11-01", "days.first"),
        ("[simulate]\ndays = 100", "days"),
        ("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[simulate]\ndays = 2000", "simulate.days"),
        ("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[[staff]]\ncounter = 'moon'\nhours = '09:00-10:00'", "staff.0.counter"),
        ("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[[staff]]\ncounter = '101'\nhours = '9-10'", "staff.0.hours"),
        ("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[change]\nexpress = ['moon']", "change.express"),
        ("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[speaks]\n101 = ['xx']", "speaks.101"),
        ("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[change]\nopening = ['09:00-12:00', '11:00-13:00']", "change.opening"),
        (FORECAST.replace("9 = 12", "25 = 12"), "forecast.arrivals.residence"),
        (FORECAST.replace("9 = 12", "\n".join(f"{hour} = 1000" for hour in range(9, 13))), "forecast.arrivals"),
        (FORECAST.replace("2026-12-01", "2026-12-06"), "forecast.opening"),
        ("[days", "file"),
        ("[weather]\nrain = true", "weather"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(text, said):
    with pytest.raises(Invalid) as refused:
        whatiffile.check(OFFICE, whatiffile.parse(text))
    assert said in refused.value.errors
