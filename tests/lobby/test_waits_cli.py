"""`lobby waits evaluate`, as somebody types it."""

import csv
import json

import pytest
import queues
from click.testing import CliRunner
from queues import Queue

from lobby.cli import main
from lobby.commands import days
from lobby.domain.lifecycle import Verb

KEYS = [
    *("name", "n", "mae", "rmse", "median_error", "bias", "pinball_10", "pinball_50", "pinball_90"),
    *("coverage_low", "coverage_high", "width"),
]


@pytest.fixture
def log(tmp_path):
    """A log of two types, as another system writes it."""
    found = queues.visits(Queue(3, 0.95, 6, {"A": (0.5, 300.0, None), "B": (0.5, 900.0, None)}), seed=1)
    with (tmp_path / "log.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["arrival_s", "service_start_s", "service_end_s", "abandon_s", "service_type", "server", "date"])
        rows.writerows([v.arrival, v.start, v.end, v.left, v.service, v.server, v.day] for v in reversed(found))
    return str(tmp_path / "log.csv")


def evaluate(*words, **environ):
    return CliRunner().invoke(main, ["waits", "evaluate", *words], env=environ)


def test_json_is_the_contracts_list_ours_first(log):
    told = json.loads(evaluate(log, "--format", "json").stdout)
    assert [each["name"] for each in told] == ["lobby", "usual formula", "LES", "HOL", "mean of last 20", "median of three"]
    assert all(list(each) == KEYS for each in told)


def test_text_is_a_table_and_says_what_was_left_out(log):
    done = evaluate(log)
    assert done.stdout.splitlines()[1].startswith("lobby ")
    assert "gave up" in done.stderr


def test_only_some_types_are_judged(log):
    every, some = (json.loads(evaluate(log, "--format", "json", *more).stdout)[0]["n"] for more in ([], ["--types", "A"]))
    assert 0 < some < every


def test_a_file_that_is_no_log_ends_with_two_and_a_sentence(tmp_path):
    (tmp_path / "bad.csv").write_text("arrival_s,service_start_s\n1,soon\n")
    done = evaluate(str(tmp_path / "bad.csv"))
    assert done.exit_code == 2
    assert "line 2: service_start_s is not a number of seconds" in done.stderr
    assert "Traceback" not in done.output


def test_either_a_file_or_the_journal(log):
    assert evaluate().exit_code == 2
    assert evaluate(log, "--journal").exit_code == 2


def test_the_journal_of_past_days_is_a_log_too(day):
    url = day.settings.database_url
    day.at("101")
    for number in range(12):
        day.draw("residence")
        day.clock.forward(minutes=2)
        if number > 5:
            called = day.call_next("101")
            day.do(Verb.START, "101", called)
            day.do(Verb.FINISH, "101", called)
    done = evaluate("--journal", LOBBY_DATA_DIR=str(day.settings.data_dir), LOBBY_DATABASE_URL=url)
    assert done.exit_code == 2  # the day is not over
    day.clock.forward(hours=12)
    days.turn(day.db, day.office_id, day.today.date)
    done = evaluate("--journal", "--format", "json", LOBBY_DATA_DIR=str(day.settings.data_dir), LOBBY_DATABASE_URL=url)
    ours, *_, promised = json.loads(done.stdout)
    assert ours["n"] >= promised["n"] >= 1
    assert promised["name"] == "as promised"
