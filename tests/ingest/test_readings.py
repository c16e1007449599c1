import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readings import END_OF_TIME, as_status, as_time, as_value, clean, worsen
from plant.quality import BAD, BAD_NOT_A_NUMBER, GOOD, UNCERTAIN

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(anything)
def test_whatever_json_holds_is_read_without_raising(raw):
    value, word, wrong = as_value(raw)
    assert math.isnan(value) == bool(wrong)
    assert word is None or isinstance(raw, str)
    time, status = as_time(raw), as_status(raw)
    assert time is None or 0 <= time < END_OF_TIME
    assert status is None or 0 <= status < 2**32


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (None, GOOD),
        ("good", GOOD),
        (" Uncertain ", UNCERTAIN),
        ("BAD", BAD),
        (0x40920000, 0x40920000),
        (-(2**31), BAD),
        ("ok", None),
        (2**32, None),
        (True, None),
        (1.5, None),
    ],
)
def test_qualities(raw, status):
    assert as_status(raw) == status


@pytest.mark.parametrize(
    ("raw", "time"),
    [
        (0, 0),
        (1.9, 1),
        ("1970-01-01T00:00:01+00:00", 1000),
        ("1970-01-01T08:00:01+08:00", 1000),
        ("1970-01-01T00:00:01", None),
        (-1, None),
        (END_OF_TIME, None),
        (float("nan"), None),
        ("0001-01-01T00:00:00+14:00", None),
        (True, None),
    ],
)
def test_times(raw, time):
    assert as_time(raw) == time


def test_a_bad_status_of_its_own_says_more_than_ours():
    assert worsen(GOOD, math.nan) == BAD_NOT_A_NUMBER
    assert worsen(0x808A0000, math.nan) == 0x808A0000
    assert worsen(GOOD, 1.0) == GOOD


@given(st.text(st.characters()))
def test_clean_text_can_be_encoded(text):
    clean(text).encode()
    clean("\ud800" + text).encode()
