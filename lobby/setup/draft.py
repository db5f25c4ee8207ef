"""What has been filled in so far, as the forms sent it: kept on the server, so that a page loaded anew has lost nothing."""

import json
import os
from pathlib import Path

from werkzeug.datastructures import MultiDict

FILE = "setup.json"
Form = MultiDict[str, str]


def read(data_dir: Path) -> dict[str, Form]:
    """Step → its form; only steps that were right."""
    try:
        kept = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
        return {step: MultiDict(form) for step, form in kept.items()}
    except (OSError, ValueError, AttributeError):  # none yet, or not ours: begin anew
        return {}


def keep(data_dir: Path, step: str, form: Form) -> None:
    """Keep the form of a step, beside those of the others."""
    forms = {name: each.to_dict(flat=False) for name, each in read(data_dir).items()}
    forms[step] = {name: values for name, values in form.to_dict(flat=False).items() if name != "csrf_token"}
    beside = data_dir / f"{FILE}.{os.getpid()}"
    beside.write_text(json.dumps(forms, ensure_ascii=False), encoding="utf-8")
    beside.replace(data_dir / FILE)


def forget(data_dir: Path) -> None:
    (data_dir / FILE).unlink(missing_ok=True)
