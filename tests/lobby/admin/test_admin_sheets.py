"""The office, its hours, its rules and its file at the admin pages."""

import io
from datetime import timedelta

import pytest
from adminroom import Browser, form_of
from office import Day

from lobby.commands import offices


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """One day for all: each test leaves the others' things alone."""
    return Day(tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def admin(day):
    browser = Browser(day, role="admin", page="/admin")
    yield browser
    browser.app.extensions["lobby"].db.close()
    day.db.close()


def change(admin, page, **changes):
    form = form_of(admin.ask("GET", page)) | changes
    return admin.send(page, **form)


@pytest.mark.parametrize("page", ["/admin/office", "/admin/hours", "/admin/alerts", "/admin/policy"])
def test_a_sheet_that_is_saved_untouched_changes_nothing(day, admin, page):
    with day.pushes(lines=0):
        change(admin, page)
        assert admin.answer.status_code == 200, admin.text


def test_hours_reach_the_kiosk_at_once(day, admin):
    with day.pushes(lines=1):
        change(admin, "/admin/hours", **{"hours.tue": "14-18"})
    states = {each["slug"]: each["state"] for each in day.runtime.board("kiosk", day.office_id, "", "de")["services"]}
    assert states["residence"] == "closed"
    admin.send("/admin/undo")
    assert day.draw("residence").number


def test_closure_days_and_days_with_other_hours_are_written_row_by_row(day, admin):
    dates, names = ["2026-12-24", "", "2027-01-02"], ["Heiligabend", "weg", "Inventur"]
    other = {"exceptions.date": ["2026-12-01", "2026-12-02"], "exceptions.said": ["10-12", ""]}
    change(admin, "/admin/hours", **{"closures.date": dates, "closures.said": names} | other)
    text = offices.dump(day.db, "bernburg")
    assert 'name = "Inventur"' in text
    assert 'name = "weg"' not in text
    assert 'date = 2026-12-01\nhours = ["10:00-12:00"]' in text
    assert "date = 2026-12-02\nhours = []" in text


def test_a_bad_row_is_told_beside_it_and_stays(admin):
    change(admin, "/admin/hours", **{"closures.date": ["2026-12-24", "never"], "closures.said": ["Heiligabend", "typed"]})
    assert admin.answer.status_code == 422
    assert 'id="error-closures.1.date">Bitte wählen Sie ein Datum.' in admin.text
    assert 'value="typed"' in admin.text


def test_public_holidays_are_those_of_the_state(day, admin):
    assert "Heilige Drei Könige" in admin.ask("GET", "/admin/hours")
    change(admin, "/admin/hours", **{"office.state": "BE"})
    assert "Heilige Drei Könige" not in admin.ask("GET", "/admin/hours")
    change(admin, "/admin/hours", **{"office.state": ""})
    assert "geschlossen, ohne dass Sie" not in admin.ask("GET", "/admin/hours")


def test_languages_are_chosen_and_put_in_order(day, admin):
    change(
        admin, "/admin/office", **{"office.languages": ["de", "en", "ar"], "office.languages.ar": "1", "office.languages.de": "2"}
    )
    assert day.office.languages == ("ar", "de", "en")
    admin.send("/admin/undo")
    assert len(day.office.languages) == 16


def test_to_keep_days_for_a_shorter_time_needs_a_second_word(day, admin):
    change(admin, "/admin/office", **{"office.retention_days": "7", "office.address": "Typed 1"})
    assert admin.answer.status_code == 422
    assert "Bitte bestätigen Sie es." in admin.text
    assert 'value="Typed 1"' in admin.text
    assert day.office.retention_days == 30
    admin.send("/admin/office", **form_of(admin.text) | {"sure": "1"})
    assert day.office.retention_days == 7
    change(admin, "/admin/office", **{"office.retention_days": "40"})
    assert day.office.retention_days == 40


def test_the_rules_are_told_in_words_made_of_their_values(admin):
    assert "Mit Termin: zählt von Anfang an wie 30 Minuten Warten, und jede Minute zählt 3-fach." in admin.ask(
        "GET", "/admin/policy"
    )
    assert "Verpasst, wieder da: wie alle anderen." in admin.text
    form = form_of(admin.text) | {"turn.ordinary.weight": "2", "turn.ordinary.head_start": "10", "turn.limit_minutes": "45"}
    admin.send("/admin/policy/preview", **form)
    assert "Wer länger als 45 Minuten wartet" in admin.text
    assert "Mit Termin: zählt von Anfang an wie 10 Minuten Warten, und jede Minute zählt 1,5-fach." in admin.text
    admin.send("/admin/policy/preview", **form | {"turn.ordinary.weight": "0"})
    assert "Mit Termin: 30 Punkte von Anfang an und 3 je Minute." in admin.text


def test_a_preview_shows_who_would_win_and_saves_nothing(day, admin):
    first, second = day.draw("fiktion").number, day.draw("pick-up").number  # the second one is express
    form = form_of(admin.ask("GET", "/admin/policy"))
    with day.pushes(lines=0):
        admin.send("/admin/policy/preview", **form)
        assert "bleibt die Reihenfolge gleich" in admin.text
        assert admin.text.index(f">{second}<") < admin.text.index(f">{first}<")
        admin.send("/admin/policy/preview", **form | {"turn.express.head_start": "0", "turn.express.weight": "0,5"})
    assert "↑ 1" in admin.text
    assert 'value="0.5"' in admin.text
    assert day.office.policy.express.head_start == 15


def test_rules_out_of_bounds_are_refused_beside_their_field(day, admin):
    change(admin, "/admin/policy", **{"turn.limit_minutes": "0", "calls.most_calls": ""})
    assert admin.answer.status_code == 422
    assert 'id="error-turn.limit_minutes">Diese Zahl ist zu klein oder zu groß.' in admin.text
    assert 'id="error-calls.most_calls">Bitte geben Sie eine Zahl ein.' in admin.text
    change(admin, "/admin/policy", **{"turn.limit_minutes": "60", "calls.pickers": ["lead"]})
    assert day.office.policy.pickers == {"lead"}


def upload(admin, text):
    admin.ask("GET", "/admin/file")
    return admin.send("/admin/file/preview", file=(io.BytesIO(text.encode() if isinstance(text, str) else text), "office.toml"))


def test_a_file_shows_its_changes_before_it_is_taken_over(day, admin):
    text = admin.ask("GET", "/admin/file/office.toml")
    assert "attachment" in admin.answer.headers["Content-Disposition"]
    assert text == offices.dump(day.db, "bernburg")
    with day.pushes(lines=0):
        assert "Diese Datei ändert nichts" in upload(admin, text)
        assert "~ office.walk_in_stop_minutes: 30 → 41" in upload(admin, text.replace("stop_minutes = 30", "stop_minutes = 41"))
    with day.pushes(lines=1):
        admin.send("/admin/file", text=form_of(admin.text)["text"][0].replace("\n", "\r\n"))
    assert offices.dump(day.db, "bernburg") == text.replace("stop_minutes = 30", "stop_minutes = 41")
    assert "Gespeichert: 1 Angabe geändert" in admin.text


def test_a_bad_file_changes_nothing_and_names_the_place(day, admin):
    text = offices.dump(day.db, "bernburg")
    with day.pushes(lines=0):
        for bad, said in (
            (text.replace('letter = "P"', 'letter = "?"'), "services.0.letter"),
            (text.replace('slug = "bernburg"', 'slug = "halle"'), "anderen Amt"),
            ("<script>", "&lt;" if "&lt;" in text else "file"),
            (b"\xff\xfe", "lässt sich nicht lesen"),
            ("", "wählen Sie eine Datei"),
        ):
            upload(admin, bad)
            assert admin.answer.status_code == 422
            assert said in admin.text
        upload(admin, "x" * 1_100_000)
        assert admin.answer.status_code == 413


def test_a_lead_sets_what_is_told_of_and_one_change_keeps_the_other_rules(admin, day):
    change(admin, "/admin/alerts", **{"alerts.wait.minutes": "25", "alerts.printer.on": []})
    rules = day.office.rules
    assert (rules.wait.after, rules.wait.is_on, rules.printer.is_on) == (timedelta(minutes=25), True, False)
    assert (rules.unserved.is_on, rules.idle.is_on) == (True, False)
