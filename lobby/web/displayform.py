"""The form in which an office says what a display shows: read for the page that keeps it, and for the preview."""

from typing import Any

from lobby.commands import displays
from lobby.commands.displayfile import DisplayPart
from lobby.domain.office import Office

CHOICES = ("contrast", "promises")
NUMBERS = ("part", "parts", "break_minutes")
SIZES = ("viewing_metres", "screen_inches")


def read(form: Any, office: Office, slug: str) -> DisplayPart:
    """The settings in the fields sent. Raises Invalid."""
    told: dict[str, Any] = {name: form[name] for name in ("name", "layout") if form.get(name)}
    told |= {"slug": slug, "area": form.get("area") or None} | {name: name in form for name in CHOICES}
    told |= {name: [each for each in form.getlist(name) if each] for name in ("services", "counters")}
    for names, kind in ((NUMBERS, int), (SIZES, float)):
        for name in names:
            text = str(form.get(name, "")).replace(",", ".")
            told[name] = _number(text, kind) if text else DisplayPart.model_fields[name].default
    return displays.checked(office, told)


def _number(text: str, kind: type[int] | type[float]) -> Any:
    """The number; the text itself where it is none, for the check to refuse."""
    try:
        return kind(text)
    except ValueError:
        return text
