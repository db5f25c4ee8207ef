"""The admin page of appointments: a file, what it would change, today's list."""

import io
import re

import pytest
from adminroom import Browser
from browsing import Watched
from running import demo_server

CSV = "\ufeffName;code;service;at\nEva Müller;K7;residence;24.11.2026 10:00\nAli;K8;fiktion;24.11.2026 08:30\n"


class Office(Browser):
    """At the page of appointments."""

    def upload(self, text=CSV, name="list.csv", **fields):
        content = text if isinstance(text, bytes) else text.encode()
        return self.send("/admin/appointments/preview", file=(io.BytesIO(content), name), **fields)

    def rows(self):
        return re.search(r'<textarea name="rows" hidden>(.*?)</textarea>', self.text, re.S)[1]


@pytest.fixture
def lead(day):
    office = Office(day)
    yield office
    office.app.extensions["lobby"].db.close()


def test_a_file_is_shown_before_it_changes_anything_and_then_taken_over(day, lead):
    with day.pushes(lines=0):
        lead.upload()
    assert "Das ändert sich" in lead.text
    assert "K7" in lead.text and "Dienstag, 24. November · 10:00" in lead.text
    lead.send("/admin/appointments", rows=lead.rows())
    assert "Die Termine sind übernommen." in lead.text
    assert re.search(r'<tr data-state="due">.*?10:00.*?K7.*?kann sich anmelden', lead.text, re.S)
    assert re.search(r'<tr data-state="not-arrived">.*?08:30.*?K8.*?nicht gekommen', lead.text, re.S)
    assert day.today.appointments == 2


def test_names_do_not_even_come_back_from_the_preview(lead):
    assert "Eva" not in lead.upload()


def test_the_same_file_again_changes_nothing(day, lead):
    lead.upload()
    lead.send("/admin/appointments", rows=lead.rows())
    lead.upload()
    assert re.search(r"<dt>unverändert</dt><dd><bdi>2</bdi>", lead.text)
    with day.pushes(lines=0):
        lead.send("/admin/appointments", rows=lead.rows())


def test_only_when_asked_a_file_cancels_what_it_lacks(day, lead):
    lead.upload()
    lead.send("/admin/appointments", rows=lead.rows())
    shorter = CSV.rpartition("Ali")[0]
    assert re.search(r"<dt>abgesagt</dt><dd><bdi>0</bdi>", lead.upload(shorter))
    assert re.search(r"<dt>abgesagt</dt><dd><bdi>1</bdi>", lead.upload(shorter, complete="1"))
    lead.send("/admin/appointments", rows=lead.rows(), complete="1")
    assert ">K8<" not in lead.text  # a form's token may have these letters, too


def test_a_cancelled_event_stays_cancelled_on_its_way_through_the_preview(lead):
    event = ("BEGIN:VEVENT", "UID:K7", "DTSTART:20261124T100000", "SUMMARY:residence", "STATUS:CANCELLED", "END:VEVENT")
    lead.upload()
    lead.send("/admin/appointments", rows=lead.rows())
    lead.upload("\r\n".join(("BEGIN:VCALENDAR", *event, "END:VCALENDAR", "")), "list.ics")
    lead.send("/admin/appointments", rows=lead.rows())
    assert "K7" not in lead.text


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "Bitte wählen Sie eine Datei aus."),
        (b"code;service;at\nK7;<b>;soon\n", 422, "line 2"),
        (b"code;service;at\nM\xfcller", 422, "Die Datei ist nicht in UTF-8 gespeichert."),
        (b"K" * (1024 * 1024 + 1), 413, "Das ist zu groß."),
    ],
    ids=["empty", "bad row", "other encoding", "large"],
)
def test_a_bad_file_is_refused_on_the_page_which_stays(day, lead, content, status, said):
    with day.pushes(lines=0):
        lead.upload(content)
    assert lead.answer.status_code == status
    assert said in lead.text
    assert 'type="file"' in lead.text


def test_a_file_far_too_large_is_not_even_read(lead):
    lead.upload(b"K" * 3_000_000)
    assert lead.answer.status_code == 413


def test_markup_in_a_file_is_text(lead):
    text = lead.upload('code,service,at\n"<img src=x onerror=alert(1)>",residence,2026-11-24 10:00\n')
    assert "<img" not in text
    assert "IMGSRCXONERRORALERT1" in text


def test_a_form_without_its_token_changes_nothing(day, lead):
    lead.upload()
    rows = lead.rows()
    with day.pushes(lines=0):
        lead.send("/admin/appointments", csrf=False, rows=rows)
    assert lead.answer.status_code == 403


def test_a_caseworker_may_not_and_a_stranger_logs_in_first(day):
    caseworker = Office(day, "caseworker")
    assert caseworker.answer.status_code == 403
    stranger = caseworker.app.test_client().get("/admin/appointments", headers={"Accept": "text/html"})
    assert (stranger.status_code, stranger.location) == (303, "/login?next=/admin/appointments")
    caseworker.app.extensions["lobby"].db.close()


@pytest.mark.browser
def test_in_a_browser_by_keys_and_axe_finds_nothing(tmp_path, browser):
    file = tmp_path / "list.csv"
    file.write_text("code,service,at\nK7,residence,2099-11-24 10:00\n")
    with demo_server(tmp_path / "data") as server:
        page = browser.new_context(locale="de-DE", viewport={"width": 1366, "height": 768}).new_page()
        watched = Watched(page)
        page.goto(f"{server.url}/admin/appointments")
        page.fill("[name=login]", "leitung")
        page.fill("[name=password]", server.people["leitung"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("[name=file]")
        assert watched.violations() == []
        page.set_input_files("[name=file]", file)
        page.press("[name=file] >> xpath=ancestor::form >> button", "Enter")
        page.wait_for_selector("#plan")
        assert watched.violations() == []
        page.press("form:has([name=rows]) button", "Enter")
        page.wait_for_selector(".notice.good")
        assert watched.violations() == []
        assert watched.complaints == []
        page.context.close()
