"""What an office changes by hand: at once, whole, and with a way back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from office import DEMO, Day
from sqlalchemy import select

from lobby.commands import displays, officefile, officerows, offices, setup
from lobby.commands.displayfile import DisplayPart
from lobby.commands.inuse import AreaInUse, CounterHasTicket, CounterOccupied, ServiceInUse
from lobby.commands.officefile import SlipPart
from lobby.commands.setup import NothingToUndo
from lobby.domain.errors import Invalid, NotFound
from lobby.store.tables.audit import AuditRow

BY = "staff:1"


@pytest.fixture(scope="module")
def one_day(tmp_path_factory):
    found = Day(tmp_path_factory.mktemp("setup"))
    yield found
    found.db.close()


def part(day, what, slug):
    with day.db.snapshot() as session:
        told = officerows.as_json(officerows.read(session, "bernburg"))
    return next(each for each in told[what] if each["slug"] == slug)


def slugs(day, what):
    with day.db.snapshot() as session:
        return [each.slug for each in getattr(officerows.read(session, "bernburg"), what)]


def put(day, what, slug, **changes):
    return setup.put(day.db, day.office_id, BY, what, part(day, what, slug) | changes)


def test_a_changed_service_is_seen_at_the_kiosk_at_once(day):
    day.watch("kiosk")
    with day.pushes(lines=1) as pushed:
        assert put(day, "services", "residence", paused=True) == ["~ services.residence.paused: False → True"]
    states = {service["slug"]: service["state"] for service in pushed.board("kiosk")["services"]}
    assert (states["residence"], states["fiktion"]) == ("paused", "open")


def test_what_changes_nothing_leaves_no_line(day):
    with day.pushes(lines=0):
        assert put(day, "services", "residence") == []
        assert setup.last(day.db, day.office_id) is None


def test_a_bad_service_is_refused_naming_the_field(day):
    for changes, place in (
        ({"letter": "F"}, "letter"),
        ({"letter": "ä"}, "letter"),
        ({"mean_minutes": 0}, "mean_minutes"),
        ({"mean_minutes": "soon"}, "mean_minutes"),
        ({"name": {}}, "name"),
        ({"name": {"de": "x" * 201}}, "name.de"),
        ({"bring": {"de": ["Pass", "\x1b@"]}}, "bring.de.1"),
        ({"hours": {"mon": ["soon"]}}, "hours.mon.0"),
    ):
        with day.pushes(lines=0), pytest.raises(Invalid) as refused:
            put(day, "services", "residence", **changes)
        assert list(refused.value.errors) == [place]


def test_an_order_is_changed_and_told(day):
    before = slugs(day, "services")
    with day.pushes(lines=1):
        setup.move(day.db, day.office_id, BY, "services", before[0], 1)
    assert slugs(day, "services") == [before[1], before[0], *before[2:]]
    assert offices.load(day.db, DEMO, "shell") == [f"~ services: {', '.join(before)}"]


def test_a_retired_service_is_named_nowhere_and_comes_back_with_its_numbers(day):
    before = part(day, "services", "benefits")
    setup.retire(day.db, day.office_id, BY, "services", "benefits")
    assert "benefits" not in json.dumps(day_file(day))
    setup.bring_back(day.db, day.office_id, BY, "services", "benefits")
    assert part(day, "services", "benefits") == before
    assert slugs(day, "services")[-1] == "benefits"


def day_file(day):
    with day.db.snapshot() as session:
        return officerows.as_json(officerows.read(session, "bernburg")) | {"office": {}}


def test_a_service_whose_letter_has_gone_stays_away(day):
    setup.retire(day.db, day.office_id, BY, "services", "benefits")
    put(day, "services", "residence", letter="B")
    with pytest.raises(Invalid) as refused:
        setup.bring_back(day.db, day.office_id, BY, "services", "benefits")
    assert list(refused.value.errors) == ["letter"]
    with pytest.raises(NotFound):
        setup.bring_back(day.db, day.office_id, BY, "services", "nix")


def test_a_service_for_which_somebody_waits_is_not_taken_away(day):
    day.draw("benefits")
    with day.pushes(lines=0), pytest.raises(ServiceInUse):
        setup.retire(day.db, day.office_id, BY, "services", "benefits")


def test_a_counter_with_somebody_at_it_is_not_taken_away(day):
    worker = day.at("105")
    with day.pushes(lines=0), pytest.raises(CounterOccupied) as refused:
        setup.retire(day.db, day.office_id, BY, "counters", "105")
    assert refused.value.params == {"counter": "105", "login": "at-105"}
    day.leave("105", worker)
    setup.retire(day.db, day.office_id, BY, "counters", "105")
    assert day.office.counter("105") is None


def test_a_counter_to_which_a_number_is_sent_is_not_taken_away(day):
    number = day.draw("residence").number
    day.call_next("104")
    day.do("transfer", "104", number, counter="105")
    with pytest.raises(CounterHasTicket):
        setup.retire(day.db, day.office_id, BY, "counters", "105")


def test_a_door_sign_goes_with_its_door(day):
    doors = [each.slug for each in day.office.displays.values() if each.layout == "door"]
    assert doors
    setup.retire(day.db, day.office_id, BY, "counters", day.office.displays[doors[0]].counters[0])
    assert doors[0] not in day.office.displays


def test_an_area_with_counters_stays(day):
    with pytest.raises(AreaInUse):
        setup.retire(day.db, day.office_id, BY, "areas", "hall")


def test_the_last_change_is_taken_back_and_made_again(day):
    before = offices.dump(day.db, "bernburg")
    put(day, "services", "residence", mean_minutes=33)
    after = offices.dump(day.db, "bernburg")
    assert setup.last(day.db, day.office_id).is_last
    with day.pushes(lines=1):
        setup.undo(day.db, day.office_id, BY)
    assert offices.dump(day.db, "bernburg") == before
    setup.undo(day.db, day.office_id, BY)
    assert offices.dump(day.db, "bernburg") == after


def test_displays_and_slips_are_taken_back_like_all_else(day):
    before = offices.dump(day.db, "bernburg")
    hall = DisplayPart.model_validate(part(day, "displays", "hall") | {"contrast": True})
    for change in (
        lambda: displays.change(day.db, day.office_id, BY, hall),
        lambda: displays.retire(day.db, day.office_id, BY, "hall"),
        lambda: offices.change_slip(day.db, day.office_id, BY, SlipPart(blocks=["number", "service"])),
    ):
        change()
        assert offices.dump(day.db, "bernburg") != before
        setup.undo(day.db, day.office_id, BY)
        assert offices.dump(day.db, "bernburg") == before


def test_nothing_is_taken_back_when_something_else_was_changed_since(day):
    put(day, "services", "residence", mean_minutes=33)
    offices.load(day.db, DEMO.replace("walk_in_stop_minutes = 30", "walk_in_stop_minutes = 45"), "shell")
    assert not setup.last(day.db, day.office_id).is_last
    with day.pushes(lines=0), pytest.raises(NothingToUndo):
        setup.undo(day.db, day.office_id, BY)


def test_taking_back_a_new_service_is_refused_once_somebody_waits_for_it(day):
    setup.put(day.db, day.office_id, BY, "services", part(day, "services", "benefits") | {"slug": "new", "letter": "X"})
    day.draw("new")
    with pytest.raises(ServiceInUse):
        setup.undo(day.db, day.office_id, BY)


def test_a_file_of_another_office_is_refused(day):
    text = offices.dump(day.db, "bernburg").replace('slug = "bernburg"', 'slug = "halle"', 1)
    with day.pushes(lines=0), pytest.raises(Invalid):
        setup.replace(day.db, day.office_id, BY, text)
    assert offices.slugs(day.db) == ["bernburg"]


def test_a_change_is_written_down_with_what_it_changed(day):
    setup.change(day.db, day.office_id, BY, {"office": {"retention_days": 40}, "hours": {"mon": ["08:00-12:00"]}})
    assert day.office.retention_days == 40
    with day.db.snapshot() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.act == "office.change")).one()
    assert noted.what["changes"][0] == "+ hours.mon = ['08:00-12:00']"
    assert noted.what["changes"][-1] == "~ office.retention_days: 30 → 40"
    assert setup.last(day.db, day.office_id).changes == tuple(noted.what["changes"])


def test_days_are_deleted_sooner_only_by_somebody_who_is_sure(day):
    with day.pushes(lines=0), pytest.raises(Invalid):
        setup.change(day.db, day.office_id, BY, {"office": {"retention_days": 7}})
    setup.change(day.db, day.office_id, BY, {"office": {"retention_days": 7}}, is_sure=True)
    assert day.office.retention_days == 7


NAMES = some.text("aä語ع'\"\\[]#=", min_size=1, max_size=20)
TEXTS = some.dictionaries(some.sampled_from(["de", "ar", "ti", "de-simple"]), NAMES, min_size=1)
SPANS = some.sampled_from([[], ["09:00-12:00"], ["08:15-12:00", "13:00-24:00"]])
CHANGES = some.fixed_dictionaries(
    {
        "hours": some.dictionaries(some.sampled_from(["mon", "wed", "sun"]), SPANS),
        "closures": some.lists(
            some.fixed_dictionaries({"date": some.dates().map(str), "name": NAMES}), max_size=3, unique_by=lambda each: each["date"]
        ),
        "exceptions": some.dictionaries(some.dates().map(str), SPANS, max_size=3).map(
            lambda found: [{"date": day, "hours": spans} for day, spans in found.items()]
        ),
        "office": some.fixed_dictionaries({"name": TEXTS, "address": some.text("a #\"'", max_size=9)}),
        "turn": some.fixed_dictionaries({"own_language": some.floats(0, 1000), "limit_minutes": some.integers(1, 600)}),
        "tips": some.lists(
            some.fixed_dictionaries({"slug": some.sampled_from(["a", "b"]), "text": TEXTS}), unique_by=lambda each: each["slug"]
        ),
        "outcomes": some.just([]),
    }
)


@settings(max_examples=8)
@given(changes=CHANGES)
def test_whatever_is_changed_the_file_comes_out_as_it_went_in(one_day, changes):
    setup.change(one_day.db, one_day.office_id, BY, changes)
    dumped = offices.dump(one_day.db, "bernburg")
    setup.change(one_day.db, one_day.office_id, BY, {"hours": {}, "closures": [], "tips": [], "office": {"address": "elsewhere"}})
    setup.replace(one_day.db, one_day.office_id, BY, dumped)
    assert offices.dump(one_day.db, "bernburg") == dumped
    assert officefile.parse(dumped)


def test_the_demo_office_comes_out_as_it_went_in(day):
    dumped = offices.dump(day.db, "bernburg")
    day.load(lambda text: text.replace("walk_in_stop_minutes = 30", "walk_in_stop_minutes = 45"))
    offices.load(day.db, dumped, "shell")
    assert offices.dump(day.db, "bernburg") == dumped
