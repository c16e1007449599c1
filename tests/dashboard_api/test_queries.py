"""What requests say: instants, ranges, cursors, entity tags."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.problems import ProblemError
from dashboard_api.queries import (
    is_among,
    match_version,
    read_cursor,
    read_id,
    read_instant,
    read_number,
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


@pytest.mark.parametrize("number", [-1, 2**63, 10**20])
def test_a_cursor_never_names_a_row_that_no_store_could_number(number):
    assert read_number(write_cursor(2**63 - 1)) == 2**63 - 1
    with pytest.raises(ProblemError, match="422"):
        read_number(write_cursor(number))


def test_rfc_3339_may_be_written_small():
    assert read_instant("from", "2026-01-02t03:04:05z", 0) == 1_767_323_045_000


def test_an_id_is_found_however_it_was_typed():
    assert read_id("Ange\u0301") == "Ang\u00e9"


@pytest.mark.parametrize(
    ("header", "same"),
    [
        (None, False),
        ('"5"', True),
        ('W/"5"', True),
        ('"4", "5"', True),
        ("*", True),
        ('"55"', False),
        ("5", False),
    ],
)
def test_entity_tags_compare_weakly_for_reading(header, same):
    assert is_among(header, '"5"') is same


@pytest.mark.parametrize(
    ("header", "exact"),
    [(None, None), ("*", None), ('"5"', 5), ('"5-0af3"', 5), ('"4-0af3", "5-0af3"', 5)],
)
def test_if_match_names_the_version_on_which_one_may_act(header, exact):
    assert match_version(header, 5) == exact


@pytest.mark.parametrize("header", ["", "5", '"55"', 'W/"5"', '"4-0af3"', '"-5"'])
def test_if_match_with_none_of_the_versions_is_412(header):
    with pytest.raises(ProblemError, match="412"):
        match_version(header, 5)
