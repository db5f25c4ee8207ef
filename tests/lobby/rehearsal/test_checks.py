"""A rehearsal knows a right board from a wrong one."""

import json
from datetime import date

import pastdays

from lobby.rehearsal import checks
from lobby.rehearsal.record import Kept


def test_a_board_that_tells_of_promises_is_right_only_with_the_figure_of_the_tables(day):
    pastdays.put(day.db, day.office, date(2026, 11, 23), pastdays.visits(19, 1))
    day.draw()
    board = day.runtime.board("display", day.office_id, "hall", "de", topic="bernburg/display/hall")
    told = {name: value for name, value in board.items() if name not in ("topic", "html")}
    assert told["promises"] == {"day": "2026-11-23", "of_ten": 9}
    wrong = told | {"promises": {"day": "2026-11-23", "of_ten": 10}}
    kept = [Kept("bernburg/display/hall", "de", json.dumps(each)) for each in (told, wrong)]
    assert [each.board["promises"]["of_ten"] for each, _ in checks.boards(day.db, "bernburg", kept)] == [10]
