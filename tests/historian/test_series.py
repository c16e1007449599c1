import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from historian.port import Series
from historian.series import cut, empty_series, merge


def series(times, tale) -> Series:
    return Series(
        np.array(times, dtype=np.int64),
        np.arange(len(times)) + 100.0 * tale,
        np.full(len(times), tale, dtype=np.uint32),
    )


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=4))
def test_the_latest_written_of_each_time_stands(parts):
    written = [series(times, tale) for tale, times in enumerate(parts)]
    expected = {}
    for part in written:
        expected.update(
            zip(part.time.tolist(), zip(part.value.tolist(), part.status.tolist(), strict=True),
                strict=True)
        )  # fmt: skip
    merged = merge(written)
    assert merged.time.tolist() == sorted(expected)
    found = zip(merged.value.tolist(), merged.status.tolist(), strict=True)
    assert list(found) == [expected[time] for time in sorted(expected)]


def test_a_cut_is_half_open():
    whole = series([1, 3, 5], 0)
    assert cut(whole, 1, 5).time.tolist() == [1, 3]
    assert cut(whole, 2, 6).time.tolist() == [3, 5]
    assert cut(empty_series(), 0, 9).time.tolist() == []
