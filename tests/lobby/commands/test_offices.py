"""An office as a file."""

from typing import get_args

import pytest
from office import DEMO

from lobby.commands import offices
from lobby.commands.officefile import GermanState
from lobby.domain.calendar import STATES
from lobby.domain.errors import Invalid, NotFound


def test_dumping_and_loading_again_changes_nothing(day):
    with day.pushes(lines=0):
        assert offices.load(day.db, offices.dump(day.db, "bernburg"), "test") == []
        assert offices.load(day.db, DEMO, "test") == []


def test_a_dry_run_says_what_would_change_and_changes_nothing(day):
    text = DEMO.replace("walk_in_stop_minutes = 30", "walk_in_stop_minutes = 45")
    with day.pushes(lines=0):
        assert offices.load(day.db, text, "test", dry_run=True) == ["~ office.walk_in_stop_minutes: 30 → 45"]
    with day.pushes(lines=1):
        assert offices.load(day.db, text, "test") == ["~ office.walk_in_stop_minutes: 30 → 45"]
    assert offices.load(day.db, text, "test") == []


def test_a_change_of_the_office_reaches_the_kiosk(day):
    day.watch("kiosk")
    with day.pushes(lines=1) as pushed:
        offices.load(day.db, DEMO.replace('slug = "residence"', 'slug = "residence"\npaused = true'), "test")
    states = {service["slug"]: service["state"] for service in pushed.board("kiosk")["services"]}
    assert states["residence"] == "paused"
    assert states["fiktion"] == "open"


def test_a_service_taken_out_keeps_its_tickets_and_comes_back_as_it_was(day):
    drawn = day.draw("benefits")
    head, _, rest = DEMO.partition('[[services]]\nslug = "benefits"')
    assert rest, "the demo office has benefits"
    without = head + rest[rest.index("[[") :]
    text = without.replace(', "benefits"', "").replace('"benefits", ', "").replace('["benefits"]', '["residence"]')
    offices.load(day.db, text, "test")
    assert day.office.service("benefits") is None
    assert day.state(drawn.number) == "waiting"
    offices.load(day.db, DEMO, "test")
    assert day.draw("benefits").number == "B002"


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ('slug = "residence"', 'slug = "Residence!"', "services.2.slug"),
        ("mean_minutes = 8", 'mean_minutes = "8"', "services.0.mean_minutes"),
        ('letter = "P"', 'letter = "S"', "file"),
        ('services = ["', 'services = ["nix", "', "file"),
        ("walk_in_stop_minutes = 30", "walk_in_stop_minutes = 30\nname_of_mayor = 1", "office.name_of_mayor"),
        ("walk_in_stop_minutes = 30", "walk_in_stop_minutes = ", "file"),
        ('time_zone = "Europe/Berlin"', 'time_zone = "Europe/Bernburg"', "office.time_zone"),
        ('"09:00-12:00"', '"12:00-09:00"', "hours.tue.0"),
        ('"09:00-12:00"', '"9-12"', "hours.tue.0"),
    ],
)
def test_a_bad_file_is_refused_naming_the_place(day, was, becomes, place):
    assert was in DEMO
    with day.pushes(lines=0), pytest.raises(Invalid) as refused:
        offices.load(day.db, DEMO.replace(was, becomes, 1), "test")
    assert place in refused.value.errors, refused.value.errors


def test_an_unknown_office_cannot_be_dumped(day):
    with pytest.raises(NotFound):
        offices.dump(day.db, "nix")


@pytest.mark.parametrize("place", ['address = "Friedensallee 25, 06406 Bernburg"', 'number = "104"'])
def test_no_text_of_an_office_brings_control_characters(day, place):
    name, _, value = place.partition(" = ")
    assert place in DEMO
    with pytest.raises(Invalid) as refused:
        offices.load(day.db, DEMO.replace(place, f'{name} = "{value[1:3]}\\u001b@{value[3:]}', 1), "test")
    assert [field.rpartition(".")[2] for field in refused.value.errors] == [name]


def test_every_state_that_a_file_may_name_has_its_name_on_the_pages():
    assert set(get_args(GermanState)) == set(STATES)
