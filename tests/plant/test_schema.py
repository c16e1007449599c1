import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.complaint import Place
from plant.readers import read_cas, read_due, read_location, read_timezone
from plant.schema import (
    Field,
    ListOf,
    MapOf,
    Number,
    NumberOr,
    Whole,
    read_fields,
    read_flag,
    read_text,
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
    NumberOr(Number(above=0), words("a", "b")),
    MapOf(Number()),
    read_flag,
    read_text,
    read_cas,
    read_due,
    read_location,
    read_timezone,
]


def read(reader, value):
    complaints = []
    return reader(value, Place("f", complaints)), [one.text for one in complaints]


@given(st.sampled_from(READERS), ANYTHING)
def test_a_reader_gives_a_value_or_a_complaint(reader, value):
    result, complaints = read(reader, value)
    assert (result is None) == bool(complaints) or isinstance(result, tuple | dict)


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
        (NumberOr(Number(low=0), words("a", "b")), "c", "must be a number or one of: a b, not 'c'"),
        (NumberOr(Number(low=0), words("a")), -1, "must be ≥ 0, not -1"),
        (ListOf(Number(), least=1), [], "must not be empty"),
        (ListOf(Number(), least=2), [1], "needs at least 2"),
        (MapOf(Number()), [1], "must be a table"),
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


def test_names_of_a_table_are_any_and_its_good_values_are_kept():
    complaints = []
    read_names = MapOf(Number(low=0))
    assert read_names({"a.b": 1, "": -1, "c": 2}, Place("f", complaints)) == {"a.b": 1, "c": 2}
    assert [one.text for one in complaints] == ["must be ≥ 0, not -1"]
