"""Why a part of an office file is refused, in words for whoever fills in its form."""

import json
from typing import Any

from pydantic import BaseModel, ValidationError

from lobby.domain.errors import N_, Invalid

EMPTY = N_("Diese Angabe fehlt.")
NUMBER = N_("Bitte geben Sie eine Zahl ein.")
RANGE = N_("Diese Zahl ist zu klein oder zu groß.")
LONG = N_("Das ist zu lang.")
UNFIT = N_("Dieser Wert passt hier nicht.")
HOURS = N_("Bitte schreiben Sie Zeiten so: 9–12, 14–18:30")
NO_DATE = N_("Bitte wählen Sie ein Datum.")
SIGNS = N_("Der Text enthält Zeichen, die sich nicht zeigen lassen.")
REASONS = {
    "missing": EMPTY,
    "string_type": EMPTY,
    "string_too_short": EMPTY,
    "too_short": EMPTY,
    "string_too_long": LONG,
    "too_long": LONG,
    "int_type": NUMBER,
    "float_type": NUMBER,
    "int_from_float": NUMBER,
    "greater_than_equal": RANGE,
    "less_than_equal": RANGE,
    "date_type": NO_DATE,
    "date_parsing": NO_DATE,
    "date_from_datetime_parsing": NO_DATE,
}


def checked(model: type[BaseModel], told: dict[str, Any]) -> dict[str, Any]:
    """A part as JSON, tidied up. Raises Invalid, which names its fields."""
    try:
        part = model.model_validate_json(json.dumps(told))
    except ValidationError as error:
        raise invalid(error) from error
    return part.model_dump(mode="json", exclude_none=True)


def invalid(error: ValidationError) -> Invalid:
    """What is wrong, place by place."""
    return Invalid({".".join(map(str, bad["loc"])) or "file": _reason(bad) for bad in error.errors()})


def _reason(bad: Any) -> str:
    if "hours" in bad["loc"] and (bad["type"] == "string_pattern_mismatch" or "opening ends" in bad["msg"]):
        return HOURS
    if bad["type"] == "value_error" and "control characters" in bad["msg"]:
        return SIGNS
    return REASONS.get(bad["type"], UNFIT)
