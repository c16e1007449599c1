"""Times as Chinese platforms write them, and what a clock that is set back makes of them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.local_time import read_time
from tests.ingest.formats.readers import JSON, RECEIVED

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
EIGHT = 1_714_521_600_000


@pytest.mark.parametrize(
    ("raw", "time"),
    [
        ("2024-05-01 08:00:00", EIGHT),
        ("2024/05/01 08:00:00", EIGHT),
        ("2024/5/1 8:00:00", EIGHT),
        ("2024-05-01T08:00:00", EIGHT),
        (" 2024-05-01 08:00:00 ", EIGHT),
        ("2024-05-01 08:00:00.5", EIGHT + 500),
        ("2024-05-01 08:00:00.123456789", EIGHT + 123),
        ("20240501080000", EIGHT),
        ("20240501080000123", EIGHT + 123),
        ("20240501 080000", EIGHT),
        (20240501080000, EIGHT),
        ("2024-05-01T00:00:00Z", EIGHT),
        ("2024-05-01T08:00:00+08:00", EIGHT),
        ("1714521600000", EIGHT),
        ("1714521600", EIGHT),
        (1714521600000, EIGHT),
        (1714521600, EIGHT),
        (1714521600.5, EIGHT + 500),
    ],
)
def test_every_writing_of_a_time(raw, time):
    assert read_time(raw, SHANGHAI, RECEIVED) == time


@pytest.mark.parametrize(
    "raw",
    [
        None, True, "", "yesterday", "2024-05-01", "2024-13-01 08:00:00", "2024-02-30 08:00:00",
        "2024-05-01 24:00:00", "2024-05/01 08:00:00", "0000-00-00 00:00:00", "1899-12-30 00:00:00",
        "2524-05-01 08:00:00", "20240501", -1, float("nan"), float("inf"), 10**40, [], {}, "9" * 50,
    ],
)  # fmt: skip
def test_what_is_no_time(raw):
    assert read_time(raw, SHANGHAI, RECEIVED) is None


def utc(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


def test_a_time_that_came_twice_is_the_one_nearer_to_the_arrival():
    """Berlin, 2024-10-27: 02:30 was at 00:30 and again at 01:30 UTC."""
    first, second = utc(2024, 10, 27, 0, 30), utc(2024, 10, 27, 1, 30)
    for received, expected in ((first + 2000, first), (second + 2000, second)):
        assert read_time("2024-10-27 02:30:00", BERLIN, received) == expected


def test_a_time_that_never_came_goes_by_the_offset_before():
    """Berlin, 2024-03-31: 02:30 would have been 01:30 UTC."""
    assert read_time("2024-03-31 02:30:00", BERLIN, RECEIVED) == utc(2024, 3, 31, 1, 30)


@given(
    st.integers(700_000_000, 4_000_000_000),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S"]),
)
def test_a_written_time_is_read_to_the_second(second, form):
    written = datetime.fromtimestamp(second, SHANGHAI).strftime(form)
    assert read_time(written, SHANGHAI, RECEIVED) == second * 1000


@given(JSON)
def test_nothing_raises(raw):
    read_time(raw, BERLIN, RECEIVED)
