"""Partners in the office file: whom visitors are sent on to."""

from typing import Annotated

from pydantic import Field

from lobby.commands.part import Lists, Part, Slug, Text, Texts


class PartnerPart(Part):
    """A place outside this office; lobby.domain.partner says what its texts mean."""

    slug: Slug
    name: Annotated[Texts, Field(min_length=1)]
    about: Annotated[Texts, Field(min_length=1)]
    place: Text
    hours: Texts = {}
    bring: Lists = {}
