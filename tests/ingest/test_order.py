"""The order of readings against a naive twin, and what cutting a stream may not change."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.order import Claims, Order
from plant.reading import ReadingBatch

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
    names[judged.conflict], names[judged.late] = "conflict", "late"
    names[judged.conflict & judged.late] = "late conflict"
    names[judged.duplicate] = "duplicate"
    return names.tolist()


class Naive:
    """One reading at a time, in plain words."""

    def __init__(self):
        self.judged = {}

    def sift(self, rows):
        return [self.one(*row) for row in rows]

    def one(self, row, time, value, status):
        judged = self.judged.setdefault(row, [])
        told = (time, repr(value), status)
        if judged and judged[-1] == told:
            return "duplicate"
        known = time in [one[0] for one in judged]
        if judged and time < judged[-1][0]:
            return "duplicate" if told in judged else "late conflict" if known else "late"
        judged.append(told)
        return "conflict" if known else "news"


fresh = st.lists(
    st.tuples(
        st.integers(0, TAGS - 1),
        st.integers(0, 40),
        st.sampled_from([1.0, 2.0, float("nan")]),
        st.sampled_from([0, 0x80000000]),
    ),
    max_size=40,
)


@st.composite
def streams(draw):
    """Readings, most of them in the order of time, and stretches of them delivered again."""
    rows = draw(fresh)
    if draw(st.booleans()):
        rows.sort(key=lambda row: row[1])
    for start in draw(st.lists(st.integers(0, 40), max_size=3)):
        rows += rows[start : start + draw(st.integers(1, 40))]
    return rows


readings = streams()


@given(readings)
def test_one_batch_is_judged_as_by_the_naive_twin(rows):
    assert sift(Order(TAGS), rows) == Naive().sift(rows)


@given(readings, st.lists(st.integers(0, 80)))
def test_cutting_the_stream_anywhere_judges_the_same_readings(rows, cuts):
    order, naive = Order(TAGS), Naive()
    edges = [0, *sorted(cuts), len(rows)]
    for start, end in pairwise(edges):
        assert sift(order, rows[start:end]) == naive.sift(rows[start:end])


def remembered(order):
    return {name: array.tolist() for name, array in order.save().items()}


@st.composite
def in_order(draw):
    """Readings in the order of time, of one time in the order of a file's columns."""
    columns = draw(st.permutations(range(TAGS)))
    times = sorted(draw(st.sets(st.integers(1, 60), max_size=30)))
    values = st.sampled_from([1.0, -0.0, float("nan")])
    return [
        (row, time, draw(values), 0) for time in times for row in columns if draw(st.integers(0, 3))
    ]


@given(st.one_of(readings, in_order()), st.lists(st.integers(0, 80)))
def test_what_is_news_at_a_glance_is_taken_up_as_if_it_had_been_sifted(rows, cuts):
    glanced, sifted = Order(TAGS), Order(TAGS)
    for start, end in pairwise([0, *sorted(cuts), len(rows)]):
        part = rows[start:end]
        judged = sift(sifted, part)
        row, time, value, status = zip(*part, strict=True) if part else ([],) * 4
        batch = ReadingBatch.of(row, time, value, np.array(status, dtype=np.uint32))
        if glanced.follow(batch):
            assert set(judged) <= {"news"}
        else:
            sift(glanced, part)
        assert remembered(glanced) == remembered(sifted)


@given(in_order(), st.lists(st.integers(0, 80)))
def test_a_file_in_order_is_news_at_a_glance_however_its_columns_stand(rows, cuts):
    order = Order(TAGS)
    for start, end in pairwise([0, *sorted(cuts), len(rows)]):
        row, time, value, _ = zip(*rows[start:end], strict=True) if rows[start:end] else ([],) * 4
        assert order.follow(ReadingBatch.of(row, time, value))


doubted = st.lists(
    st.tuples(
        st.integers(0, TAGS - 1),
        st.integers(0, 12),
        st.sampled_from([0, 0, 1, 4]),
        st.integers(0, 9),
        st.booleans(),
        st.booleans(),
        st.sampled_from([1.0, 2.0]),
    ),
    max_size=24,
)


def doubt(rows):
    """Readings of any stamp, true time and belief, that arrive one after the other."""
    row, time, pause, age, behind, corrected, value = np.array(rows).reshape(-1, 7).T
    plain = claim(list(zip(row, time, value, row * 0, strict=True)))
    received = np.cumsum(pause).astype(np.int64)
    return replace(
        plain,
        bar=np.minimum(plain.time, received),
        true=received - age.astype(np.int64),
        behind=behind.astype(np.bool_),
        corrected=corrected.astype(np.bool_),
    )


@given(doubted, st.lists(st.integers(0, 24)))
def test_cutting_a_stream_of_wrong_clocks_judges_the_same_readings(rows, cuts):
    whole, cut = Order(TAGS), Order(TAGS)
    claims, edges = doubt(rows), [0, *sorted(cuts), len(rows)]
    judged = whole.sift(claims)
    parts = [cut.sift(claims.take(np.arange(len(rows))[s:e])) for s, e in pairwise(edges)]
    for name in ("duplicate", "conflict", "late", "retimed"):
        told = np.concatenate([getattr(part, name) for part in parts])
        assert getattr(judged, name).tolist() == told.tolist(), name


@given(readings, st.integers(0, 30))
def test_saved_and_restored_it_goes_on_the_same(rows, cut):
    order = Order(TAGS)
    sift(order, rows[:cut])
    other = Order(TAGS)
    same = np.arange(TAGS)
    other.restore({name: array.copy() for name, array in order.save().items()}, same, same)
    assert sift(order, rows[cut:]) == sift(other, rows[cut:])


@pytest.mark.parametrize("count", [20, 1000])
def test_frames_delivered_again_after_later_ones_are_known(count):
    order = Order(1)
    sent = [(0, time, float(time), 0) for time in range(count)]
    assert sift(order, sent) == ["news"] * count
    assert sift(order, sent) == ["duplicate"] * count
    assert sift(order, [(0, 3, 99.0, 0), (0, -3, 99.0, 0)]) == ["late conflict", "late"]


def test_a_value_that_comes_back_at_the_last_time_is_news():
    """A clock of whole seconds: were the third one dropped, the tag would stand at the second."""
    order = Order(1)
    assert sift(order, [(0, 1, value, 0) for value in (95.0, 50.0, 95.0)])[2] == "conflict"
    again = [(0, 1, 95.0, 0), (0, 2, 7.0, 0), (0, 1, 50.0, 0)]
    assert sift(order, again) == ["duplicate", "news", "duplicate"]


def test_a_checkpoint_of_an_older_make_gives_what_it_has():
    order, other = Order(1), Order(1)
    sift(order, [(0, 5, 1.0, 0)])
    saved = {name: array for name, array in order.save().items() if name in ("bar", "true")}
    other.restore(saved | {"value": np.zeros((1, 8))}, np.arange(1), np.arange(1))
    assert sift(other, [(0, 4, 1.0, 0)]) == ["late"]


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


def test_a_duplicate_that_comes_later_makes_nothing_late_that_was_not():
    """Stamped ahead of our clock it would, as the earlier of stamp and arrival has grown."""
    order = Order(1)
    order.sift(replace(claim([(0, 0, 1.0, 0)]), true=np.array([10])))
    rows = claim([(0, 40, 2.0, 0), (0, 40, 2.0, 0), (0, 15, 3.0, 0)])
    judged = order.sift(replace(rows, bar=np.array([12, 30, 15]), true=np.array([12, 30, 5])))
    assert judged.duplicate.tolist() == [False, True, False]
    assert not judged.late.any()
