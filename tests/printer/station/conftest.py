"""In these tests a text that cannot be drawn whole is an error."""

from collections.abc import Iterator

import pytest

from printer.station import fonts


@pytest.fixture(autouse=True)
def no_glyph_missing() -> Iterator[None]:
    fonts.IS_STRICT = True
    yield
    fonts.IS_STRICT = False
