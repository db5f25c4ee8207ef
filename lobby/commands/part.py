"""What the parts of an office file have in common."""

from typing import Annotated, Any
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lobby.i18n import LANGUAGES


class Part(BaseModel):
    """A part of the file: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


def languages(texts: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(texts) - set(LANGUAGES):
        raise ValueError(f"unknown languages: {', '.join(sorted(unknown))}")
    return texts


def one_line(text: str) -> str:
    """White space in a row is one space: what is shown and printed has lines of its own."""
    text = " ".join(text.split())
    if not text or any(category(letter) == "Cc" for letter in text):
        raise ValueError("a text has at least one letter, and no control characters")
    return text


def line_or_nothing(text: str) -> str:
    return one_line(text) if text else ""


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
Lists = Annotated[dict[str, list[Text]], AfterValidator(languages)]
Texts = Annotated[dict[str, Text], AfterValidator(languages)]
