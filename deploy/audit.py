"""Asks whether anything known is wrong with what we depend on: pip-audit about requirements.lock, npm about package-lock.json.

Both ask the services that their own settings name (`LOBBY_OSV_URL`: another one of OSV's kind for Python). Ends with 1 where
something was found, and with 2 where a package could not be asked about: no answer is no good answer.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
PROGRAMS = HOUSE / ".venv" / "bin"


@dataclass(frozen=True)
class Told:
    """What an advisory service says: how many packages it knows, what is wrong, and about what it said nothing."""

    what: str
    asked: int
    found: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def main() -> int:
    told = (of_python(_output(*_pip_audit())), of_npm(_output(PROGRAMS / "npm", "audit", "--json")))
    for each in told:
        print(f"{each.what}: {each.asked} packages looked up, {len(each.found)} advisories, {len(each.unknown)} without an answer")
        for line in (*each.found, *each.unknown[:5], *(["…"] if len(each.unknown) > 5 else [])):
            print(f"  {line}")
    return 1 if any(each.found for each in told) else 2 if any(each.unknown or not each.asked for each in told) else 0


def of_python(output: str) -> Told:
    """What pip-audit printed. A package that it skipped is one without an answer, though it ends well."""
    packages = _read(output).get("dependencies")
    if packages is None:
        return Told("Python", 0, unknown=(_first_line(output),))
    found = tuple(f"{each['name']} {each['version']}: {bad['id']}" for each in packages for bad in each.get("vulns", ()))
    unknown = tuple(f"{each['name']}: {each['skip_reason']}" for each in packages if "skip_reason" in each)
    return Told("Python", len(packages) - len(unknown), found, unknown)


def of_npm(output: str) -> Told:
    """What `npm audit --json` printed."""
    told = _read(output)
    if "vulnerabilities" not in told:
        return Told("npm", 0, unknown=(str(told.get("message") or _first_line(output)),))
    found = tuple(f"{name} {bad['range']}: {bad['severity']}" for name, bad in sorted(told["vulnerabilities"].items()))
    return Told("npm", int(told["metadata"]["dependencies"]["total"]), found)


def _pip_audit() -> tuple[str | Path, ...]:
    url = os.environ.get("LOBBY_OSV_URL")
    service = ("--vulnerability-service", "osv", "--osv-url", url) if url else ()
    options = ("--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off")
    return (PROGRAMS / "pip-audit", "--requirement", HOUSE / "requirements.lock", *options, *service)


def _output(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), cwd=HOUSE, capture_output=True, text=True, timeout=600, check=False)
    return done.stdout or done.stderr


def _read(output: str) -> dict[str, Any]:
    try:
        told = json.loads(output)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _first_line(output: str) -> str:
    return (output.strip() or "nothing was answered").splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
