import pytest

from simulators.load.turns import Kept
from simulators.load.values import Compared, compare

SENT = Kept([1, 2, 3], [50.0, 51.0, 90.0])


@pytest.mark.parametrize(
    ("times", "values", "found"),
    [
        ([1, 2, 3], [50.0, 51.0, 90.0], Compared(3)),
        ([1, 3], [50.0, 90.0], Compared(3, lost=1)),
        ([1, 1, 2, 3], [50.0, 50.0, 51.0, 90.0], Compared(3, doubled=1)),
        ([1, 2, 3, 4], [50.0, 51.0, 90.0, 50.0], Compared(3, strange=1)),
        ([1, 2, 3], [50.0, None, 90.0], Compared(3, lost=1, strange=1)),
    ],
)
def test_time_and_value_count_together(times, values, found):
    assert compare(SENT, times, values) == found


def test_what_carries_no_time_is_known_by_its_values():
    assert compare(SENT, [7, 8, 9], [50.0, 51.0, 90.0], timed=False) == Compared(3)
    assert compare(SENT, [7, 9], [50.0, 90.0], timed=False) == Compared(3, lost=1)


def test_counts_of_tags_add_up():
    assert Compared(3, 1, 0, 2) + Compared(4, 0, 5, 1) == Compared(7, 1, 5, 3)
