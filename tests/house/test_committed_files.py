"""What is committed is ours, is text, names no registry and no machine."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
HERE = Path(__file__).name
# Written in two halves, so that this file does not name what it forbids.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "npmjs" + ".org",
    "deb." + "debian",
    "jsdelivr" + ".net",
    "unpkg" + ".com",
]
MACHINES = ["/work" + "/", "/root" + "/", "/opt/" + "pypi", "/opt/" + "wheels"]
FOREIGN_KINDS = {
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".mp3",
    ".wav",
    ".ogg",
    ".onnx",
    ".jar",
    ".whl",
    ".gz",
    ".zip",
    ".mo",
    ".map",
    ".exe",
}
PICTURE_MOST_BYTES = 400_000


@cache
def committed() -> list[Path]:
    """Committed, or about to be: everything that .gitignore does not leave out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=HOUSE, check=True, capture_output=True, text=True
    )
    return [HOUSE / name for name in sorted(set(listed.stdout.split("\0"))) if name and (HOUSE / name).is_file()]


@cache
def texts() -> dict[Path, str]:
    return {file: file.read_text("utf-8") for file in committed() if not is_picture(file)}


def is_picture(file: Path) -> bool:
    return file.suffix == ".png" and file.relative_to(HOUSE).parts[0] == "docs"


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_registry(host):
    assert [str(file) for file, text in texts().items() if host in text.lower()] == []


@pytest.mark.parametrize("path", MACHINES)
def test_no_file_names_a_place_of_one_machine(path):
    assert [str(file) for file, text in texts().items() if path in text] == []


def test_only_pictures_of_the_documentation_are_not_text():
    assert [str(file) for file in committed() if not is_picture(file) and b"\0" in file.read_bytes()] == []


def test_pictures_are_of_reasonable_size():
    assert [str(file) for file in committed() if is_picture(file) and file.stat().st_size > PICTURE_MOST_BYTES] == []


def test_nothing_third_party_is_committed():
    foreign = [
        f for f in committed() if f.suffix in FOREIGN_KINDS or ".min." in f.name or {"vendor", "node_modules"} & set(f.parts)
    ]
    assert foreign == []


def test_nothing_lies_beside_the_packages_where_python_would_shadow_something():
    assert [f for f in committed() if f.name == "__init__.py" and f.is_relative_to(HOUSE / "tests")] == []


def test_every_test_file_has_a_name_of_its_own():
    names = [
        file.name
        for file in committed()
        if file.is_relative_to(HOUSE / "tests") and file.suffix == ".py" and file.name != "conftest.py"
    ]
    assert sorted(names) == sorted(set(names))


def test_no_test_imports_from_tests():
    ours = {file: text for file, text in texts().items() if file.suffix == ".py" and file.name != HERE}
    assert [str(file) for file, text in ours.items() if re.search(r"^\s*(from|import) tests\b", text, re.MULTILINE)] == []


def pins(lock: str) -> dict[str, str]:
    """name==version → the lines that say so, hashes included; on which platforms it is wanted may differ from lock to lock"""
    blocks = re.split(r"^(?=[a-z0-9])", texts()[HOUSE / lock], flags=re.MULTILINE)[1:]
    return {block.split()[0]: block for block in blocks}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pinned_package_has_hashes(lock):
    assert len(pins(lock)) > 50
    assert [name for name, block in pins(lock).items() if "--hash=sha256:" not in block] == []


def test_tests_run_on_the_versions_that_offices_get():
    assert set(pins("requirements.lock")) <= set(pins("requirements-dev.lock"))


def test_every_front_end_package_has_a_hash_and_no_address():
    packages = json.loads(texts()[HOUSE / "package-lock.json"])["packages"]
    others = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in others.items() if "integrity" not in entry or "resolved" in entry] == []
