import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.complaint import Place
from plant.schema import (
    Field,
    ListOf,
    Number,
    Whole,
    read_cas,
    read_fields,
    read_flag,
    read_id,
    read_location,
    read_text,
    read_timezone,
    show,
    words,
)

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
READERS = [
    Number(),
    Number(low=0, high=5),
    Whole(1, 4),
    ListOf(Number(), least=1),
    words("a", "b"),
    read_cas,
    read_flag,
    read_location,
    read_text,
    read_timezone,
]


def read(reader, value):
    complaints = []
    return reader(value, Place("f", complaints)), [one.text for one in complaints]


@given(st.sampled_from(READERS), ANYTHING)
def test_a_reader_gives_a_value_or_a_complaint(reader, value):
    result, complaints = read(reader, value)
    assert (result is None) == bool(complaints) or isinstance(result, tuple)


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
    "reader, value, text",
    [
        (Number(low=0), -1, "must be ≥ 0, not -1"),
        (Number(low=0, high=5), 6, "must be ≥ 0, ≤ 5, not 6"),
        (Number(above=0, high=1), 0, "must be > 0, ≤ 1, not 0"),
        (Number(), True, "must be a number, not True"),
        (Number(), 10**400, "must be a finite number"),
        (Whole(1, 4), 2.0, "must be a whole number from 1 to 4"),
        (words("a", "b"), "c", "'c' is none of: a b"),
        (read_cas, "7782-50-4", "'7782-50-4' is no CAS number (its check digit included)"),
        (read_timezone, "../etc/passwd", "'../etc/passwd' is no known time zone"),
        (read_timezone, "", "'' is no known time zone"),
    ],
)
def test_complaints_say_what_is_wanted(reader, value, text):
    assert read(reader, value) == (None, [text])


def test_bounds_are_where_they_say():
    assert read(Number(low=0, high=5), 0) == (0.0, [])
    assert read(Number(low=0, high=5), 5) == (5.0, [])
    assert math.copysign(1, read(Number(), -0.0)[0]) == 1


def test_unknown_and_missing_keys():
    complaints = []
    fields = {"level": Field(Whole(1, 4)), "name": Field(read_text, required=True)}
    assert read_fields({"levle": 1, "zzz": 2, "level": 3}, fields, Place("f", complaints)) == {
        "level": 3
    }
    assert [(one.key, one.text) for one in complaints] == [
        ("levle", "is unknown; did you mean level?"),
        ("zzz", "is unknown"),
        ("name", "is missing"),
    ]


@given(ANYTHING)
def test_a_quoted_value_is_short_and_on_one_line(value):
    assert len(show(value)) <= 80
    assert "\n" not in show(value)
