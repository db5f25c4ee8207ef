"""Builds dist/lobby-printer.pyz: the agent beside a printer as one file, for computers without a checkout of Lobby.

It holds our agent, pyserial and pyusb as the hash-checked lock brought them. The same sources give the same bytes.
"""

import io
import sys
import zipapp
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
THEIRS = ("pyserial", "pyusb")
ABOUT = ("METADATA", "LICENSE", "LICENSE.txt")  # whose it is, and on what terms
MAIN = b"from printer.__main__ import main\n\nmain()\n"


def built(target: Path) -> Path:
    """The file, made anew."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:  # not compressed: compressors differ from machine to machine
        for name, data in sorted([("__main__.py", MAIN), *_ours(), *_theirs()]):
            packed.writestr(zipfile.ZipInfo(name), data)  # of 1980, as all in it
    archive.seek(0)
    target.parent.mkdir(exist_ok=True)
    zipapp.create_archive(archive, target, "/usr/bin/env python3")
    target.chmod(0o755)
    return target


def _ours() -> Iterator[tuple[str, bytes]]:
    files = [HOUSE / "printer" / "__init__.py", HOUSE / "printer" / "__main__.py", *(HOUSE / "printer" / "agent").rglob("*.py")]
    return ((file.relative_to(HOUSE).as_posix(), file.read_bytes()) for file in files)


def _theirs() -> Iterator[tuple[str, bytes]]:
    for project in THEIRS:
        for file in distribution(project).files or []:
            if file.suffix == ".py" or file.name in ABOUT:
                yield file.as_posix(), file.read_binary()


if __name__ == "__main__":
    made = built(Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE / "dist" / "lobby-printer.pyz")
    print(f"{made}: {made.stat().st_size // 1024} kB, runs with Python 3.11 or newer. Put it into /opt/lobby/ beside the printer.")
