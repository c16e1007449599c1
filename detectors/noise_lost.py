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

    ``mean``, ``variance``  float64 (points,), in the tag's unit and its square, over the window
    ``usual``  float64 (points,), the usual variance
    ``seen``   int64 ms (points,), how long readings have come without a gap
    ``learnt`` int64 ms (points,), over how long the usual variance was learnt
    ``time``   int64 ms (points,), that of the last reading
    ``spans``  int64 ms (points, 2), window and usual span by which the rest was computed
    """

    def __init__(self, points: tuple[Point, ...], checks: list[Check], plant: Plant) -> None:
        self.points = points
        self._checks = checks
        self._singles = Singles(points, plant)
        spans = [(check.window_ms, check.usual_ms) for check in checks]
        self._wanted = np.array(spans, dtype=np.int64)
        self._window, self._usual_ms = self._wanted.T
        self._spans = self._wanted.copy()
        settings = [check.settings for check in checks]
        # Clear of the alarm, whatever the deadband: only that is usual.
        self._clear = np.array([one.limit + one.deadband for one in settings], dtype=np.float64)
        self._mean = np.zeros(len(points))
        self._variance = np.zeros(len(points))
        self._usual = np.zeros(len(points))
        self._seen = np.zeros(len(points), dtype=np.int64)
        self._learnt = np.zeros(len(points), dtype=np.int64)
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
            "seen": self._seen,
            "learnt": self._learnt,
            "time": self._time,
            "spans": self._spans,
        }

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
        self._renew(point)
        passed = self._pass_time(point, arrivals.batch.time[place])
        self._follow(point, arrivals.batch.value[place], passed)
        ready = self._seen[point] >= self._window[point]
        share = np.full(len(place), np.nan)
        share[ready] = self._compare(point[ready], passed[ready])
        return share

    def _renew(self, point: NDArray[np.intp]) -> None:
        """What was learnt over other spans than those of today is learnt anew."""
        changed = point[(self._spans[point] != self._wanted[point]).any(axis=1)]
        if len(changed) == 0:
            return
        self._spans[changed] = self._wanted[changed]
        self._seen[changed] = self._learnt[changed] = 0
        self._usual[changed] = 0
        self._time[changed] = LONG_AGO

    def _pass_time(self, point: NDArray[np.intp], time: NDArray[np.int64]) -> NDArray[np.int64]:
        """Time since each tag's last reading, int64 ms (m,), 0 where a gap parts the two."""
        passed: NDArray[np.int64] = time - self._time[point]
        apart = passed > self._window[point] / FEWEST
        passed[apart] = 0
        self._seen[point] = np.where(apart, 0, self._seen[point] + passed)
        self._time[point] = time
        return passed

    def _follow(
        self,
        point: NDArray[np.intp],
        value: NDArray[np.float64],
        passed: NDArray[np.int64],
    ) -> None:
        begun = self._seen[point] > 0
        weight = passed / (self._window[point] / MEMORY + passed)
        off = value - self._mean[point]
        variance = (1 - weight) * (self._variance[point] + weight * off * off)
        self._mean[point] = np.where(begun, self._mean[point] + weight * off, value)
        self._variance[point] = np.where(begun, variance, 0.0)

    def _compare(self, point: NDArray[np.intp], passed: NDArray[np.int64]) -> NDArray[np.float64]:
        """The share, float64 (m,), NaN while the usual scatter isn't known; then learn."""
        variance: NDArray[np.float64] = self._variance[point]
        usual, learnt = self._usual[point], self._learnt[point]
        span = self._usual_ms[point] / MEMORY
        known = (learnt >= span) & (usual > 0)
        share: NDArray[np.float64] = np.full(len(point), np.nan)
        np.divide(variance, usual, out=share, where=known)
        share = np.sqrt(share)
        learns = ~(share <= self._clear[point])
        weight = passed / np.maximum(np.minimum(learnt, span) + passed, 1)
        usual = usual + weight * (variance - usual)
        self._usual[point] = np.where(learns, usual, self._usual[point])
        self._learnt[point] = np.where(learns, learnt + passed, learnt)
        return share
