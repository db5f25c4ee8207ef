"""The hall in the office file: displays, and tips for living here."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from lobby.commands.part import Part, Slug, Text, Texts
from lobby.domain.display import Layout, is_readable

Slugs = Annotated[list[Slug], Field(max_length=200)]


class TipPart(Part):
    """A welcome tip, shown when nobody is being called."""

    slug: Slug
    icon: Slug = "info"
    text: Annotated[Texts, Field(min_length=1)]


class DisplayPart(Part):
    """A screen in the hall: lobby.domain.display says what its settings mean."""

    slug: Slug
    name: Text
    layout: Layout = "hall"
    area: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    services: Slugs = []
    counters: Slugs = []
    part: Annotated[int, Field(ge=1, le=9)] = 1
    parts: Annotated[int, Field(ge=1, le=9)] = 1
    viewing_metres: Annotated[float, Field(ge=0.5, le=50)] = 6.0
    screen_inches: Annotated[float, Field(ge=5, le=200)] = 55.0
    contrast: bool = False
    break_minutes: Annotated[int, Field(ge=0, le=240)] = 0
    promises: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> "DisplayPart":
        if self.layout == "door" and len(self.counters) != 1:
            raise ValueError("a door sign names its one counter")
        if self.layout == "area" and not (self.area or self.services or self.counters):
            raise ValueError("an area's display names its area, services or counters")
        if self.part > self.parts:
            raise ValueError("part: not more than parts")
        if self.layout != "door" and not is_readable(self.viewing_metres, self.screen_inches):
            raise ValueError(f"a screen of {self.screen_inches:g} inches cannot be read from {self.viewing_metres:g} m")
        return self


def check(displays: list[DisplayPart], areas: set[str], services: set[str], counters: set[str]) -> None:
    """Displays name what there is. Raises ValueError."""
    for display in displays:
        told: tuple[tuple[str, Any, set[str]], ...] = (
            ("areas", [display.area] if display.area else [], areas),
            ("services", display.services, services),
            ("counters", display.counters, counters),
        )
        for what, named, known in told:
            if unknown := set(named) - known:
                raise ValueError(f"display {display.slug}: unknown {what} {', '.join(sorted(unknown))}")
