"""Which build an agent is, as it tells the server."""

import subprocess
import sys
from pathlib import Path

from printer.agent.build import build

ROOT = Path(__file__).parents[3]


def test_the_agent_in_one_file_is_the_build_of_its_checkout(tmp_path):
    packed = tmp_path / "lobby-printer.pyz"
    subprocess.run([sys.executable, "deploy/agent.py", packed], cwd=ROOT, check=True, capture_output=True)
    from_it = f"import sys; sys.path.insert(0, {str(packed)!r})"
    asked = f"{from_it}; import printer; from printer.agent.build import build; print(build(), printer.__file__)"
    told = subprocess.run([sys.executable, "-I", "-c", asked], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert told.stdout.split() == [build(), str(packed / "printer" / "__init__.py")]
    assert len(build()) == 12 and build().isalnum()
