import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from historian.bins import bin_width, summarise
from historian.port import Series
from plant.quality import BAD, GOOD, GOOD_LOCAL_OVERRIDE, UNCERTAIN_SUBSTITUTE


def series(times, values, status) -> Series:
    return Series(
        np.array(times, dtype=np.int64),
        np.array(values, dtype=np.float64),
        np.array(status, dtype=np.uint32),
    )


reading = st.tuples(
    st.integers(-5, 60),
    st.sampled_from([1.0, -2.0, 3.5, math.nan, math.inf]),
    st.sampled_from([GOOD, UNCERTAIN_SUBSTITUTE, GOOD_LOCAL_OVERRIDE, BAD]),
)


@given(
    st.lists(reading, max_size=30, unique_by=lambda r: r[0]),
    st.integers(0, 20),
    st.integers(1, 40),
    st.integers(1, 9),
)
def test_equals_the_loop_written_plainly(readings, start, span, bins):
    readings.sort()
    end = start + span
    columns = zip(*readings, strict=True) if readings else ([], [], [])
    result = summarise(series(*columns), start, end, bins)
    assert len(result.start) <= bins
    assert result.start[-1] < end <= result.start[-1] + result.width_ms
    for place, begin in enumerate(result.start.tolist()):
        usable = [
            value
            for time, value, status in readings
            if begin <= time < min(begin + result.width_ms, end)
            and math.isfinite(value)
            and status < BAD
        ]
        assert result.count[place] == len(usable)
        if usable:
            assert (result.low[place], result.high[place]) == (min(usable), max(usable))
            assert result.mean[place] == pytest.approx(sum(usable) / len(usable))
        else:
            assert math.isnan(result.low[place] + result.high[place] + result.mean[place])


@pytest.mark.parametrize(
    ("start", "end", "bins", "width"), [(0, 10, 3, 4), (0, 9, 3, 3), (5, 6, 9, 1)]
)
def test_widths_are_whole_milliseconds(start, end, bins, width):
    assert bin_width(start, end, bins) == width


@pytest.mark.parametrize(("start", "end", "bins"), [(5, 5, 1), (6, 5, 1), (0, 5, 0)])
def test_nothing_can_be_put_into_no_bins(start, end, bins):
    with pytest.raises(ValueError, match="no bins"):
        bin_width(start, end, bins)
