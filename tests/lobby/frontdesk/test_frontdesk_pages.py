"""The front desk without scripts: all that is done there is a form of the page, and what is refused is said on it."""

import re
from datetime import timedelta

import pytest
from staffroom import Staffroom

from lobby.commands import appointments, devices, seats
from lobby.domain.appointments import Booking
from lobby.domain.lifecycle import Verb
from lobby.store.tables.devices import DeviceKind


@pytest.fixture
def open_browser(day):
    return Staffroom(day).open


@pytest.fixture
def mia(open_browser):
    """Somebody of the front desk, at her page."""
    return open_browser().log_in("mia")


def key(page):
    return re.search(r'name="key" id="key" value="([^"]+)"', page.text)[1]


def draw(page, service="residence", language="ar", **fields):
    return page.send("/frontdesk/tickets", key=key(page), service=service, language=language, **fields)


def ticket_of(page):
    """The part of the page that shows one ticket; empty where it shows none."""
    return page.text.partition('<div class="ticket"')[2].partition('class="next"')[0]


def test_the_front_desks_people_begin_at_the_front_desk(mia):
    assert mia.answer.request.path == "/frontdesk"
    for told in ("Servicepunkt", "Aufenthaltserlaubnis: erteilen, verlängern", "العربية", "Rollstuhl"):
        assert told in mia.text


def test_a_number_is_drawn_for_somebody_in_her_language(day, mia):
    draw(mia, needs=["wheelchair", "child"], party_size="3")
    for told in ("A001", "العربية", "Rollstuhl", "Mit Kind", "3 Personen", "wartet auf den Drucker"):
        assert told in ticket_of(mia)
    drawn = next(iter(day.today.tickets.values()))
    assert (drawn.language, drawn.needs, drawn.party_size, drawn.slip) == ("ar", ("wheelchair", "child"), 3, "queued")


def test_the_list_says_how_long_each_has_still_to_wait(day, mia):
    for _ in range(6):
        day.draw("residence")
    assert mia.get("/frontdesk").text.count("noch nicht bekannt") == 6  # nobody serves them yet
    day.at("101")
    shown = re.findall(r'class="row-wait">.*?</svg>([^<]+)</p>', mia.get("/frontdesk").text, re.S)
    assert len(shown) == 6
    assert all(re.fullmatch(r"noch \d+–\d+ Min\.|unter \d+ Minuten?|über 2 Stunden", each) for each in shown)
    assert sum(each.startswith("noch") for each in shown) >= 3


def test_whoever_has_an_appointment_is_checked_in_from_the_list(day, mia):
    at = day.clock.now() + timedelta(minutes=15)
    appointments.put(day.db, day.office_id, [Booking("K7PM2Q", day.office.service("residence").id, at)], "test")
    assert "K7PM2Q" in mia.get("/frontdesk").text
    address = re.search(r'formaction="(/frontdesk/appointments/residence/K7PM2Q[^"]*)"', mia.text)[1]
    mia.send(address, key=key(mia), language="uk", party_size="1")
    assert "A001" in ticket_of(mia)
    assert next(iter(day.today.tickets.values())).appointment_at == at
    mia.send("/frontdesk/appointments/residence/K7PM2Q", key=key(mia), language="uk", party_size="1")
    assert "A001" in mia.text
    assert len(day.today.tickets) == 1


def test_a_code_typed_by_hand_checks_in_and_a_wrong_one_is_said(day, mia):
    draw(mia, appointment="NO SUCH")
    assert mia.status == 409
    assert "Diesen Termin finden wir nicht." in mia.text
    assert day.today.tickets == {}


def test_a_form_sent_twice_draws_one_number(day, mia):
    once = key(mia)
    for _ in range(2):
        mia.send("/frontdesk/tickets", key=once, service="residence", language="de")
        assert "A001" in ticket_of(mia)
    assert len(day.today.tickets) == 1


def test_a_used_form_with_another_choice_is_refused_and_made_anew(mia):
    once = key(mia)
    mia.send("/frontdesk/tickets", key=once, service="residence", language="de")
    mia.send("/frontdesk/tickets", key=once, service="fiktion", language="de")
    assert mia.status == 409
    assert key(mia) != once
    assert "F001" in draw(mia, "fiktion").text


def test_a_refused_draw_says_why_and_keeps_what_was_chosen(day, mia):
    mia.send("/frontdesk/pause", service="residence", reason="technical")
    once = key(mia)
    draw(mia, language="tr", party_size="4", needs=["child"])
    assert mia.status == 409
    assert "keine Nummern. Es gibt eine technische Störung." in mia.text
    for kept in (f'value="{once}"', 'value="tr" lang="tr" selected', 'value="4"', 'value="child" checked'):
        assert kept in mia.text
    assert day.today.tickets == {}


def test_an_unknown_appointment_is_refused_in_words(mia):
    draw(mia, appointment="K7PM2Q")
    assert mia.status == 409
    assert "Diesen Termin finden wir nicht." in mia.text


def test_the_printer_can_be_chosen_where_there_are_several(day, mia):
    assert 'id="printer"' not in mia.text
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    assert 'id="printer"' in mia.get("/frontdesk").text
    assert draw(mia, printer="tresen").status == 200
    assert draw(mia, printer="attic").status == 422


@pytest.mark.parametrize("typed", ["A001", "a001", "a1", " A 1 ", "A-01"])
def test_a_ticket_is_found_by_its_number_as_people_type_it(day, mia, typed):
    day.draw("residence", "uk")
    mia.get(f"/frontdesk?number={typed.replace(' ', '%20')}")
    assert "A001" in ticket_of(mia)
    assert "Українська" in ticket_of(mia)


@pytest.mark.parametrize("typed", ["A099", "nonsense", "%3Cb%3E"])
def test_a_number_that_nobody_has_is_said(mia, typed):
    mia.get(f"/frontdesk?number={typed}")
    assert mia.status == 404
    assert "gibt es heute nicht." in mia.text
    assert "<b>" not in mia.text
    assert ticket_of(mia) == ""


def test_a_waiting_ticket_is_changed_noted_printed_and_withdrawn(day, mia):
    path = f"/frontdesk/tickets/{day.draw('residence').ticket_id}"
    mia.get("/frontdesk?number=A001")
    assert "Niederlassungserlaubnis" in ticket_of(mia.send(f"{path}/transfer", service="settlement"))
    assert "Pass fehlt" in ticket_of(mia.send(f"{path}/note", text="Pass fehlt"))
    assert "wartet auf den Drucker" in ticket_of(mia.send(f"{path}/slip"))
    assert "zurückgegeben" in ticket_of(mia.send(f"{path}/withdraw"))
    for gone in ("/slip", "/transfer", "/note", "/withdraw"):
        assert f'action="{path}{gone}' not in mia.text
    assert mia.send(f"{path}/slip").status == 409
    assert "ist im Zustand „zurückgegeben“" in mia.text


def test_who_missed_the_call_is_taken_up_again_from_list_or_number(day, mia):
    ticket = day.draw()
    day.do(Verb.MISS, "101", day.call_next("101"))
    assert f'formaction="/frontdesk/tickets/{ticket.ticket_id}/reinstate' in mia.get("/frontdesk").text
    mia.get("/frontdesk?number=A001")
    assert "Wieder aufnehmen" in ticket_of(mia)
    mia.send(f"/frontdesk/tickets/{ticket.ticket_id}/reinstate")
    assert day.state("A001") == "waiting"


def test_after_the_grace_time_nothing_offers_to_take_her_up(day, mia):
    day.draw()
    day.do(Verb.MISS, "101", day.call_next("101"))
    day.clock.forward(minutes=61)
    mia.log_in("mia").get("/frontdesk?number=A001")
    assert "Wieder aufnehmen" not in mia.text


def test_who_is_at_a_counter_belongs_to_that_counter(day, mia):
    ticket = day.draw()
    day.call_next("101")
    mia.get("/frontdesk?number=A001")
    assert "Zimmer 101" in ticket_of(mia)
    assert "do-slip" in ticket_of(mia)
    assert "do-withdraw" not in ticket_of(mia)
    assert mia.send(f"/frontdesk/tickets/{ticket.ticket_id}/withdraw").status == 403
    assert day.state("A001") == "called"


def test_a_step_of_the_desk_is_no_step_of_the_front_desk(day, mia):
    ticket = day.draw()
    assert mia.send(f"/frontdesk/tickets/{ticket.ticket_id}/finish").status == 404
    assert mia.send("/frontdesk/tickets/99/slip").status == 404


def test_a_quick_concern_is_counted_by_one_click_and_confirmed(day, mia):
    for count in (1, 2):
        mia.send("/frontdesk/services/service-point/settled")
        assert f"Erledigt: Auskunft, Unterlagen abgeben, Formulare. Heute: {count}." in mia.text
    assert list(day.today.settled.values()) == [2]


def test_a_service_is_paused_with_a_reason_and_goes_on(day, mia):
    mia.send("/frontdesk/pause", service="duldung", reason="full")
    row = mia.text.partition('id="service-duldung"')[2].partition("</li>")[0]
    assert "Es warten schon sehr viele Menschen." in row
    assert 'formaction="/frontdesk/services/duldung/resume' in row
    mia.send("/frontdesk/services/duldung/resume")
    assert 'id="draw-duldung"' in mia.text


def test_a_call_for_help_is_answered(day, mia):
    seats.panic(day.db, day.office_id, day.at("104"))
    assert "Hilfe gebraucht: Zimmer 104" in re.sub("<[^>]+>", "", mia.get("/frontdesk").text)
    mia.send("/frontdesk/panics/104/coming")
    assert "Es kommt: Servicepunkt" in mia.text
    assert mia.send("/frontdesk/panics/101/coming").status == 404


def test_the_load_is_said_in_words_too(day, mia):
    for _ in range(3):
        day.draw("residence")
    assert "Sehr viel los" in mia.get("/frontdesk").text
    for counter in ("101", "102"):
        day.at(counter)
    assert "Ruhig" in mia.get("/frontdesk").text.partition('id="load-title"')[2].partition("</h2>")[0]


def test_the_lead_looks_on_and_changes_nothing(day, open_browser):
    day.draw()
    lena = open_browser().log_in("lena").get("/frontdesk?number=A001")
    assert lena.status == 200
    assert "A001" in ticket_of(lena)
    assert 'id="draw"' not in lena.text
    assert "do-withdraw" not in lena.text
    for path in ("tickets", "pause", "services/residence/settled", "tickets/1/withdraw", "panics/101/coming"):
        assert lena.send(f"/frontdesk/{path}").status == 403


def test_the_front_desk_is_not_for_everybody(open_browser):
    assert open_browser().get("/frontdesk").answer.request.path == "/login"
    assert open_browser(2).log_in("anna").get("/frontdesk").status == 403


def test_a_form_without_its_token_changes_nothing(day, mia):
    day.draw()
    before = day.today.revision
    for path in ("tickets", "pause", "services/residence/settled", "services/residence/resume", "tickets/1/withdraw"):
        assert mia.send(f"/frontdesk/{path}", csrf=False).status == 403
    assert day.today.revision == before


NONSENSE = ["ticket=99", "ticket=x", "said=nonsense", "said=settled&service=nix&count=3", "said=settled&service=residence&count=x"]


@pytest.mark.parametrize("address", NONSENSE)
def test_nonsense_in_the_address_is_not_repeated(mia, address):
    assert mia.get(f"/frontdesk?{address}").status == 200
    assert ticket_of(mia) == ""
    assert "nix" not in mia.text


def test_a_check_in_draws_by_the_appointments_code(day, mia):
    mia.send("/frontdesk/appointments/naturalisation/K7/PM2Q", key=key(mia), language="de")
    assert mia.status == 409
    assert "Diesen Termin finden wir nicht." in mia.text
    assert day.today.tickets == {}


def test_a_number_that_no_database_counts_to_is_not_found(mia):
    assert mia.send(f"/frontdesk/tickets/{10**30}/slip").status == 404


@pytest.mark.parametrize("language", ["de", "ar", "uk", "de-simple"])
def test_the_page_speaks_the_staffs_language(mia, language):
    page = mia.get(f"/frontdesk?lang={language}").text
    assert ('dir="rtl"' in page.partition("<head")[0]) == (language == "ar")
