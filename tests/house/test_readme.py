"""The README says what is so."""

import re
from pathlib import Path

from lobby.domain import lifecycle

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text("utf-8")


def test_the_life_cycle_in_the_readme_is_the_one_in_the_code():
    drawn = re.search(r"<!-- life cycle -->\n```mermaid\n(.*?)\n```\n<!-- /life cycle -->", README, re.DOTALL)
    assert drawn, "the README has lost the marks around its life-cycle diagram"
    assert drawn[1] == lifecycle.diagram()


def test_every_picture_and_file_that_the_readme_points_to_exists():
    targets = [target for target in re.findall(r"\]\(([^)#]+)", README) if not target.startswith("http")]
    assert targets
    assert [target for target in targets if not (HOUSE / target).exists()] == []


def test_the_map_of_the_house_names_every_part_and_no_other():
    tree = re.search(r"<!-- map -->\n```\n(.*?)\n```\n<!-- /map -->", README, re.DOTALL)
    assert tree, "the README has lost the marks around its map"
    named = set(re.findall(r"^([\w.-]+(?:/[\w.-]+)*)/? ", tree[1], re.MULTILINE))
    packages = {str(init.parent.relative_to(HOUSE)) for part in PARTS for init in (HOUSE / part).rglob("__init__.py")}
    assert packages - named - INNER == set()
    assert [name for name in named if not (HOUSE / name).exists()] == []


PARTS = ("lobby", "kiosk", "display", "printer")
INNER = {"lobby/store/tables", "lobby/web/api"}  # the line of their parent says enough


def test_every_target_that_the_readme_names_is_in_the_makefile():
    makefile = (HOUSE / "Makefile").read_text()
    named = set(re.findall(r"(?:^|`|&& )make (\w+)", README, re.MULTILINE))
    assert {"run", "test"} <= named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []
