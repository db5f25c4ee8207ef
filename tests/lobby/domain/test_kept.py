"""What may be said of promises kept."""

from datetime import date

import pytest

from lobby.domain.kept import Kept


@pytest.mark.parametrize(
    ("kept", "promised", "of_ten"), [(20, 20, 10), (199, 200, 9), (18, 20, 9), (179, 200, 8), (1, 20, 0), (0, 20, 0)]
)
def test_so_many_of_ten_are_rounded_down_and_never_up(kept, promised, of_ten):
    assert Kept(date(2026, 11, 23), promised, kept).of_ten == of_ten
