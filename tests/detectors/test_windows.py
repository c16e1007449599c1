"""What a window keeps, against a plain list of all readings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.windows import Held, Kept, Windows
from tests.detectors.streams import T0
from tests.detectors.tracks import make_track

DAY_MS = 86_400_000
STEPS = [0, 1, 999, 1000, 60_000, DAY_MS, 5 * DAY_MS, 50 * DAY_MS]


class Told(NamedTuple):
    """A reading as a test has it; ``anew``: something parts it from those before."""

    point: int
    time: int
    value: float
    forced: bool
    anew: bool


@dataclass
class Slow:
    """One point's window: of each cell of the clock the newest reading since the last gap."""

    kept: int
    cell_ms: int
    gap_ms: int
    unit: int
    cells: dict[int, tuple[int, float]] = field(default_factory=dict)
    last: Told | None = None

    def tell_before(self, told: Told) -> list[tuple[int, float]]:
        """What a reading finds: nothing of what it is parted from."""
        last = self.last
        parted = told.anew or last is None or told.forced != last.forced
        if parted or told.time - last.time > self.gap_ms:
            self.cells.clear()
        return self.tell(told.time)

    def take(self, told: Told) -> None:
        self.cells[told.time // self.cell_ms] = (told.time, told.value)
        self.last = told

    def tell(self, now: int) -> list[tuple[int, float]]:
        """Ages in whole units and values, the newest last."""
        newest = sorted(self.cells.values())[-self.kept :]
        unit = self.unit
        return [((now // unit - then // unit) * unit, value) for then, value in newest]


@st.composite
def streams(draw: st.DrawFn) -> list[list[Told]]:
    """Ticks of readings of three points."""
    time, ticks = [T0, T0, T0], []
    for size in draw(st.lists(st.integers(1, 30), max_size=5)):
        tick = []
        for _ in range(size):
            point = draw(st.integers(0, 2))
            time[point] += draw(st.sampled_from(STEPS))
            value = float(draw(st.integers(-9, 9)))
            parted = [draw(st.sampled_from([False] * 9 + [True])) for _ in range(2)]
            tick.append(Told(point, time[point], value, *parted))
        ticks.append(tick)
    return ticks


def take(windows: Windows, tick: Sequence[Told]) -> Held:
    """One tick's readings, sorted by point."""
    columns: list[Any] = [list(column) for column in zip(*tick, strict=True)]
    return windows.take(make_track(*columns[:4]), np.array(columns[4]))


def read(kept: Kept, column: int) -> list[tuple[int, float]]:
    count = int(kept.count[column])
    age, value = kept.age[:, column].tolist(), kept.value[:, column].tolist()
    absent = len(age) - count
    assert all(math.isnan(one) for one in value[:absent])
    return list(zip(age[absent:], value[absent:], strict=True))


@given(
    st.sampled_from([np.uint16, np.uint32]),
    st.sampled_from([4, 16]),
    st.sampled_from([1, 1000, 4000, DAY_MS, 40 * DAY_MS]),
    st.sampled_from([1000, 60_000, DAY_MS, 2**62]),
    streams(),
)
def test_kept_is_the_newest_reading_of_each_cell_since_the_last_gap(
    stamp: type[np.uint16 | np.uint32],
    kept: int,
    cell_ms: int,
    gap_ms: int,
    ticks: list[list[Told]],
) -> None:
    """With each reading, just before it, and after its tick."""
    windows = Windows(kept, np.full(3, cell_ms), np.full(3, gap_ms), stamp)
    cell_ms, gap_ms = min(cell_ms, 2**31 // kept), min(gap_ms, 2**31 // kept)
    slow = [Slow(kept, cell_ms, gap_ms, int(windows.unit_ms[0])) for _ in range(3)]
    for tick in ticks:
        by_point = sorted(tick, key=lambda told: told.point)
        held = take(windows, by_point)
        whole = slice(0, len(tick))
        with_them, before = held.tell(whole), held.tell_before(whole)
        for column, told in enumerate(by_point):
            twin = slow[told.point]
            former = twin.tell_before(told)
            twin.take(told)
            assert read(with_them, column) == twin.tell(told.time)
            assert read(before, column) == former
        for point, twin in enumerate(slow):
            if twin.last:
                after = windows.tell(np.array([point]))
                assert read(after, 0) == twin.tell(twin.last.time)


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
        windows.take(make_track([0], [T0], [5.0], [forced]))
        assert windows.forced[0] == forced
        assert windows.count[0] == 1
