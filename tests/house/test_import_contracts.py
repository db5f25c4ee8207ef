"""The seven import contracts of pyproject.toml hold, and each would notice a break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LINT_IMPORTS = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]


def lint_imports(house: Path) -> str:
    """The summary lines, each ending in KEPT or BROKEN."""
    answer = subprocess.run(LINT_IMPORTS, cwd=house, capture_output=True, text=True)
    return answer.stdout + answer.stderr


def test_all_seven_contracts_are_kept():
    said = lint_imports(HOUSE)
    assert "Contracts: 7 kept, 0 broken." in said, said


@pytest.fixture(scope="module")
def copied_house(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    for package in ("lobby", "kiosk", "display", "printer"):
        shutil.copytree(HOUSE / package, copy / package, ignore=lambda _, names: [n for n in names if n in ("vendor", "fonts")])
    shutil.copy(HOUSE / "pyproject.toml", copy)
    return copy


BREAKS = {
    "1": ("lobby/store/__init__.py", "import lobby.commands.tickets"),
    "2": ("lobby/web/__init__.py", "import printer.station"),
    "3": ("lobby/desk/__init__.py", "import lobby.phone"),
    "4": ("lobby/domain/__init__.py", "import sqlalchemy"),
    "5": ("lobby/boards/__init__.py", "import flask"),
    "6": ("lobby/web/__init__.py", "import lobby.store.tx"),
    "7": ("printer/agent/__init__.py", "import lobby.domain.numbers"),
}


@pytest.mark.parametrize("contract", BREAKS)
def test_a_forbidden_import_breaks_its_contract(contract, copied_house):
    name, line = BREAKS[contract]
    file = copied_house / name
    before = file.read_text()
    file.write_text(f"{before}\n{line}\n")
    try:
        said = lint_imports(copied_house)
    finally:
        file.write_text(before)
    assert any(row.startswith(f"{contract} ") and row.endswith(" BROKEN") for row in said.splitlines()), said


def test_a_module_of_no_layer_breaks_the_first_contract(copied_house):
    stray = copied_house / "lobby" / "attic.py"
    stray.touch()
    try:
        said = lint_imports(copied_house)
    finally:
        stray.unlink()
    assert "attic" in said
    assert "0 broken" not in said
