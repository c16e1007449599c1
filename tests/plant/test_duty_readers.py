"""Times of the day, days and turns, as a person writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.complaint import Place
from plant.duty_readers import read_clock_time, read_rotation


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_a_day_is_read(hour, minute):
    complaints = []
    read = read_clock_time(f"{hour:02}:{minute:02}", Place("f", complaints))
    assert (read, complaints) == (60 * hour + minute, [])


@given(st.text(max_size=6) | st.integers() | st.none())
def test_anything_else_is_a_complaint_and_no_time(value):
    complaints = []
    read = read_clock_time(value, Place("f", complaints))
    assert (read is None) == bool(complaints)


@pytest.mark.parametrize(
    ("written", "read"),
    [(["a", "b"], (("a", "b"),)), ([["a"], ["b", "c"]], (("a",), ("b", "c"))), ([], None)],
)
def test_a_flat_list_is_one_group(written, read):
    assert read_rotation(written, Place("f", [])) == read
