"""Spike: one reading that neither those before it nor the one after it bear out (跳变).

The centred test of QARTOD, |x − median of neighbours| > k · MAD, made causal: a reading is judged
when the next one comes, by the nearer of its two sides, the median of the last :data:`RECENT`
readings before it and the reading after it. So a step that stays is no spike. The limits don't wait
for that: they judge every reading by itself. Seven values tell the median well and the scatter
badly: by their MAD alone three in a hundred readings of plain noise would be beyond six of it. So
the scatter is followed over :data:`MEMORY` readings besides, which leaves five in a million.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Kind
from detectors.points import Deriver, Point, Points, Raised, Samples, list_checked, make_point
from detectors.singles import MEASURED, Singles, is_contact
from plant.condition import Condition
from plant.reading import LONG_AGO, NEVER
from plant.words import Plant, Tag

RECENT: Final = 7
"""Readings by which a tag's usual value and scatter are told: odd, so that the median is one of
them, and more than twice as many as a spike may disturb. Our own choice."""

MEMORY: Final = 32
"""Readings over which the usual scatter is followed, with exponential weights."""

LEARNING: Final = 16
"""Readings of which the scatter must be known. Our own choice, like the two above and below."""

CLIP: Final = 3.0
"""Times the scatter that a single reading counts at most: a spike makes none usual."""

LARGEST: Final = 1e300
"""What stands out by more does so by this: infinity would be no number, and unknown."""

_SETTLED: Final = RECENT + MEMORY + 1
"""So many readings are as good as more of them."""

_MOST: Final = 1e38
"""What a reading counts at most, so that differences are float32 as well."""

FLOOR_SHARE: Final = 0.001
"""Of a tag's span: no scatter counts as smaller. Our own choice, a tenth of what an instrument of
class 1 may be off."""


def make_spikes(plant: Plant) -> Kind | None:
    """Spikes, of measurements alone."""
    checked = list_checked(plant, Condition.SPIKE)
    points = tuple(_make_point(row, tag) for row, tag in checked if not is_contact(tag))
    return Points("spike", Spike(points, plant)) if points else None


def _make_point(row: int, tag: Tag) -> Point:
    """A spike is over before any on-delay could be, so there is none."""
    point = make_point(row, tag, Condition.SPIKE, unit="×")
    return replace(point, settings=replace(point.settings, on_delay_ms=0))


class Spike(Deriver):
    """How many times the usual scatter each tag's last reading but one stands out.

    Readings are kept and compared as float32: no instrument resolves seven digits, and no scatter
    that counts (a thousandth of the span at least, where there is one) is as small as the eighth.

    ``recent``  float32 (points, RECENT), the readings before the last, in no order
    ``last``    float32 (points,), the last reading, which the next one decides
    ``count``   int8 (points,), how many readings are known, one gap back at most; past
        :data:`_SETTLED` it tells no more than where the next one goes
    ``time``    int64 ms (points,), that of the last reading
    ``scatter`` float32 (points,), the mean distance of readings from the median of those before
    """

    def __init__(self, points: tuple[Point, ...], plant: Plant) -> None:
        self.points = points
        self._singles = Singles(points, plant)
        tags = [plant.tags[point.inputs[0]] for point in points]
        self._floor = np.array([find_floor(tag) for tag in tags], dtype=np.float64)
        self._units = [f" {tag.unit}" if tag.unit else "" for tag in tags]
        self._limit = np.array([point.settings.limit for point in points], dtype=np.float64)
        self._recent = np.zeros((len(points), RECENT), dtype=np.float32)
        self._last = np.zeros(len(points), dtype=np.float32)
        self._count = np.zeros(len(points), dtype=np.int8)
        self._time = np.full(len(points), LONG_AGO)
        self._scatter = np.zeros(len(points), dtype=np.float32)
        self._grounds: dict[tuple[int, int], tuple[float, float, float]] = {}

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample a reading: how far the one before it stands out."""
        self._grounds.clear()
        return self._singles.collect(arrivals, self._take, MEASURED)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The last readings of each tag."""
        return {
            "recent": self._recent,
            "last": self._last,
            "known": self._count,
            "time": self._time,
            "scatter": self._scatter,
        }

    def explain(self, raised: Raised) -> str:
        """The value that stood out, and what was usual before it."""
        point = self.points[raised.point]
        grounds = self._grounds.get((raised.point, raised.at))
        if grounds is None:
            return f"跳变为通常散布的 {raised.value:.3g} 倍 {point.source} stood out by as much"
        unit = self._units[raised.point]
        value, usual, scatter = (f"{number:.6g}{unit}" for number in grounds)
        times = f"{raised.value:.3g}"
        return (
            f"读数 {value}，此前 {RECENT} 个读数的中位数 {usual}，散布 {scatter}，偏离 {times} 倍 "
            f"{point.source} showed {value}; the {RECENT} before it: median {usual}, "
            f"scatter {scatter}, apart by {times} of it"
        )

    def _take(
        self, arrivals: Arrivals, place: NDArray[np.intp], point: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        time = arrivals.batch.time[place]
        value = np.clip(arrivals.batch.value[place], -_MOST, _MOST).astype(np.float32)
        count, last = self._count_since_gap(arrivals, place, point, time), self._last[point]
        apart = self._judge(point, last, value, time, count)
        self._recent[point, (count - 1) % RECENT] = last
        self._last[point], self._time[point] = value, time
        self._count[point] = np.where(count < _SETTLED + RECENT, count + 1, _SETTLED + 1)
        return apart

    def _count_since_gap(
        self,
        arrivals: Arrivals,
        place: NDArray[np.intp],
        point: NDArray[np.intp],
        time: NDArray[np.int64],
    ) -> NDArray[np.int8]:
        """How many readings are known, int8 (m,): after a gap nothing is known to be usual."""
        limit_ms, count = arrivals.limit_ms[arrivals.row[place]], self._count[point]
        gap = (time - self._time[point] > limit_ms) & (limit_ms < NEVER)
        if np.count_nonzero(gap):
            count[gap] = 0
        return count

    def _judge(
        self,
        point: NDArray[np.intp],
        last: NDArray[np.float32],
        value: NDArray[np.float32],
        time: NDArray[np.int64],
        count: NDArray[np.int8],
    ) -> NDArray[np.float64]:
        """Float64 (m,), NaN while nothing is usual, and where what stands out has no scatter."""
        usual, spread = find_middle(self._recent.take(point, axis=0))
        shown = last.astype(np.float64)
        away = np.abs(shown - usual)
        scatter, known = self._follow(point, spread, away, count)
        nearer = np.minimum(away, np.abs(shown - value))
        apart = np.where((nearer == 0) & known, 0.0, np.nan)
        np.divide(nearer, scatter, out=apart, where=known & (scatter > 0))
        np.minimum(apart, LARGEST, out=apart)
        for one in np.flatnonzero(apart >= self._limit[point]).tolist():
            grounds = (float(last[one]), float(usual[one]), float(scatter[one]))
            self._grounds[int(point[one]), int(time[one])] = grounds
        return apart

    def _follow(
        self,
        point: NDArray[np.intp],
        spread: NDArray[np.float64],
        away: NDArray[np.float64],
        count: NDArray[np.int8],
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The scatter before a reading, and whether it may be gone by; then learn from it."""
        floor, scatter, learnt = self._floor[point], self._scatter[point], count - RECENT
        largest = np.maximum(np.maximum(spread, floor), scatter)
        counted = np.minimum(away, CLIP * largest)
        followed = scatter + (counted - scatter) / np.clip(learnt, 1, MEMORY)
        self._scatter[point] = np.where(learnt > 0, followed, 0)
        # What has no floor and does not scatter now may flicker by its resolution at any time.
        known = (learnt > LEARNING) & ((floor > 0) | (spread > 0) | (away == 0))
        return largest, known


def find_middle(
    values: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The median of each row, and that of the distances from it, float64 (m,) each.

    :param values: float32 (m, n), n odd and at least 3.
    """
    ordered = np.array(np.sort(values, axis=1).T, dtype=np.float64, order="C")
    half = len(ordered) // 2
    usual = ordered[half]
    below, above = usual - ordered[half - 1 :: -1], ordered[half + 1 :] - usual
    # Both grow. So many as half of all are nearer than the median: some below, the rest above.
    spread = np.minimum(below[half - 1], above[half - 1])
    for among in range(half - 1):
        np.minimum(spread, np.maximum(below[among], above[half - 2 - among]), out=spread)
    return usual, spread


def find_floor(tag: Tag) -> float:
    """The scatter, in the tag's unit, below which nothing counts as usual; 0 where none is known.

    The largest deadband of its limits, for that is what its site calls no change, or its share of
    the span, whichever is more.
    """
    deadbands = [alarm.deadband for alarm in tag.alarms.values()]
    span = 0.0
    if tag.range_lo is not None and tag.range_hi is not None:
        span = tag.range_hi - tag.range_lo
    return max([*deadbands, FLOOR_SHARE * span])
