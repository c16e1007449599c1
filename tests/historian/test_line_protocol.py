import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from historian.line_protocol import NO_NUMBER, LineEncoder, last_of_each
from plant.quality import BAD, BAD_NOT_A_NUMBER
from plant.reading import Mark, ReadingBatch


def test_escapes_what_separates():
    (line,) = LineEncoder(["a=b, c"]).encode(ReadingBatch.of([0], [5], [1.0]))
    assert line == r"reading,point=a\=b\,\ c value=1.0,quality=0i 5"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_is_always_a_float_and_reads_back_the_same(value):
    (line,) = LineEncoder(["a"]).encode(ReadingBatch.of([0], [5], [value]))
    text = line.partition("value=")[2].partition(",")[0]
    assert math.copysign(1, float(text)) == math.copysign(1, value)
    assert float(text) == value
    assert not text.endswith("i")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_has_no_value_and_says_so(value):
    batch = ReadingBatch.of([0], [5], [value], BAD_NOT_A_NUMBER)
    (line,) = LineEncoder(["a"]).encode(batch)
    assert line == f"reading,point=a quality={NO_NUMBER + BAD_NOT_A_NUMBER}i 5"


def test_source_time_and_marks_stand_where_there_are_any():
    batch = ReadingBatch.of([0, 0], [5, 6], [1.5, 2.5], BAD)
    batch = replace(
        batch,
        source=np.array([5, 2]),
        marks=np.array([0, Mark.LATE | Mark.CLOCK_SUSPECT], dtype=np.uint16),
    )
    assert LineEncoder(["a"]).encode(batch) == [
        f"reading,point=a value=1.5,quality={BAD}i 5",
        f"reading,point=a quality={BAD}i,value=2.5,source=2i,marks=3i 6",
    ]


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
