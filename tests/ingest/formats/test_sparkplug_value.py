"""Every datatype as other encoders write it, qualities of three dialects, units by many names."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.sparkplug_payload import BOOLEAN, DOUBLE, FLOAT, INT, LONG, STRING
from ingest.formats.sparkplug_value import PLAIN, Value, read_annotations, read_value
from ingest.frame import Reason
from plant.quality import (
    BAD,
    GOOD,
    GOOD_LOCAL_OVERRIDE,
    UNCERTAIN,
    UNCERTAIN_LAST_USABLE,
    UNCERTAIN_NO_COMMUNICATION_LAST_USABLE,
)
from tests.ingest.formats.sparkplug_wire import prop, properties

SIGNED = {1: (8, INT), 2: (16, INT), 3: (32, INT), 4: (64, LONG)}
UNSIGNED = {5: (8, INT), 6: (16, INT), 7: (32, INT), 8: (64, LONG), 13: (64, LONG)}
WIDTH = {INT: 32, LONG: 64}


@given(st.data(), st.sampled_from(sorted(SIGNED)))
def test_a_signed_integer_in_its_own_bits_or_extended(data, datatype):
    bits, key = SIGNED[datatype]
    number = data.draw(st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1))
    own = int.from_bytes(number.to_bytes(bits // 8, "little", signed=True), "little")
    for raw in (own, number % 2 ** WIDTH[key], number % 2**64):
        assert read_value(datatype, key, raw) == Value(float(number))


@given(st.data(), st.sampled_from(sorted(UNSIGNED)), st.sampled_from([INT, LONG]))
def test_an_unsigned_integer_in_whichever_field_it_fits(data, datatype, key):
    bits, _ = UNSIGNED[datatype]
    number = data.draw(st.integers(0, 2 ** min(bits, WIDTH[key]) - 1))
    assert read_value(datatype, key, number) == Value(float(number))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(0, 34))
def test_a_float_is_its_field_whatever_the_datatype(number, datatype):
    assert read_value(datatype, FLOAT, struct.pack("<f", number)) == Value(number)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 34))
def test_a_double_is_its_field_whatever_the_datatype(number, datatype):
    assert read_value(datatype, DOUBLE, struct.pack("<d", number)) == Value(number)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_no_number(number):
    for key, form in ((FLOAT, "<f"), (DOUBLE, "<d")):
        value = read_value(9, key, struct.pack(form, number))
        assert math.isnan(value.number)
        assert (value.status, value.reason) == (BAD, Reason.NOT_A_NUMBER)


@pytest.mark.parametrize("raw, number", [(0, 0.0), (1, 1.0), (7, 1.0)])
def test_a_boolean_is_one_or_zero(raw, number):
    assert read_value(11, BOOLEAN, raw) == Value(number)


def test_a_boolean_in_an_integer_field():
    assert read_value(11, INT, 1) == Value(1.0)


@pytest.mark.parametrize("datatype", [12, 14, 15])
def test_a_text_keeps_its_word_and_is_no_number(datatype):
    value = read_value(datatype, STRING, "故障".encode())
    assert math.isnan(value.number)
    assert (value.word, value.status, value.reason) == ("故障", BAD, Reason.NOT_A_NUMBER)


@pytest.mark.parametrize("field", [16, 17, 18, 19])
def test_bytes_data_sets_templates_and_arrays_are_unsupported(field):
    value = read_value(30, field * 8 + 2, b"\x00" * 8)
    assert math.isnan(value.number)
    assert (value.status, value.reason) == (BAD, Reason.UNSUPPORTED)


@pytest.mark.parametrize(
    "datatype, key, raw, number",
    [
        (1, INT, 300, 300.0),  # an Int8 that would be 44 if it were cut
        (5, INT, 300, 300.0),
        (2, INT, 2**32 - 40_000, -40_000.0),
        (0, INT, 200, 200.0),  # no datatype: UInt8, or a masked Int8
        (0, LONG, 2**64 - 5, -5.0),
        (9, INT, 500, 500.0),  # a Float written as an integer
        (11, INT, 2, 2.0),
    ],
)
def test_an_integer_that_does_not_fit_is_taken_whole_and_uncertain(datatype, key, raw, number):
    value = read_value(datatype, key, raw)
    assert (value.number, value.status, value.reason) == (number, UNCERTAIN, Reason.UNSUPPORTED)


def test_a_small_integer_needs_no_datatype():
    assert read_value(0, INT, 127) == Value(127.0)


def test_no_value_is_null():
    value = read_value(9, 0, 0)
    assert math.isnan(value.number)
    assert (value.reason, value.detail) == (Reason.NOT_A_NUMBER, "null")


def annotate(**props):
    return read_annotations(properties(props))


@pytest.mark.parametrize(
    "code, status",
    [
        (0, BAD),
        (192, GOOD),
        (500, UNCERTAIN_NO_COMMUNICATION_LAST_USABLE),
        (0xD8, GOOD_LOCAL_OVERRIDE),
        (0xC3, GOOD),  # good, constant
        (0x40, UNCERTAIN),
        (0x44, UNCERTAIN_LAST_USABLE),
        (0x56, UNCERTAIN),  # engineering units exceeded, high limited
        (0x18, BAD),  # communication failure
        (0x80340000, 0x80340000),  # an OPC UA StatusCode
        (0x40900000, 0x40900000),
    ],
)
def test_quality_of_three_dialects(code, status):
    assert annotate(Quality=prop("int", code, datatype=3)) == PLAIN._replace(status=status)


@pytest.mark.parametrize("code", [0x80, 193 + 256, 501, 65535])
def test_a_quality_nobody_knows_is_bad_and_said(code):
    got = annotate(Quality=prop("int", code))
    assert got.status == BAD
    assert str(code) in got.detail


def test_quality_in_words_and_in_floats():
    assert annotate(quality=prop("string", "Uncertain")).status == UNCERTAIN
    assert annotate(Quality=prop("string", "so so")).status == BAD
    assert annotate(Quality=prop("double", 192.0)).detail


@pytest.mark.parametrize("name", ["engUnit", "EngUnit", "Engineering Units", "unit", "Units"])
def test_the_unit_by_its_many_names(name):
    assert annotate(**{name: prop("string", "MPa")}) == PLAIN._replace(unit="MPa")


def test_a_unit_that_is_no_text_is_none():
    assert annotate(unit=prop("int", 3)) == PLAIN


def test_without_properties_all_is_plain():
    assert read_annotations(b"") is PLAIN


@given(st.binary(max_size=60))
def test_broken_properties_never_raise_and_are_bad(data):
    got = read_annotations(data)
    if got.detail:
        assert got.status == BAD
