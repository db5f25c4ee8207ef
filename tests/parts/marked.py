"""Texts that would be markup, if anybody took them for it: put into the demo office wherever its file takes a text."""

import json
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import tomlkit
from office import DEMO
from pydantic import ValidationError

from lobby.commands import officefile

LONG, SHORT = "</script>\"'><zz9 onzz9=1>{{7*7}}", "\"'><zz9>"
"""One ends a script, an attribute and a tag; one fits where little does."""
Path = tuple[str | int, ...]


def marked_office(languages: tuple[str, ...] = ("de", "ar", "en")) -> tuple[str, set[str]]:
    """The demo office with a mark in every text that may hold one; and which texts those are, as `services.*.name.*`."""
    office = tomllib.loads(DEMO)
    office["office"]["languages"] = list(languages)
    office = _only(office, set(languages)) | {"slip": {"footer": {"de": "unten", "ar": "unten", "en": "unten"}}}
    for counter in office["counters"]:
        counter |= {"name": {"de": "Zimmer", "en": "Room"}, "hint": {"de": "oben", "en": "above"}}
    kinds: dict[str, list[Path]] = {}
    for path in _texts(office):
        kinds.setdefault(_kind(path), []).append(path)
    taken = {kind for kind, paths in kinds.items() if any(_put(office, paths, mark) for mark in (LONG, SHORT))}
    return tomlkit.dumps(office), taken


def elements_of(page: str) -> "Found":
    """What a browser would take a page for."""
    found = Found()
    found.feed(page)
    found.close()
    return found


class Found(HTMLParser):
    """`broken_out`: elements and attributes that a mark has become. `forms`: method, address and fields of each form."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.broken_out: list[str] = []
        self.marks = 0
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.marks += sum("<zz9" in (value or "") for value in told.values())
        bad = [name for name in told if "zz9" in name or name.startswith("on") or name == "style"]
        if (
            tag == "zz9"
            or bad
            or any((told.get(name) or "").lower().startswith("javascript:") for name in ("href", "src", "action"))
        ):
            self.broken_out.append(self.get_starttag_text() or tag)
        if tag == "form":
            self.forms.append({"method": told.get("method", "get"), "action": told.get("action"), "fields": {}})
        if tag in ("input", "select", "textarea", "button") and self.forms and told.get("name"):
            self.forms[-1]["fields"].setdefault(str(told["name"]), (tag, told.get("type"), told.get("value") or ""))

    def handle_data(self, text: str) -> None:
        self.marks += text.count("<zz9")


def _only(value: Any, languages: set[str]) -> Any:
    """The same with texts in these languages alone: sixteen of each tell no more."""
    if isinstance(value, dict):
        is_text = "de" in value
        return {name: _only(part, languages) for name, part in value.items() if not is_text or name in languages}
    return [_only(part, languages) for part in value] if isinstance(value, list) else value


def _texts(value: Any, at: Path = ()) -> Iterator[Path]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        if isinstance(part, str):
            yield (*at, name)
        else:
            yield from _texts(part, (*at, name))


def _kind(path: Path) -> str:
    return ".".join(
        "*" if isinstance(step, int) or (at > 0 and step in ("de", "ar", "en")) else step for at, step in enumerate(path)
    )


def _put(office: dict[str, Any], paths: list[Path], mark: str) -> bool:
    """Put the mark at all these places, each with a number where they must differ; take it back where it is refused."""
    before = json.loads(json.dumps([_at(office, path) for path in paths]))
    for number, path in enumerate(paths):
        _set(office, path, f"{mark}{number}" if len(mark) > len(SHORT) else mark)
    try:
        officefile.OfficeFile.model_validate(office)
        return True
    except ValidationError:
        for path, text in zip(paths, before, strict=True):
            _set(office, path, text)
        return False


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _set(value: Any, path: Path, text: str) -> None:
    _at(value, path[:-1])[path[-1]] = text
