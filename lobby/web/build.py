"""Which build this is: pages know it, so that a device with an older one can be told and loads anew."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("lobby", "kiosk", "display")
KINDS = {".py", ".html", ".js", ".css", ".svg", ".mo", ".po", ".toml"}


@cache
def build() -> str:
    """Twelve hexadecimal digits, another number with each change of a file that pages come from."""
    known = hashlib.sha256()
    for path in sorted(path for part in PARTS for path in (ROOT / part).rglob("*")):
        if path.suffix in KINDS and "vendor" not in path.parts:
            known.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return known.hexdigest()[:12]
