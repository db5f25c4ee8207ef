"""The desk without scripts: every step is a form of the page, and what is refused is said on the page."""

import pytest
from sqlalchemy import select
from staffroom import Staffroom

from lobby.commands import keys, seats, staff, tickets
from lobby.desk.times import elapsed
from lobby.store.tables.slips import SlipRow

NEXT, AGAIN = "Nächste Nummer aufrufen", "Noch einmal aufrufen"


@pytest.fixture
def open_browser(day):
    return Staffroom(day).open


@pytest.fixture
def anna(open_browser):
    """Somebody who is logged in."""
    return open_browser().log_in("anna")


@pytest.fixture
def emre(open_browser):
    """Somebody else who is logged in."""
    return open_browser(2).log_in("emre")


@pytest.fixture
def at_101(anna):
    """Anna, signed on in room 101."""
    return anna.send("/desk/sign-on", counter="101")


def test_one_click_signs_on_at_a_counter(anna):
    for told in ("Zimmer 101", "1. Stock", "Aufenthaltserlaubnis: erteilen, verlängern"):
        assert told in anna.text
    anna.send("/desk/sign-on", counter="101")
    assert anna.answer.request.path == "/desk"
    assert "Niemand ist am Platz." in anna.text


def test_a_taken_counter_is_marked_and_cannot_be_chosen(anna, emre):
    anna.send("/desk/sign-on", counter="101")
    button = emre.get("/desk").text.partition('value="101"')[2].partition("</button>")[0]
    assert "disabled" in button
    assert "besetzt" in button


def test_who_wants_a_counter_that_was_just_taken_is_told_so(anna, emre):
    emre.get("/desk")
    anna.send("/desk/sign-on", counter="101")
    emre.send("/desk/sign-on", counter="101")
    assert emre.status == 409
    assert "Dieser Platz ist schon besetzt." in emre.text
    assert "An welchem Platz arbeiten Sie?" in emre.text


def test_a_counter_that_does_not_exist_is_refused_on_the_page(anna):
    assert anna.send("/desk/sign-on", counter="999").status == 404
    assert "An welchem Platz arbeiten Sie?" in anna.text


def test_a_visitor_is_called_served_and_finished_by_forms(day, at_101):
    day.draw("residence", "ar", needs=("wheelchair",), party_size=3)
    at_101.press(NEXT)
    for told in ("A001", "العربية", "Rollstuhl", "3 Personen", "Ist da", AGAIN, "Nicht erschienen"):
        assert told in at_101.text
    assert 'data-state="serving"' in at_101.press("Ist da").text
    assert 'data-state="free"' in at_101.press("Fertig").text
    assert day.state("A001") == "finished"


def test_a_call_can_be_repeated(day, at_101):
    day.draw()
    at_101.press(NEXT).press(AGAIN)
    assert "<dt>Aufrufe</dt><dd><bdi>2</bdi></dd>" in at_101.text


def test_who_did_not_come_can_be_taken_up_again(day, at_101):
    day.draw()
    at_101.press(NEXT).press("Nicht erschienen")
    assert day.state("A001") == "missed"
    at_101.press("Wieder aufnehmen")
    assert day.state("A001") == "waiting"


def test_when_nobody_waits_the_desk_says_so_and_stays(at_101):
    at_101.press(NEXT)
    assert at_101.status == 409
    assert "An diesem Platz wartet gerade niemand." in at_101.text
    assert "Zimmer 101" in at_101.text


def test_a_step_that_no_longer_fits_is_refused_with_the_state(day, at_101):
    ticket = day.draw()
    at_101.press(NEXT).press("Ist da")
    at_101.send(f"/desk/tickets/{ticket.ticket_id}/miss")
    assert at_101.status == 409
    assert "Die Nummer A001 ist im Zustand „in Bearbeitung“." in at_101.text


def test_an_unknown_step_is_not_found(day, at_101):
    assert at_101.send(f"/desk/tickets/{day.draw().ticket_id}/vanish").status == 404


def test_two_presses_of_next_call_one_visitor(day, at_101):
    day.draw()
    day.draw()
    at_101.send("/desk/next")
    at_101.send("/desk/next")
    assert (day.state("A001"), day.state("A002")) == ("called", "waiting")


def test_nobody_signs_off_and_leaves_a_visitor_behind(day, at_101):
    day.draw()
    at_101.press(NEXT).send("/desk/sign-off")
    assert at_101.status == 409
    assert "Diesen Platz schließen?" in at_101.text
    assert day.state("A001") == "called"


def test_signing_off_frees_the_counter(at_101, emre):
    assert "An welchem Platz arbeiten Sie?" in at_101.send("/desk/sign-off").text
    assert emre.send("/desk/sign-on", counter="101").status == 200


def test_a_form_without_its_token_changes_nothing(day, at_101):
    day.draw()
    for path in ("/desk/next", "/desk/sign-off", "/desk/sign-on"):
        assert at_101.send(path, csrf=False).status == 403
    assert day.state("A001") == "waiting"
    assert "Zimmer 101" in at_101.get("/desk").text


def test_the_first_thirty_are_listed_and_all_are_counted(day, at_101):
    for _ in range(33):
        day.draw()
    at_101.get("/desk")
    assert at_101.text.count('<li id="waiting-') == 30
    assert '<bdi class="count">33</bdi>' in at_101.text


def test_a_slip_that_was_not_printed_is_shown(day, at_101):
    kiosk = keys.holder(day.db, day.kiosk).device_id
    tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de"), "the key of a choice", "device:1", kiosk)
    assert '<li id="unprinted-' not in at_101.get("/desk").text
    day.clock.forward(seconds=11)
    assert '<li id="unprinted-' in at_101.get("/desk").text
    assert "wartet auf den Drucker" in at_101.text


def test_the_next_morning_begins_with_choosing_a_counter(day, at_101):
    day.clock.forward(days=2)
    assert "An welchem Platz arbeiten Sie?" in at_101.log_in("anna").get("/desk").text


def test_the_desk_is_for_those_who_work_there(open_browser):
    assert open_browser().get("/desk").answer.request.path == "/login"
    assert open_browser(2).log_in("lena").get("/desk").status == 403


@pytest.mark.parametrize(
    ("until", "said"), [("09:00:05", "0:05"), ("09:04:05", "4:05"), ("10:04:05", "1:04:05"), ("08:59:59", "0:00")]
)
def test_elapsed_time_is_said_in_minutes_and_seconds(until, said):
    assert elapsed("2026-11-24T09:00:00.000Z", f"2026-11-24T{until}.000Z") == said


def test_closing_a_counter_with_visitors_returns_them_after_a_question(day, at_101):
    day.draw()
    at_101.press(NEXT).send("/desk/sign-off")
    at_101.send("/desk/sign-off", return_visitors="true")
    assert "An welchem Platz arbeiten Sie?" in at_101.text
    assert day.state("A001") == "waiting"


def test_who_sits_elsewhere_moves_only_after_a_question(day, at_101):
    at_101.get("/desk/choose")
    assert "Ihr Platz" in at_101.text
    at_101.send("/desk/sign-on", counter="103")
    assert "Umziehen zu Zimmer 103?" in at_101.text
    assert len(day.today.seats) == 1
    at_101.send("/desk/sign-on", counter="103", move="true")
    assert "Zimmer 103" in at_101.text
    assert [day.office.counters[id_].slug for id_ in day.today.seats] == ["103"]


def test_the_languages_one_speaks_are_remembered_and_prefer(day, anna):
    anna.get("/desk")
    anna.send("/desk/sign-on", counter="101", languages="ar")
    assert next(iter(day.today.seats.values())).languages == ("ar",)
    anna.get("/desk/choose")
    assert 'value="ar" checked' in anna.text
    day.draw("residence", "de"), day.draw("residence", "ar")
    anna.get("/desk").press(NEXT)
    assert "A002" in anna.text
    assert "Sie sprechen Arabisch" in anna.text


def test_a_break_shows_since_when_and_work_goes_on(day, at_101):
    at_101.send("/desk/break")
    assert 'data-state="break"' in at_101.text
    at_101.press("Weiterarbeiten")
    assert 'data-state="free"' in at_101.text


def test_parking_sending_on_and_notes_go_by_forms(day, at_101):
    ticket = day.draw("residence")
    steps = f"/desk/tickets/{ticket.ticket_id}"
    at_101.press(NEXT).press("Ist da")
    assert f'action="{steps}/park' in at_101.get(f"/desk?do=park&ticket={ticket.ticket_id}").text
    at_101.send(f"{steps}/park", reason="holt den Pass", remind_minutes="5")
    assert "holt den Pass" in at_101.text
    at_101.send(f"{steps}/resume").send(f"{steps}/note", text="Bescheid fehlt")
    assert "Bescheid fehlt" in at_101.text
    at_101.send(f"{steps}/transfer", service="benefits", counter="", note="", return_to_me="true")
    assert day.state("A001") == "waiting"
    at_101.send(f"{steps}/undo")
    assert 'data-state="serving"' in at_101.text


def test_what_a_form_says_wrongly_is_refused_and_changes_nothing(day, at_101):
    ticket = day.draw()
    at_101.press(NEXT)
    at_101.send(f"/desk/tickets/{ticket.ticket_id}/park", remind_minutes="soon")
    assert at_101.status == 422
    assert day.state("A001") == "called"


def test_markup_in_a_note_stays_text(day, at_101):
    ticket = day.draw()
    at_101.press(NEXT).send(f"/desk/tickets/{ticket.ticket_id}/note", text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in at_101.text
    assert "&lt;script&gt;alert(1)" in at_101.text


def test_help_is_called_answered_and_called_off(day, at_101, emre):
    emre.get("/desk")
    emre.send("/desk/sign-on", counter="102")
    at_101.send("/desk/panic")
    assert "Sie haben Hilfe gerufen." in at_101.text
    emre.get("/desk").press("Ich komme")
    assert "Es kommen: Zimmer 102" in at_101.get("/desk").text
    at_101.press("Entwarnung")
    assert "Hilfe gerufen" not in emre.get("/desk").text


def test_a_page_of_a_counter_that_one_has_left_acts_nowhere(day, at_101):
    """Left open in another tab, it would call to the wrong room."""
    day.draw()
    at_101.send("/desk/sign-on", counter="102", move="true")
    for path in ("/desk/next", "/desk/sign-off"):
        at_101.send(path, seat="101")
        assert at_101.status == 409
        assert "Sie sind inzwischen an einem anderen Platz angemeldet." in at_101.text
    assert day.state("A001") == "waiting"
    at_101.send("/desk/next", seat="102")
    assert day.state("A001") == "called"


def test_closing_with_somebody_parked_asks_too(day, at_101):
    ticket = day.draw()
    at_101.press(NEXT).send(f"/desk/tickets/{ticket.ticket_id}/park", reason="füllt aus")
    at_101.send("/desk/sign-off")
    assert at_101.status == 409
    assert "Diesen Platz schließen?" in at_101.text
    assert day.state("A001") == "parked"
    assert "An welchem Platz arbeiten Sie?" in at_101.send("/desk/sign-off", return_visitors="true").text
    assert day.state("A001") == "waiting"


def test_who_lost_her_browser_is_told_that_the_counter_was_freed(day, at_101):
    day.draw()
    at_101.press(NEXT).press("Ist da")
    anna = staff.prove(day.db, "anna", "a good password")
    seats.seen(day.db, [(day.office_id, anna)])
    day.clock.forward(minutes=16)
    seats.free(day.db, day.office_id, anna)
    for told in ("Zimmer 101 ist wieder frei.", "länger als 15 Minuten nicht zu erreichen", "A001 ist noch dort"):
        assert told in at_101.get("/desk").text
    at_101.send("/desk/sign-on", counter="101")
    assert 'data-state="serving"' in at_101.text
    at_101.press("Fertig").send("/desk/sign-off")
    assert "ist wieder frei" not in at_101.text  # that was her own doing


def test_a_slip_that_did_not_come_out_is_printed_again(day, at_101):
    kiosk = keys.holder(day.db, day.kiosk).device_id
    drawn = tickets.draw(day.db, day.office_id, tickets.Choice("residence", "de"), "the key of a choice", "device:1", kiosk)
    day.clock.forward(seconds=11)
    at_101.get("/desk").press("Neu drucken")
    assert at_101.status == 200
    assert day.today.tickets[drawn.ticket_id].slip == "queued"
    with day.db.snapshot() as session:
        assert [slip.is_copy for slip in session.scalars(select(SlipRow).order_by(SlipRow.id))] in ([False], [False, True])


def test_an_ended_session_is_said_at_the_log_in(open_browser):
    assert "Ihre Sitzung ist zu Ende." in open_browser().get("/login?next=/desk&ended=1").text


def test_fewer_services_can_be_chosen_also_when_moving(day, anna):
    anna.send("/desk/sign-on", counter="101", services=["fiktion", "pick-up"])
    seat = day.today.seats[day.office.counter("101").id]
    assert seat.services == ("fiktion",)  # nobody comes to room 101 to pick up
    anna.send("/desk/sign-on", counter="102", services=["fiktion"])
    assert 'name="services" value="fiktion"' in anna.text


def test_services_that_a_counter_does_not_have_are_refused(day, anna):
    anna.send("/desk/sign-on", counter="101", services="pick-up")
    assert "An diesem Platz gibt es keines der gewählten Anliegen." in anna.text
    assert day.today.seats == {}
