"""Noise lost: a measurement that scatters far less than it used to (噪声消失).

A sensor that is blocked, filtered upstream or simulated is often not frozen but too calm (the
attenuated signal test of QARTOD). Its scatter now is held against what is usual of it. Both are
exponentially weighted, so that a tag needs six numbers, in the form w = Δt / (τ + Δt), with τ a
quarter of the span: what is older than the span weighs a fiftieth, or a thirtieth where a window
has but twelve readings. So a limit of a tenth is reached some one and a half windows after the
scatter is lost. That form takes readings at any distance, and plain arithmetic gives the same
number however readings are batched.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Kind
from detectors.points import Deriver, Point, Points, Raised, Samples, list_checked, make_point
from detectors.singles import MEASURED, Singles, is_contact
from plant.condition import Condition
from plant.message import plain
from plant.reading import LONG_AGO
from plant.words import Check, Plant, Tag

MEMORY: Final = 4
"""How many time constants a span has. e⁻⁴ is 0.018."""

FEWEST: Final = 12
"""Readings of a window: of fewer, normally distributed ones may scatter by a tenth by chance, of
these one in two hundred thousand does."""

LARGEST: Final = 1e38
"""What a variance is at most: infinity would never be forgotten."""


def make_noise_lost(plant: Plant) -> Kind | None:
    """Measurements whose scatter is lost."""
    checked = [
        (row, tag) for row, tag in list_checked(plant, Condition.NOISE_LOST) if not is_contact(tag)
    ]
    if not checked:
        return None
    points = tuple(_make_point(row, tag) for row, tag in checked)
    return Points(
        "noise_lost",
        NoiseLost(points, [tag.checks[Condition.NOISE_LOST] for _, tag in checked], plant),
    )


def _make_point(row: int, tag: Tag) -> Point:
    check = tag.checks[Condition.NOISE_LOST]
    spans = (float(check.window_ms), float(check.usual_ms))
    return make_point(row, tag, Condition.NOISE_LOST, low=True, unit="", figures=spans)


class NoiseLost(Deriver):
    """Each tag's scatter as a share of its usual one.

    ``mean``     float64 (points,), in the tag's unit, over the window
    ``variance`` float32 (points,), in its square, over the window: two windows of the same noise
        differ in the second digit already
    ``usual``    float64 (points,), the usual variance, which a reading moves by a millionth
    ``seen``     int32 or int64 ms (points,), how long readings have come without a gap, up to
        the window
    ``learnt``   the same, over how long the usual variance was learnt, up to a quarter of its span
    ``time``     int64 ms (points,), that of the last reading
    """

    def __init__(self, points: tuple[Point, ...], checks: list[Check], plant: Plant) -> None:
        self.points = points
        self._checks = checks
        self._singles = Singles(points, plant)
        self._window = np.array([check.window_ms for check in checks], dtype=np.int64)
        self._span = np.array([check.usual_ms / MEMORY for check in checks], dtype=np.float64)
        settings = [check.settings for check in checks]
        # Clear of the alarm, whatever the deadband: only that is usual.
        self._clear = np.array([one.limit + one.deadband for one in settings], dtype=np.float64)
        self._mean = np.zeros(len(points))
        self._variance = np.zeros(len(points), dtype=np.float32)
        self._usual = np.zeros(len(points))
        self._seen = _count_up_to(self._window)
        self._learnt = _count_up_to(np.ceil(self._span))
        self._time = np.full(len(points), LONG_AGO)

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample a reading: the scatter now as a share of the usual one."""
        return self._singles.collect(arrivals, self._take, MEASURED)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The statistics of each tag."""
        return {
            "mean": self._mean,
            "variance": self._variance,
            "usual": self._usual,
            "seen_ms": self._seen,
            "learnt_ms": self._learnt,
            "time": self._time,
        }

    def renew(self, other: NDArray[np.bool_]) -> None:
        """What was learnt over other spans than those of today is learnt anew."""
        self._seen[other] = self._learnt[other] = 0
        self._usual[other] = 0
        self._time[other] = LONG_AGO

    def explain(self, raised: Raised) -> str:
        """How much of the usual scatter is left, and over what both were taken."""
        point, check = self.points[raised.point], self._checks[raised.point]
        left, limit = f"{raised.value:.2%}", f"{plain(100 * point.settings.limit)}%"
        window, usual = f"{check.window_ms / 60_000:.6g}", f"{check.usual_ms / 60_000:.6g}"
        return (
            f"近 {window} min 的波动仅为 {usual} min 内通常波动的 {left}，限值 {limit} "
            f"{point.source} scatters over {window} min by {left} of what is usual over {usual} "
            f"min, limit {limit}"
        )

    def _take(
        self, arrivals: Arrivals, place: NDArray[np.intp], point: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        window = self._window[point]
        passed, seen = self._pass_time(point, window, arrivals.batch.time[place])
        variance = self._follow(point, window, arrivals.batch.value[place], passed, seen)
        return self._compare(point, variance, passed, seen >= window)

    def _pass_time(
        self, point: NDArray[np.intp], window: NDArray[np.int64], time: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Time since each tag's last reading, 0 where a gap parts the two, and since the last gap.

        Int64 ms (m,) each, the latter up to the window.
        """
        passed: NDArray[np.int64] = time - self._time[point]
        apart = passed > window / FEWEST
        passed[apart] = 0
        seen = np.minimum(self._seen[point] + passed, window)
        seen[apart] = 0
        self._seen[point] = seen
        self._time[point] = time
        return passed, seen

    def _follow(
        self,
        point: NDArray[np.intp],
        window: NDArray[np.int64],
        value: NDArray[np.float64],
        passed: NDArray[np.int64],
        seen: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """The variance with these readings, float32 (m,)."""
        weight = passed / (window / MEMORY + passed)
        mean = self._mean[point]
        off = value - mean
        spread = (1 - weight) * (self._variance[point] + weight * off * off)
        begins = seen == 0
        spread[begins] = 0
        variance = np.minimum(spread, LARGEST).astype(np.float32)
        mean += weight * off
        mean[begins] = value[begins]
        self._mean[point], self._variance[point] = mean, variance
        return variance

    def _compare(
        self,
        point: NDArray[np.intp],
        variance: NDArray[np.float32],
        passed: NDArray[np.int64],
        ready: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """The share, float64 (m,), NaN while the usual scatter isn't known; then learn."""
        usual, learnt, span = self._usual[point], self._learnt[point], self._span[point]
        known = ready & (learnt >= span) & (usual > 0)
        share: NDArray[np.float64] = np.full(len(point), np.nan)
        np.divide(variance, usual, out=share, where=known)
        np.sqrt(share, out=share)
        learns = ready & ~(share <= self._clear[point])
        weight = passed / np.maximum(np.minimum(learnt, span) + passed, 1)
        weight[~learns] = 0
        self._usual[point] = usual + weight * (variance - usual)
        self._learnt[point] = np.minimum(learnt + passed * learns, np.ceil(span))
        return share


def _count_up_to(most: NDArray[Any]) -> NDArray[np.integer[Any]]:
    """Zeros of the shape of ``most`` that can grow up to it: as narrow as it allows."""
    return np.zeros(len(most), dtype=np.int32 if most.max(initial=0) < 2**31 else np.int64)
