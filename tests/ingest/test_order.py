"""The order of readings against a naive twin, and what cutting a stream may not change."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.order import DEPTH, Claims, Order

TAGS = 3


def claim(rows):
    row, time, value, status = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    )
    return Claims(
        np.array(row, dtype=np.int32),
        np.array(time, dtype=np.int64),
        np.array(time, dtype=np.int64),
        np.array(time, dtype=np.int64),
        np.array(time, dtype=np.int64),
        np.zeros(len(rows), dtype=np.bool_),
        np.zeros(len(rows), dtype=np.bool_),
        np.array(value, dtype=np.float64),
        np.array(status, dtype=np.uint32),
    )


def sift(order, rows):
    judged = order.sift(claim(rows))
    names = np.full(len(rows), "news", dtype=object)
    names[judged.conflict], names[judged.late], names[judged.duplicate] = (
        "conflict",
        "late",
        "duplicate",
    )
    return names.tolist()


class Naive:
    """One reading at a time, in plain words."""

    def __init__(self):
        self.judged = {}

    def sift(self, rows):
        return [self.one(*row) for row in rows]

    def one(self, row, time, value, status):
        judged = self.judged.setdefault(row, [])
        same = (time, repr(value), status)
        if judged and time < judged[-1][0]:
            return "late"
        if judged and judged[-1] == same:
            return "duplicate"
        conflict = bool(judged) and judged[-1][0] == time
        judged.append(same)
        return "conflict" if conflict else "news"


readings = st.lists(
    st.tuples(
        st.integers(0, TAGS - 1),
        st.integers(0, 6),
        st.sampled_from([1.0, 2.0, float("nan")]),
        st.sampled_from([0, 0x80000000]),
    ),
    max_size=30,
)


def forgive_memory(names):
    """The ring may know a latecomer as a duplicate; the naive twin has no ring."""
    return ["late" if name == "duplicate" else name for name in names]


@given(readings)
def test_one_batch_is_judged_as_by_the_naive_twin(rows):
    assert sift(Order(TAGS), rows) == Naive().sift(rows)


@given(readings, st.lists(st.integers(0, 30)))
def test_cutting_the_stream_anywhere_judges_the_same_readings(rows, cuts):
    order, naive = Order(TAGS), Naive()
    edges = [0, *sorted(cuts), len(rows)]
    for start, end in pairwise(edges):
        part = rows[start:end]
        got, expected = sift(order, part), naive.sift(part)
        assert forgive_memory(got) == forgive_memory(expected)


@given(readings, st.integers(0, 30))
def test_saved_and_restored_it_goes_on_the_same(rows, cut):
    order = Order(TAGS)
    sift(order, rows[:cut])
    other = Order(TAGS)
    same = np.arange(TAGS)
    other.restore({name: array.copy() for name, array in order.save().items()}, same, same)
    assert sift(order, rows[cut:]) == sift(other, rows[cut:])


def test_a_frame_delivered_again_after_later_ones_is_known():
    order = Order(1)
    sent = [(0, time, float(time), 0) for time in range(DEPTH)]
    for reading in sent:
        assert sift(order, [reading]) == ["news"]
    assert sift(order, sent) == ["duplicate"] * DEPTH
    assert sift(order, [(0, 3, 99.0, 0)]) == ["late"]


@pytest.mark.parametrize("count", [DEPTH - 1, DEPTH, DEPTH + 1, 3 * DEPTH])
def test_the_memory_keeps_the_newest_of_a_long_batch(count):
    order = Order(1)
    sent = [(0, time, float(time), 0) for time in range(count)]
    sift(order, sent)
    again = sift(order, sent)
    assert again[-DEPTH:] == ["duplicate"] * min(DEPTH, count)
    assert set(again[:-DEPTH]) <= {"late"}


def test_minus_zero_is_zero():
    order = Order(1)
    assert sift(order, [(0, 1, 0.0, 0), (0, 1, -0.0, 0)]) == ["news", "duplicate"]


def test_a_change_of_quality_alone_is_no_duplicate():
    order = Order(1)
    assert sift(order, [(0, 1, 5.0, 0), (0, 1, 5.0, 0x80000000)]) == ["news", "conflict"]


def test_nothing_is_judged_of_nothing():
    assert sift(Order(1), []) == []


def test_a_clock_that_ran_ahead_and_is_set_right_makes_nothing_late():
    """The last reading was stamped 30 s ahead of its arrival; the next one tells the truth."""
    order = Order(1)
    ahead = claim([(0, 30_000, 1.0, 0)])
    order.sift(replace(ahead, bar=np.array([0])))
    assert not order.sift(claim([(0, 1_000, 2.0, 0)])).late.any()
    assert order.sift(claim([(0, 999, 3.0, 0)])).late.all()
