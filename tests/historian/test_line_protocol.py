"""Lines are those of the slow obvious twin, and every number in them reads back bit by bit."""

import math
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from historian.line_protocol import NO_NUMBER, LineEncoder, last_of_each
from plant.quality import BAD, BAD_NOT_A_NUMBER, GOOD, UNCERTAIN
from plant.reading import Mark, ReadingBatch
from tests.historian.naive_line_protocol import encode_naively, encode_plainly

TAGS = ("a", "E1.LT-101", "储罐/温度", "a=b, c")
T0 = 1_700_000_000_000

decimals = st.builds(
    lambda digits, places: digits / 10.0**places, st.integers(-(10**17), 10**17), st.integers(0, 12)
)
values = st.floats() | decimals | st.floats(width=32)
times = st.integers(T0, T0 + 10**9) | st.integers(-(2**63), 2**63 - 1)
statuses = st.sampled_from([GOOD, UNCERTAIN, BAD, BAD_NOT_A_NUMBER, 2**32 - 1])
rows = st.tuples(
    st.integers(0, len(TAGS) - 1), times, values, statuses, st.none() | times, st.integers(0, 4095)
)


def batch_of(rows):
    """A batch of (row, time, value, status, source or None for the same, marks)."""
    row, time, value, status, source, marks = zip(*rows, strict=True) if rows else [()] * 6
    source = [at if own is None else own for at, own in zip(time, source, strict=True)]
    return replace(
        ReadingBatch.of(row, time, value, status),
        source=np.array(source, dtype=np.int64),
        marks=np.array(marks, dtype=np.uint16),
    )


def in_bits(lines):
    """Lines with each value as its 64 bits: how a double is spelled is nobody's business."""

    def split(line):
        before, name, rest = line.partition(b"value=")
        text, comma, rest = rest.partition(b",")
        return (before, name, text and struct.pack(">d", float(text)), comma, rest)

    return [split(line) for line in lines.split(b"\n")]


@given(st.lists(rows, max_size=30))
def test_lines_are_those_of_the_twin_and_values_the_same_bits(rows):
    batch = batch_of(rows)
    assert in_bits(LineEncoder(TAGS).encode(batch)) == in_bits(encode_naively(TAGS, batch))


def test_any_64_bits_that_are_a_number_come_back_in_whatever_block_they_stand():
    bits = np.random.default_rng(5).integers(0, 2**64, 50_000, dtype=np.uint64)
    value = bits.view(np.float64)
    batch = ReadingBatch.of(np.arange(len(value)) % len(TAGS), T0 + np.arange(len(value)), value)
    assert in_bits(LineEncoder(TAGS).encode(batch)) == in_bits(encode_naively(TAGS, batch))


@pytest.mark.parametrize("places", range(10))
def test_decimals_as_sensors_give_them_are_written_shortest(places):
    value = np.round(np.random.default_rng(places).normal(0, 5000, 5000), places)
    value = value[(np.abs(value) >= 1e-4) | (value == 0)]
    batch = ReadingBatch.of(np.zeros(len(value), np.int32), T0 + np.arange(len(value)), value)
    lines = LineEncoder(TAGS).encode(batch)
    assert lines == encode_naively(TAGS, batch)
    assert lines == encode_plainly(["reading,point=a "], batch), "what the benchmark runs beside"


@pytest.mark.parametrize(
    "value", [0.0, -0.0, 9e7, -9e7, 90_000_000.5, 1e-8, 1.5e-8, 5e-324, 1.7976931348623157e308]
)
def test_at_the_edges_of_the_short_way(value):
    batch = ReadingBatch.of([0], [T0], [value])
    assert in_bits(LineEncoder(TAGS).encode(batch)) == in_bits(encode_naively(TAGS, batch))


@given(st.lists(rows, min_size=1, max_size=30))
def test_a_field_is_a_number_and_the_value_always_a_float(rows):
    for line in LineEncoder(["a"] * len(TAGS)).encode(batch_of(rows)).split(b"\n"):
        for field in line.split(b" ")[1].split(b","):
            name, _, text = field.partition(b"=")
            if name == b"value":
                assert math.isfinite(float(text))
            else:
                assert text.endswith(b"i")
                assert int(text[:-1]) >= 0 or name == b"source"


def test_no_readings_are_no_lines():
    assert LineEncoder(TAGS).encode(ReadingBatch.empty()) == b""


def test_escapes_what_separates():
    lines = LineEncoder(TAGS).encode(ReadingBatch.of([3], [5], [1.0]))
    assert lines == rb"reading,point=a\=b\,\ c value=1.0,quality=0i 5"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_has_no_value_and_says_so(value):
    batch = ReadingBatch.of([0], [5], [value], BAD_NOT_A_NUMBER)
    lines = LineEncoder(TAGS).encode(batch)
    assert lines == b"reading,point=a quality=%di 5" % (NO_NUMBER + BAD_NOT_A_NUMBER)


def test_source_time_and_marks_stand_where_there_are_any():
    late = Mark.LATE | Mark.CLOCK_SUSPECT
    batch = batch_of([(0, T0, 1.5, BAD, None, 0), (0, T0 + 6, 2.5, BAD, T0 + 2, late)])
    first, second = LineEncoder(TAGS).encode(batch).decode().split("\n")
    assert first == f"reading,point=a value=1.5,quality={BAD}i {T0}"
    assert second == f"reading,point=a value=2.5,quality={BAD}i,marks=3i,source={T0 + 2}i {T0 + 6}"


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_of_each_tag_and_time_the_last_is_left(keys):
    batch = ReadingBatch.of(
        [row for row, _ in keys], [time for _, time in keys], [float(i) for i in range(len(keys))]
    )
    left = last_of_each(batch)
    expected = {key: float(place) for place, key in enumerate(keys)}
    assert left.value.tolist() == sorted(expected.values())
    columns = zip(left.row.tolist(), left.time.tolist(), left.value.tolist(), strict=True)
    assert {(row, time): value for row, time, value in columns} == expected
