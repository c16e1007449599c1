"""Values with a notation of their own."""

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.complaint import Place
from plant.readers import read_cas, read_due, read_id, read_location, read_timezone

NOON = datetime.fromisoformat("2026-06-30T12:00")
A_DATE = "must be a date such as 2026-06-30, without quotes"


def read(reader, value):
    complaints = []
    return reader(value, Place("f", complaints)), [one.text for one in complaints]


@given(st.from_regex(re.compile(r'[^\s:/+#$,"]{1,64}'), fullmatch=True))
def test_an_id_of_the_contracts_pattern_is_taken_if_normal(text):
    result, complaints = read(read_id, text)
    assert result == text
    assert all("NFC" in complaint for complaint in complaints)


@pytest.mark.parametrize(
    "text", ["", "a b", "a:b", "a/b", "a+", "#", "$a", "a,b", 'a"', "a\u3000b"]
)
def test_other_ids_are_refused_but_known(text):
    result, complaints = read(read_id, text)
    assert result == text
    assert len(complaints) == 1


@pytest.mark.parametrize(
    ("reader", "value", "text"),
    [
        (read_cas, "7782-50-4", "'7782-50-4' is no CAS number (its check digit included)"),
        (read_timezone, "../etc/passwd", "'../etc/passwd' is no known time zone"),
        (read_timezone, "", "'' is no known time zone"),
        (read_location, [1], "must be [longitude, latitude]"),
        (read_due, "2026-06-30", f"{A_DATE}, not '2026-06-30'"),
        (read_due, time(8), f"{A_DATE}, not <time>"),
    ],
)
def test_complaints_say_what_is_wanted(reader, value, text):
    assert read(reader, value) == (None, [text])


@pytest.mark.parametrize(
    ("reader", "value", "taken"),
    [
        (read_cas, "7782-50-5", "7782-50-5"),
        (read_cas, "", ""),
        (read_timezone, "Asia/Shanghai", "Asia/Shanghai"),
        (read_location, [119.9, 32], (119.9, 32.0)),
        (read_due, date(2026, 6, 30), date(2026, 6, 30)),
        (read_due, NOON, NOON),
    ],
)
def test_what_is_well_written_is_taken(reader, value, taken):
    assert read(reader, value) == (taken, [])
