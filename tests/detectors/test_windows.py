"""What a window keeps, against a plain list of all readings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.windows import Windows
from tests.detectors.streams import T0

DAY_MS = 86_400_000
POINT = np.array([0], dtype=np.intp)


@given(
    st.sampled_from([np.uint16, np.uint32]),
    st.sampled_from([4, 16]),
    st.sampled_from([1, 1000, 4000, DAY_MS, 40 * DAY_MS]),
    st.sampled_from([1000, 60_000, DAY_MS, 2**62]),
    st.lists(
        st.sampled_from([0, 1, 999, 1000, 60_000, DAY_MS, 5 * DAY_MS, 50 * DAY_MS]), max_size=60
    ),
)
def test_kept_is_the_newest_reading_of_each_cell_since_the_last_gap(
    stamp: type[np.uint16 | np.uint32], kept: int, cell_ms: int, gap_ms: int, steps: list[int]
) -> None:
    windows = Windows(kept, np.array([cell_ms]), np.array([gap_ms]), stamp)
    unit = int(windows.unit_ms[0])
    cell_ms, gap_ms = min(cell_ms, 2**31 // kept), min(gap_ms, 2**31 // kept)
    cells: dict[int, tuple[int, float]] = {}
    time = T0
    for value, step in enumerate(steps):
        time += step
        if step > gap_ms:
            cells.clear()
        cells[time // cell_ms] = (time, float(value))

        windows.renew(POINT, np.array([time]), np.array([False]))
        windows.add(POINT, np.array([time]), np.array([float(value)]))

        age, found = windows.tell_ages(POINT, np.array([time]))
        wanted = sorted(cells.values())[-kept:]
        assert windows.count[0] == len(wanted)
        assert found[kept - len(wanted) :, 0].tolist() == [one for _, one in wanted]
        ages = [(time // unit - then // unit) * unit for then, _ in wanted]
        assert age[kept - len(wanted) :, 0].tolist() == ages
        assert all(math.isnan(one) for one in found[: kept - len(wanted), 0])


@pytest.mark.parametrize(
    ("window_s", "unit_ms"), [(1, 1), (4, 1), (10, 5), (60, 20), (600, 200), (3600, 1000)]
)
def test_short_stamps_are_in_round_units_of_a_small_part_of_a_gap(
    window_s: int, unit_ms: int
) -> None:
    """Readings on whole seconds keep their exact times."""
    window_ms = np.array([window_s * 1000])

    assert Windows(16, window_ms // 16, window_ms, np.uint16).unit_ms[0] == unit_ms
    assert unit_ms <= max(window_s * 1000 / 1600, 1)
    assert Windows(16, window_ms // 16, window_ms).unit_ms[0] == 1


def test_forced_values_and_measured_ones_are_not_mixed() -> None:
    windows = Windows(4, np.array([1000]), np.array([60_000]))
    for forced in (False, True, True, False):
        windows.renew(POINT, np.array([T0]), np.array([forced]))
        windows.add(POINT, np.array([T0]), np.array([5.0]))
        assert windows.forced[0] == forced
        assert windows.count[0] == 1
