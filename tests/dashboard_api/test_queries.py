"""What requests say: instants, ranges, cursors, entity tags."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.problems import ProblemError
from dashboard_api.queries import (
    is_among,
    meets,
    read_cursor,
    read_id,
    read_instant,
    read_range,
    write_cursor,
)


@given(st.integers(-6 * 10**13, 2 * 10**14))
def test_milliseconds_and_rfc_3339_are_the_same_instant(instant):
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)
    assert read_instant("from", str(instant), 0) == instant
    assert read_instant("from", when.isoformat(timespec="milliseconds"), 0) == instant
    assert read_instant("from", when.isoformat().replace("+00:00", "Z"), 0) == instant


@given(st.text(max_size=40))
def test_no_text_is_anything_but_an_instant_or_a_problem(text):
    with contextlib.suppress(ProblemError):
        assert isinstance(read_instant("from", text, 0), int)


def test_a_range_grows_backwards_from_its_end():
    assert read_range(None, None, 1000, 60) == (940, 1000)
    assert read_range(None, "500", 1000, 60) == (440, 500)
    assert read_range("100", None, 1000, 60) == (100, 1000)


@given(st.tuples(st.integers(-(2**60), 2**60), st.integers(), st.text()))
def test_a_cursor_brings_back_its_place(place):
    place = (place[0], place[0], place[2])
    assert read_cursor(write_cursor(place), tuple[int, int, str]) == place


@given(st.text(max_size=60))
def test_no_text_is_anything_but_a_cursor_or_a_problem(text):
    with contextlib.suppress(ProblemError):
        assert isinstance(read_cursor(text, int), int)


def test_an_id_is_found_however_it_was_typed():
    assert read_id("Ange\u0301") == "Ang\u00e9"


@pytest.mark.parametrize(
    ("header", "same", "strict"),
    [
        (None, False, True),
        ('"5"', True, True),
        ('W/"5"', True, False),
        ('"4", "5"', True, True),
        ("*", True, True),
        ('"55"', False, False),
        ("5", False, False),
    ],
)
def test_entity_tags_compare_weakly_for_reading_and_strongly_for_acting(header, same, strict):
    assert is_among(header, '"5"') is same
    assert meets(header, '"5"') is strict
