"""`lobby setup`, `lobby export` and the proof of `lobby retention`, as somebody types them."""

import csv
import io
import os
import subprocess
import sys
from zipfile import ZipFile

from office import DEMO


def typed(folder, *words):
    environ = os.environ | {"LOBBY_DATA_DIR": str(folder / "data")}
    return subprocess.run([sys.executable, "-m", "lobby.cli", *words], env=environ, capture_output=True, text=True, timeout=60)


def test_a_link_is_given_while_nothing_is_set_up_and_data_can_be_taken_along_afterwards(tmp_path):
    assert "/setup?key=lf_" in typed(tmp_path, "setup").stdout
    (tmp_path / "office.toml").write_text(DEMO)
    typed(tmp_path, "office", "load", str(tmp_path / "office.toml"))
    refused = typed(tmp_path, "setup")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert typed(tmp_path, "export", str(tmp_path / "all.zip")).returncode == 0
    assert "tickets.json" in ZipFile(tmp_path / "all.zip").namelist()
    nobody = typed(tmp_path, "export", "-", "--ticket", "2026-11-25/A012")
    assert (nobody.returncode, "Traceback" in nobody.stderr) == (1, False)
    proof = typed(tmp_path, "retention", "--proof", "2026-01-01", "2026-12-31").stdout
    assert next(csv.reader(io.StringIO(proof)))[:2] == ["deleted_at", "by"]
