"""Times of recorded files, as people and historians write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.data_file import BLOCK_CELLS
from ingest.file_time import can_read
from tests.ingest.files import ms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1514073600000", 1514073600000),
        ("2017-12-24 00:00:00", ms("2017-12-24T00:00+08:00")),
        ("2017-12-24T00:00:00.250", ms("2017-12-24T00:00+08:00") + 250),
        ("1514073600000.0", 1514073600000),
        ("2017/12/24 00:00:00", ms("2017-12-24T00:00+08:00")),
        ("2017/12/24", ms("2017-12-24T00:00+08:00")),
        ("2017/2/4 8:05", ms("2017-02-04T08:05+08:00")),
        ("1.7040672E12", 1704067200000),
        ("2017-12-24t00:00:00z", ms("2017-12-24T00:00+00:00")),
        ("2017-12-24 00:00:00z", ms("2017-12-24T00:00+00:00")),
        ("2017-12-31T24:00:00", ms("2018-01-01T00:00+08:00")),
        ("2017/12/31 24:00", ms("2018-01-01T00:00+08:00")),
        ("2017-12-31T24:00:00.000Z", ms("2018-01-01T00:00+00:00")),
        ("20171231T2400+05:30", ms("2018-01-01T00:00+05:30")),
        ("2017-12-24", ms("2017-12-24T00:00+08:00")),
        ("2017-12-24T00:00:00Z", ms("2017-12-24T00:00+00:00")),
        ("2017-12-24 00:00:00.123456+05:30", ms("2017-12-24T00:00+05:30") + 123),
    ],
)
def test_times_are_epoch_milliseconds_or_iso(read, text, expected):
    _, batch = read(f"ts,A\n{text},1\n")
    assert batch.time.tolist() == [expected]


@pytest.mark.parametrize(
    "text", ["2017-12-24T24:00:01", "2017-12-24T25:00", "9999-12-31T24:00", "1E999", "1E-3"]
)
def test_what_is_no_time_is_unreadable(read, text):
    file, batch = read(f"ts,A\n{text},1\n")
    assert (len(batch), file.bad_rows) == (0, 1)


@pytest.mark.parametrize("time_format", ["%s", "%s.%f"])
def test_seconds_since_1970_have_no_zone(read, time_format):
    cells = ["1704067200", " 1704067200.25", "1.7040672E9", "soon", ""]
    file, batch = read("ts,A\n" + "".join(f"{c},1\n" for c in cells), time_format=time_format)
    assert batch.time.tolist() == [1704067200000, 1704067200250, 1704067200000]
    assert file.bad_rows == 2


def test_seconds_within_a_longer_format_are_never_read_in_a_zone(read):
    file, batch = read("ts,A\n1704067200 x,1\n", time_format="%s x")
    assert (len(batch), file.bad_rows) == (0, 1)
    assert [can_read(text) for text in ("%s", "%H%%s", "%s x", "%%%s")] == [
        True,
        True,
        False,
        False,
    ]


def test_times_of_several_kinds_are_read_one_by_one(read):
    kinds = ["2017-12-24 00:00:00", "2017-12-24T00:00:00Z", "1514073600000", "soon", ""]
    file, batch = read("ts,A\n" + "".join(f"{kind},1\n" for kind in kinds))
    utc = ms("2017-12-24T00:00+00:00")
    assert batch.time.tolist() == [utc - 8 * 3_600_000, utc, 1514073600000]
    assert (file.rows, file.bad_rows) == (5, 2)


def test_naive_times_follow_the_zone_through_its_clock_changes(read):
    hours = [f"2023-{day} {hour:02}:30:00" for day in ("03-26", "10-29") for hour in range(5)]
    _, batch = read("ts,A\n" + "".join(f"{hour},1\n" for hour in hours), timezone="Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    expected = [
        int(datetime.fromisoformat(hour).replace(tzinfo=zone).timestamp() * 1000) for hour in hours
    ]
    assert batch.time.tolist() == expected


@pytest.mark.parametrize("time_format", ["%d/%m/%y %H", "%d/%m/%y %H.%f"])
def test_a_time_format(read, time_format):
    cell = "04/07/16 01" + (".500" if "%f" in time_format else "")
    _, batch = read(f"DATETIME,A\n{cell},1\n", time_format=time_format, timezone="UTC")
    assert batch.time.tolist() == [
        ms("2016-07-04T01:00+00:00") + (500 if "%f" in time_format else 0)
    ]


def test_a_time_format_with_an_offset_is_taken_at_its_word(read):
    cells = ["2024-01-02 08:00:00 +0100", "2024-01-02 08:00:00 -0500"]
    _, batch = read(
        "ts,A\n" + "".join(f"{cell},1\n" for cell in cells), time_format="%Y-%m-%d %H:%M:%S %z"
    )
    assert batch.time.tolist() == [ms("2024-01-02T08:00+01:00"), ms("2024-01-02T08:00-05:00")]


def test_a_time_in_another_encoding_is_unreadable_not_fatal(read):
    file, batch = read("ts,A\n1,1\n2024年,1\n".encode("gb18030"))
    assert (len(batch), file.bad_rows) == (1, 1)
    assert "2024年" in str(file.complaints[0])


def test_time_columns_may_be_joined(read):
    options = {"time_column": "Date+Time", "timezone": "UTC"}
    _, batch = read("Date,Time,A\n2004-03-10,18:00:00,1\n", **options)
    assert batch.time.tolist() == [ms("2004-03-10T18:00+00:00")]


def test_rows_may_be_counted_across_blocks(read):
    count = BLOCK_CELLS + 10
    file, batch = read("A\n" + "1\n" * count, start=1000, step_s=0.5)
    assert batch.time.tolist() == [1000 + 500 * n for n in range(count)]
    assert file.rows == count
