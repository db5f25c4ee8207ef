"""`lobby what-if FILE.toml`: the example of the documentation, a forecast, and what is wrong with a file."""

import json
import os
from datetime import date
from pathlib import Path

import journalled
import pytest
from click.testing import CliRunner

from lobby.cli import main
from lobby.commands import whatif, whatiffile
from lobby.i18n import texts

EXAMPLE = (Path(__file__).parents[2] / "docs/what-if-example.toml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 24)
ROOMS = ("sp-1", "101", "102", "103", "104", "106", "107")
FORECAST = """
[forecast]
date = 2026-12-01
[forecast.arrivals.residence]
9 = 12
10 = 8
[forecast.staff]
101 = ["09:00-12:00"]
[simulate]
days = 20
[[staff]]
counter = "102"
hours = "09:00-12:00"
"""


@pytest.fixture
def run(day, tmp_path):
    """`lobby what-if` with a file; its exit code and what it printed."""

    def ran(text, *options):
        file = tmp_path / "asked.toml"
        file.write_text(text)
        settings = {"LOBBY_DATABASE_URL": day.settings.database_url, "LOBBY_DATA_DIR": str(day.settings.data_dir)}
        found = CliRunner().invoke(
            main, ["what-if", str(file), *options], env={**os.environ, **settings, "LOBBY_SECRET_KEY": "s" * 32}
        )
        return found.exit_code, found.stdout, found.stderr

    return ran


def past(day, many=4):
    for seed, on in enumerate(journalled.last_opened(day.office, TODAY, many), 1):
        journalled.put(day.db, day.office, journalled.past_day(day.office, on, seed, 70, ROOMS))


def test_the_example_says_what_one_more_counter_changes_and_which_roster_is_enough(day, run):
    past(day)
    text = EXAMPLE.replace("days = 100", "days = 10").replace('weekdays = ["tue", "thu"]\n\n# How', "\n# How")
    code, told, _ = run(text)
    assert code == 0, told
    for words in ("10 simulated days made of", "Half of the visitors wait", "the same visitors again: median", "promises kept"):
        assert words in told
    assert "counter hours instead of" in told or "No roster found" in told


def test_json_tells_the_same_and_names_nobody(day, run):
    past(day, 2)
    code, told, _ = run("[days]\nfirst = 2026-11-01\nlast = 2026-11-23\n[simulate]\ndays = 10", "--format", "json")
    found = json.loads(told)
    assert (code, found["comparison"]["days"], len(found["taken"])) == (0, 10, 2)
    assert found["comparison"]["unchanged"] == found["comparison"]["changed"]
    assert set(found["comparison"]["unchanged"]["by_service"]) <= {service.slug for service in day.office.services.values()}
    measured, again = found["comparison"]["check"]["measured"], found["comparison"]["check"]["replayed"]
    assert again == pytest.approx(measured, abs=1.5)


def test_a_forecast_needs_no_past(run):
    code, told, _ = run(FORECAST)
    assert code == 0
    assert "A forecast: nothing was measured" in told


def test_a_wrong_file_is_refused_in_a_sentence_and_the_place_is_named(run):
    nobody = texts("en").gettext(whatif.NoPastDays.message)
    for text, said in (("[days]\nfirst = 2026-11-01\nlast = 2026-11-23", nobody), ("[weather]\nrain = true", "weather")):
        code, _, told = run(text)
        assert (code, said in told, "Traceback" in told) == (1, True, False)


def test_every_word_of_the_documentation_is_read():
    order = whatiffile.parse(EXAMPLE)
    assert order.search.p90_minutes == 30
    assert order.serves == {"108": ["residence", "fiktion"]}
