"""Sorting by time in whatever portions: as if all were sorted at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.time_sort import sort_by_time
from plant.reading import ReadingBatch, join
from tests.plant.test_reading import check_equal


@st.composite
def blocks(draw):
    made, number = [], 0
    for times in draw(st.lists(st.lists(st.integers(0, 9), max_size=9), max_size=6)):
        numbers = np.arange(number, number + len(times))
        words = {place: f"word {n}" for place, n in enumerate(numbers.tolist()) if n % 3 == 0}
        value = np.where(numbers % 3 == 0, np.nan, numbers)
        made.append(ReadingBatch.of(numbers % 7, times, value, numbers, words))
        number += len(times)
    return made


@given(blocks(), st.integers(1, 12), st.integers(1, 20))
def test_however_little_fits_in_memory_the_order_is_the_same(made, size, most):
    whole = join(made)
    expected = whole.take(np.argsort(whole.time, kind="stable"))

    sorted_ = join(list(sort_by_time(made, size, most)))

    check_equal(sorted_, expected)


def test_batches_are_as_long_as_asked_for_where_instants_are_short():
    made = [ReadingBatch.of([tag] * 1000, range(1000), [0.0] * 1000) for tag in range(20)]
    batches = list(sort_by_time(made, size=500, most=1000))
    assert max(map(len, batches)) <= 500
    assert len(batches) < 100
