"""`make audit` says what is known to be wrong with what we depend on, and never that all is well when nobody was asked."""

import importlib.util
import json
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("lobby_audit", HOUSE / "deploy" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_make_knows_how_to_audit():
    assert "\naudit: " in (HOUSE / "Makefile").read_text()


def test_advisories_are_named(audit):
    vulns = [{"id": "PYSEC-2026-1", "fix_versions": ["2"]}]
    told = audit.of_python(
        json.dumps({"dependencies": [{"name": "x", "version": "1", "vulns": vulns}, {"name": "y", "version": "1", "vulns": []}]})
    )
    assert (told.asked, told.found, told.unknown) == (2, ("x 1: PYSEC-2026-1",), ())
    bad = {"z": {"severity": "high", "range": "<3"}}
    told = audit.of_npm(json.dumps({"vulnerabilities": bad, "metadata": {"dependencies": {"total": 9}}}))
    assert (told.asked, told.found, told.unknown) == (9, ("z <3: high",), ())


@pytest.mark.parametrize("said", ["", "ERROR: no route to host\n", "<html>", "[]", '{"message": "405 Method Not Allowed"}', "null"])
def test_who_was_not_asked_has_not_said_that_all_is_well(audit, said):
    for told in (audit.of_python(said), audit.of_npm(said)):
        assert (told.asked, len(told.unknown)) == (0, 1)


def test_a_package_that_was_skipped_has_not_been_found_good(audit):
    told = audit.of_python(
        json.dumps({"dependencies": [{"name": "x", "skip_reason": "not found"}, {"name": "y", "version": "1", "vulns": []}]})
    )
    assert (told.asked, told.unknown) == (1, ("x: not found",))
