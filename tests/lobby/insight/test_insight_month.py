"""The month on one page: its sentences say what an invented month holds, and its figures are those of the counts."""

import io
from collections import Counter as Tally
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from staffroom import PASSWORD

from lobby.commands import staff
from lobby.desk.screen import SCREEN as DESK
from lobby.domain import quantiles
from lobby.insight import charts, monthpage, monthwords
from lobby.insight.screen import SCREEN
from lobby.reports import month
from lobby.store.counts import Cell
from lobby.store.tables.counts import CountRow
from lobby.store.tables.feedback import FeedbackCountRow
from lobby.web.app import create_app

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
TUESDAYS = [date(2026, 10, 6) + timedelta(days=7 * week) for week in range(4)]


def cell(on, service, hour, called, long=0):
    """So many were called, `long` of them after more than 30 minutes; with its place."""
    plain = dict.fromkeys(("drawn", "finished", "called", "promised", "kept"), called)
    numbers = plain | {"waited_s": called * 600, "served_s": called * 900, "within_30": called - long}
    waits = +Tally({quantiles.key(600): called - long, quantiles.key(2400): long})
    return (on, service, hour), Cell(Tally(numbers), {"waits": waits})


def quiet(days=TUESDAYS):
    """Two services, three hours, nothing that stands out."""
    return [cell(on, service, hour, 10, 1) for on in days for service in (1, 2) for hour in (9, 10, 14)]


def told(office, cells, before=()):
    slugs = {service.id: service.slug for service in office.services.values()}
    pair = month.of_cells(OCTOBER, dict(cells), slugs), month.of_cells(SEPTEMBER, dict(before), slugs)
    return monthwords.told(office, *pair)


def sentences(office, cells, before=()):
    return told(office, cells, before)["findings"]


def test_a_quiet_month_says_when_most_come_and_that_nothing_else_stands_out(day):
    assert sentences(day.office, quiet(), quiet()) == [
        "Am meisten los ist dienstags 14–15 Uhr: 20 Nummern an einem solchen Tag.",
        "Sonst weicht nichts deutlich ab.",
    ]


def test_the_hour_that_holds_the_long_waits_is_named_with_its_share(day):
    busy = [cell(on, 1, 9, 40, 14) for on in TUESDAYS] + [cell(on, 1, hour, 30, 7) for on in TUESDAYS for hour in (10, 11, 14, 15)]
    assert "Dienstags 9–10 Uhr: 33 % der Wartezeiten über 30 Minuten im Monat (56 von 168)." not in sentences(day.office, busy)
    busy = [cell(on, 1, 9, 40, 28) for on in TUESDAYS] + [cell(on, 1, hour, 30, 7) for on in TUESDAYS for hour in (10, 11, 14, 15)]
    assert "Dienstags 9–10 Uhr: 50 % der Wartezeiten über 30 Minuten im Monat (112 von 224)." in sentences(day.office, busy)


def test_the_service_with_long_waits_and_a_change_that_is_no_chance_are_named(day):
    duldung, others = day.office.service("duldung"), [day.office.service(slug).id for slug in ("residence", "fiktion")]
    now = [cell(on, service, 9, 40, 6) for on in TUESDAYS for service in others]
    now += [cell(on, duldung.id, 9, 40, 20) for on in TUESDAYS]
    found = sentences(day.office, now, quiet())
    name = duldung.name["de"]
    assert f"{name}: Hier warten 50 % länger als 30 Minuten, so viele wie bei keinem anderen Anliegen." in found
    assert "Warten länger als 30 Minuten: 27 %, deutlich mehr als im Vormonat (10 %)." in found


def test_fewer_than_five_are_not_told_anywhere(day):
    few = [cell(TUESDAYS[0], 1, 9, 4, 3)]
    page = told(day.office, few)
    assert page["findings"] == ["In diesem Monat gab es weniger als 5 Besuche."]
    assert {value for _, now, _, _ in page["rows"][:1] for value in [now]} == {"unter 5"}
    assert [row[1] for row in page["rows"][2:]] == ["–"] * 8
    assert all(value is None for picture in page["pictures"] for row in picture["cells"] for value in row)


def test_a_small_cell_of_a_picture_hides_another_one_as_the_sum_is_told(day):
    cells = [cell(on, 1, hour, 20, long) for on, long in zip(TUESDAYS, (1, 1, 0, 0), strict=True) for hour in (9,)]
    cells += [cell(on, 1, hour, 20, 5 + hour % 3) for on in TUESDAYS for hour in (10, 11, 14)]
    numbers = told(day.office, cells)["pictures"][1]["numbers"][0]
    assert numbers.count("·") == 2
    assert numbers[0] == "·"


def kept(office_id, place, found):
    """The cell as it is kept."""
    rest = dict.fromkeys(("missed", "withdrawn", "expired", "walked_s", "within_15", "within_60", "sooner", "got_worse"), 0)
    named = dict(zip(("date", "service_id", "hour"), place, strict=True))
    return CountRow(office_id=office_id, late=[], waits=quantiles.text(found.bins["waits"]), **rest, **found.numbers, **named)


@pytest.fixture
def ask(day):
    app = create_app(day.settings, (SCREEN, DESK))
    for role in ("lead", "admin"):
        staff.add(day.db, role, [role], ["bernburg"], PASSWORD)

    def asked(query="", role="lead"):
        headers = {"Authorization": f"Bearer {staff.token(day.db, role)}", "Accept-Language": "de"}
        return app.test_client().get(f"/insight/month.pdf{query}", headers=headers)

    yield asked
    app.extensions["lobby"].db.close()


def test_the_page_is_one_sheet_in_german_that_can_be_read_and_comes_out_the_same_again(day, ask):
    busy = [cell(on, 1, 9, 40, 28) for on in TUESDAYS] + [cell(on, 2, hour, 30, 7) for on in TUESDAYS for hour in (10, 11, 14)]
    with day.db.write() as session:
        earlier = [((on - timedelta(days=28), *place), found) for (on, *place), found in quiet()]
        session.add_all(kept(day.office_id, *each) for each in [*busy, *earlier])
        for score, answers in ((5, 60), (2, 20)):
            session.add(
                FeedbackCountRow(
                    office_id=day.office_id, date=TUESDAYS[0], part="service", name="residence", score=score, answers=answers
                )
            )
    answer = ask("?month=2026-10")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.data))
    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert reader.metadata.title == "Monatsbericht Oktober 2026, Ausländerbehörde des Salzlandkreises"
    assert reader.trailer["/Root"]["/Lang"] == "de-DE"
    for told_there in (
        "Monatsbericht Oktober 2026",
        "September 2026",
        "Dienstags 9–10 Uhr: 57 % der Wartezeiten über 30 Minuten im Monat (112 von 196).",
        "75 % von 80 Antworten: Der Besuch war gut oder sehr gut (sicher: 65 bis 83 %).",
        "Besuche (gezogene Nummern) 520 240",
        "Warten länger als 30 Minuten 38 % 10 % deutlich mehr",
        "Die Hälfte wartet höchstens 10 min 10 min",
        "9 von 10 warten höchstens 40 min 10 min",
    ):
        assert told_there in text
    for hidden in ("leitung", "schalter-1", "sp-1", "Zimmer", "Schalter 1"):
        assert hidden not in text
    assert len(reader.pages[0].images) == 2
    assert ask("?month=2026-10").data == answer.data


def test_a_month_that_is_none_or_not_over_is_refused_in_words(ask):
    for query in ("2026-11", "2027-01", "October", "2026-13", "2026-10-01"):
        answer = ask(f"?month={query}")
        assert (answer.status_code, "Das ist kein Monat, der vorbei ist." in answer.text) == (422, True), query


def test_only_the_lead_gets_the_page(ask):
    assert ask(role="admin").status_code == 403


def test_a_full_week_of_many_hours_still_fits_on_one_sheet(day):
    days = [date(2026, 10, 5) + timedelta(days=number) for number in range(7)]
    cells = [
        cell(on, service, hour, 40, 30 if hour == 9 and on.weekday() == 1 else 2)
        for on in days
        for service in (1, 5)
        for hour in range(7, 20)
    ]
    charts.begin()
    page = monthpage.page(told(day.office, cells, quiet()))
    assert len(PdfReader(io.BytesIO(page)).pages) == 1
