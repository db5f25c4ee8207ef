"""Pictures: each in a sentence first, with its table behind it, as an image that keeps its words as text."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pastdays
import pytest
from staffroom import PASSWORD

from lobby.commands import staff
from lobby.desk.screen import SCREEN as DESK
from lobby.domain.lifecycle import Verb
from lobby.insight import pencil
from lobby.insight.screen import SCREEN
from lobby.web.app import create_app

TODAY = date(2026, 11, 24)  # a Tuesday
PATH = "/insight/pictures"
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture
def ask(day):
    app = create_app(day.settings, (SCREEN, DESK))
    for role in ("lead", "admin"):
        staff.add(day.db, role, [role], ["bernburg"], PASSWORD)

    def asked(path=PATH, language="de", role="lead", **headers):
        shown = {"Authorization": f"Bearer {staff.token(day.db, role)}", "Accept-Language": language}
        return app.test_client().get(path, headers=shown | headers)

    yield asked
    app.extensions["lobby"].db.close()


@pytest.fixture
def weeks(day):
    """Two Tuesdays and a Thursday."""
    for ago, visits in (
        (7, [("residence", 9, 20)] * 12 + [("residence", 10, 40)] * 6 + [("residence", 11, 8)] * 5 + [("duldung", 14, 5)] * 3),
        (14, [("residence", 9, 30)] * 8),
        (5, [("residence", 9, 10)] * 5),
    ):
        pastdays.put(day.db, day.office, TODAY - timedelta(days=ago), visits)


def test_each_picture_is_told_in_a_sentence_and_by_a_table(weeks, ask):
    page = ask().text
    assert "Die meisten Menschen kommen am Dienstag von \u206609–10\u2069 Uhr: 10 an einem solchen Tag." in page
    assert (
        "Am längsten wartet, wer von \u206610–11\u2069 Uhr kommt: die Hälfte länger als 40 Minuten, 1 von 10 länger als 40." in page
    )
    assert (
        '<th scope="row">Dienstag</th><td>10</td><td>3</td><td>nicht gezeigt</td><td>–</td><td>–</td><td>nicht gezeigt</td>' in page
    )
    assert '<th scope="row">\u206609–10\u2069</th><td>25</td><td>20</td><td>30</td><td>30</td>' in page
    assert "\u206614–15\u2069</th><td>3" not in page  # three visits are not told
    for name in ("load", "waits", "durations"):
        assert f'src="/insight/pictures/{name}.svg?office=bernburg&amp;weeks=4&amp;lang=de" alt="' in page


def test_who_was_sent_on_where_is_told_from_five_times_on(day, ask):
    for number in range(12):
        drawn = day.draw("service-point", key=f"sent-on-{number:020}")
        assert day.call_next("sp-1") == drawn.number
        day.do(Verb.START, "sp-1", drawn.number)
        day.do(Verb.TRANSFER, "sp-1", drawn.number, service=("residence", "fiktion", "duldung")[(number > 5) + (number > 10)])
    day.clock.forward(days=1)
    page = ask().text
    assert "<td>Aufenthaltserlaubnis: erteilen, verlängern</td><td>6</td>" in page
    assert "6-mal." in page
    assert "<td>Duldung" not in page  # one was sent there
    assert "<td>Fiktionsbescheinigung" not in page  # nor the next one: their sum is told elsewhere


def test_a_picture_is_an_image_of_its_own_whose_words_stay_text(weeks, ask):
    for language, weekday in (("de", "Dienstag"), ("ar", "الثلاثاء"), ("fa", "سه‌شنبه")):
        answer = ask(f"{PATH}/load.svg?weeks=4", language)
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
        texts = ["".join(each.itertext()) for each in ElementTree.fromstring(answer.data).iter(TEXT)]
        assert {weekday, "10"} <= set(texts)
        again = ask(f"{PATH}/load.svg?weeks=4", language, **{"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_where_nothing_is_known_there_are_words_and_no_pictures(ask):
    page = ask().text
    assert page.count("Dafür sind es zu wenige.") == 3
    assert "<img" not in page
    assert ask(f"{PATH}/load.svg").status_code == 404
    assert ask(f"{PATH}/nonsense.svg").status_code == 404


def test_a_program_that_cannot_draw_is_said_and_not_remembered():
    for _ in range(2):
        with pytest.raises(pencil.CannotDraw):
            pencil.pictures({"load": {"title": "without cells"}})


def test_only_the_lead_sees_pictures(ask):
    assert ask(role="admin").status_code == 403
    assert ask(f"{PATH}/load.svg", role="admin").status_code == 403
