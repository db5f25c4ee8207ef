"""The page of the data-protection officer: what is held, what was deleted, both as files."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from adminroom import Browser

from lobby.commands import retention
from lobby.i18n import STAFF_SPEAKS

PAGE = "/admin/privacy"


@pytest.fixture
def officer(day):
    day.draw("residence", needs=("wheelchair",))
    return Browser(day, "admin", PAGE)


def test_the_page_counts_what_is_held_and_says_for_how_long(day, officer):
    assert "nach 30 Tagen" in officer.text
    assert "Noch nichts." in officer.text
    assert f"<td>{1}</td>" in officer.text.partition("Wartemarken</th>")[2][:20]


def test_what_was_deleted_stands_on_the_page_and_in_its_file(day, officer):
    on = day.today.date.isoformat()
    day.clock.forward(hours=12)
    day.end()
    day.clock.forward(days=31)
    retention.forget(day.db)
    again = Browser(day, "admin", PAGE)
    assert on in again.text.partition("Was gelöscht wurde")[2]
    assert f",{on},1," in again.ask("GET", f"{PAGE}/proof.csv")
    assert again.answer.content_type == "text/csv; charset=utf-8"


def test_one_visits_data_come_as_a_file(day, officer):
    on = day.today.date.isoformat()
    officer.send(f"{PAGE}/visit", on=on, number="a001")
    assert json.loads(officer.text)["tickets"][0]["needs"] == ["wheelchair"]
    assert officer.answer.headers["Content-Disposition"] == f'attachment; filename="{on}-A001.json"'


def test_a_visit_that_is_not_there_is_said_with_what_was_typed_kept(officer):
    for on, number in (("", ""), ("2026-11-24", "Z999"), ("<b>", '"><b>')):
        officer.ask("GET", PAGE)
        officer.send(f"{PAGE}/visit", on=on, number=number)
        assert officer.answer.status_code in (404, 422)
        assert "notice bad" in officer.text
        assert "<b>" not in officer.text
    assert 'value="&#34;&gt;&lt;b&gt;"' in officer.text


def test_everything_comes_as_a_zip(day, officer):
    token = re.search(r'name="csrf_token" value="([^"]+)"', officer.text)[1]
    answer = officer.client.post(f"{PAGE}/export", data={"csrf_token": token})
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert len(json.loads(archive.read("tickets.json"))) == 1
    assert officer.client.post(f"{PAGE}/export").status_code == 403  # a form of ours alone


def test_the_page_speaks_every_language_of_the_staff(officer):
    for language in STAFF_SPEAKS:
        page = officer.ask("GET", f"{PAGE}?lang={language}")
        assert language == "de" or "Was gelöscht wurde" not in page, language
