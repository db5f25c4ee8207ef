"""What a display announces, whatever happens: its queue alone, in Node.js, under thousands of invented days."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
NODE = HOUSE / ".venv" / "bin" / "node"
QUEUE = HOUSE / "display" / "static" / "queue.js"
FORGETS_NOTHING = "this.#board = { ...board, announce: [...(this.#board?.announce ?? []), ...board.announce] }\n"
JUDGE = Path(__file__).with_name("announcer.mjs")


def judged(queue: Path, days: int, first: int = 1) -> dict[str, Any]:
    """What was wrong in these days, and how much was tried."""
    command = [str(NODE), str(JUDGE), str(queue), str(days), str(first)]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True, timeout=600).stdout))


def test_each_call_is_spoken_once_one_at_a_time_while_it_is_open_and_none_that_is_old():
    found = judged(QUEUE, days=4000)
    assert found["bad"] == []
    assert found["tried"]["said"] > 50_000
    assert found["tried"]["together"] > 10_000


@pytest.mark.soak
def test_a_million_days_hold_no_surprise():
    for first in range(1, 1_000_000, 50_000):
        assert judged(QUEUE, days=50_000, first=first)["bad"] == []


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("this.#heard = mark.line", "this.#heard = 0", "said twice"),
        (
            "this.#board = board\n",
            "this.#board = { ...board, announce: [...(this.#board?.announce ?? []), ...board.announce] }\n",
            "said although it was over",
        ),
        ("FRESH_MS = 20000", "FRESH_MS = 60000", "old after a start"),
        ("    this.#heard = 0\n", "", "never said"),
        ("this.#lines = open.map(call => call.line)", "this.#lines = []", "never said"),
        ("!(this.#follows && clips.length)", "false", "silent"),
    ],
)
def test_the_judge_notices_a_queue_that_is_wrong(tmp_path, right, wrong, complaint):
    text = QUEUE.read_text()
    assert right in text
    broken = tmp_path / "queue.mjs"
    broken.write_text(text.replace(right, wrong))
    assert complaint in {what for _, what, _ in judged(broken, days=300)["bad"]}
