"""Drawing a ticket, and giving it up."""

from dataclasses import replace

import pytest
from office import DEMO

from lobby.commands import days, offices, tickets
from lobby.domain.errors import (
    Closed,
    Gone,
    Invalid,
    KeyReused,
    NotAllowed,
    NotFound,
    Paused,
    QuotaReached,
    UnknownLanguage,
    UnknownService,
)


def test_numbers_go_up_by_service_without_a_gap(day):
    drawn = [day.draw(service).number for service in ("residence", "fiktion", "residence", "residence")]
    assert drawn == ["A001", "F001", "A002", "A003"]
    day.check_journal()


def test_a_draw_reaches_hall_kiosk_and_desk(day):
    day.at("101")
    day.watch("display/hall", "kiosk", "desk/101")
    with day.pushes(lines=1) as pushed:
        day.draw("residence")
    assert pushed.topics == {"display/hall", "kiosk", "desk/101"}


def test_the_same_key_gives_the_same_ticket_and_no_further_line(day):
    first = day.draw(key="the same key of 16+")
    with day.pushes(lines=0):
        assert day.draw(key="the same key of 16+") == replace(first, created=False)


def test_the_same_key_for_another_choice_is_refused(day):
    day.draw("residence", key="the same key of 16+")
    with day.pushes(lines=0), pytest.raises(KeyReused):
        day.draw("fiktion", key="the same key of 16+")


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_key_has_16_to_64_characters(day, key):
    with pytest.raises(Invalid):
        tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de"), key, "test")


@pytest.mark.parametrize(("service", "language", "refusal"), [("nix", "de", UnknownService), ("residence", "xx", UnknownLanguage)])
def test_what_the_office_does_not_offer_changes_nothing(day, service, language, refusal):
    with day.pushes(lines=0), pytest.raises(refusal):
        day.draw(service, language)


def test_outside_walk_in_time_there_are_no_numbers(day):
    day.clock.forward(hours=2)  # half past eleven: the last 30 minutes
    with day.pushes(lines=0), pytest.raises(Closed):
        day.draw()


def test_a_paused_service_gives_no_numbers(day):
    offices.load(day.db, DEMO.replace('slug = "residence"', 'slug = "residence"\npaused = true'), "test")
    with pytest.raises(Paused):
        day.draw("residence")
    assert day.draw("fiktion").number == "F001"


@pytest.mark.parametrize("quota", [0, 2])
def test_a_daily_quota_is_kept_exactly(day, quota):
    offices.load(day.db, DEMO.replace('slug = "residence"', f'slug = "residence"\ndaily_quota = {quota}'), "test")
    for _ in range(quota):
        day.draw("residence")
    with pytest.raises(QuotaReached):
        day.draw("residence")


def test_the_slip_is_queued_in_the_same_transaction(day):
    kiosk = 2  # the printer is device 1
    drawn = tickets.draw(day.db, day.office_id, tickets.Choice("residence", "ar"), "k" * 16, "device:2", kiosk)
    assert day.today.tickets[drawn.ticket_id].slip == "queued"
    day.check_journal()


def test_a_visitor_may_give_her_number_up_while_she_waits_but_only_once(day):
    drawn = day.draw()
    day.watch(f"ticket/{drawn.token}")
    with day.pushes(lines=1) as pushed:
        tickets.withdraw(day.db, drawn.token)
    assert pushed.board(drawn.token)["state"] == "withdrawn"
    with day.pushes(lines=0), pytest.raises(NotAllowed):
        tickets.withdraw(day.db, drawn.token)


def test_an_unknown_token_gives_nothing_up(day):
    with pytest.raises(NotFound):
        tickets.withdraw(day.db, "no such token")


def test_each_day_begins_at_one_again(day):
    assert day.draw().number == "A001"
    day.clock.forward(days=2)
    assert day.draw().number == "A001"


def test_after_its_day_a_ticket_is_gone_for_its_visitor_and_for_a_late_tap(day):
    drawn = day.draw(key="pressed just before midnight")
    day.clock.forward(days=1)
    days.forget_texts(day.db)
    with pytest.raises(Gone):
        tickets.withdraw(day.db, drawn.token)
    with pytest.raises(Gone):
        day.draw(key="pressed just before midnight")
