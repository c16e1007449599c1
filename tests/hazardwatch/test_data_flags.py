"""The data-file flags, as words from a command line."""

import math

import pytest

from hazardwatch.data_flags import DataFlags, FlagError, check_time_column
from plant.words import Park, Plant

PLANT = Plant(Park("P", "园区"), (), (), (), (), ())


def resolve(**flags):
    given = {
        "time_column": "",
        "time_format": "",
        "sep": "",
        "tz": "",
        "missing": [],
        "start": "",
        "step": None,
        "strict": False,
    } | flags
    return DataFlags(**given).resolve(PLANT)


def test_absent_flags_are_none():
    options = resolve()
    assert (options.time_column, options.separator, options.start) == (None, None, None)
    assert options.missing == ()


@pytest.mark.parametrize(
    "start, tz, expected",
    [
        ("1700000000000", "", 1_700_000_000_000),
        ("2024-01-01T00:00:00Z", "", 1_704_067_200_000),
        ("2024-01-01 08:00:00", "", 1_704_067_200_000),
        ("2024-01-01", "UTC", 1_704_067_200_000),
        ("2024-01-01T00:00:00.250+00:00", "", 1_704_067_200_250),
    ],
)
def test_a_start_is_epoch_or_iso_in_the_parks_zone(start, tz, expected):
    assert resolve(start=start, tz=tz).start == expected


def test_missing_codes_are_numbers():
    assert resolve(missing=["-9999", "65535"]).missing == (-9999.0, 65535.0)


@pytest.mark.parametrize(
    "flags", [{"missing": ["none"]}, {"start": "soon"}, {"start": "2024-01-01", "tz": "Mars/Base"}]
)
def test_what_cannot_be_read_is_said(flags):
    with pytest.raises(FlagError, match="--"):
        resolve(**flags)


def test_a_tab_can_be_written():
    assert resolve(sep="\\t").separator == "\t"


@pytest.mark.parametrize(
    "flags",
    [
        *({"step": step} for step in (0.0, -1.0, math.nan, math.inf)),
        *({"time_format": text} for text in ("%Y %s", "%s%z")),
        *({"sep": sep} for sep in ("::", "，", '"', "\n")),
        *({"start": start} for start in ("9" * 20, "-5", "²", "0001-01-01")),
    ],
    ids=str,
)
def test_what_can_be_read_and_not_used_is_said(flags):
    with pytest.raises(FlagError, match="--"):
        resolve(**flags)


def test_a_time_column_is_looked_for_in_every_file(tmp_path):
    whole, joined = tmp_path / "whole.csv", tmp_path / "joined.csv"
    whole.write_text("Date+Time,A\n", encoding="utf-8")
    joined.write_text("Date,Time,A\n", encoding="utf-8")
    check_time_column([whole, joined, tmp_path], resolve(time_column="Date+Time"))
    check_time_column([whole], resolve())
    with pytest.raises(FlagError, match=r"--time-column Date: .*whole\.csv"):
        check_time_column([joined, whole], resolve(time_column="Date"))
