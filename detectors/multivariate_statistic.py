"""The statistic of a multivariate model: how far a row and the one before it are from normal.

One statistic against one limit. A window of rows is measured by its squared Mahalanobis distance
under the covariance of normal operation, the lagged principal components' T² and Q in one (Ku,
Storer, Georgakis, "Disturbance detection and isolation by dynamic principal component analysis",
Chemometrics 30, 1995), over the number of values in it, so that 1 is about usual. Its logarithm is
smoothed exponentially (Lowry and others, "A multivariate exponentially weighted moving average
control chart", Technometrics 34, 1992, smooth the values instead): what is small and lasts adds up,
and one wild row does not. What each tag adds is by how much the distance would fall if it were
not known, the reconstruction-based contribution of Alcala and Qin (Automatica 45, 2009).

A value that is not known is left out of its window: the distance is that of the others. Learning
what is normal is :mod:`detectors.multivariate_fit`'s business.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plant.training import WINDOW, NormalOperation

MEMORY: Final = 10
"""Rows over which the statistic is smoothed, as exponential weights of one in so many."""

FARTHEST: Final = 1e6
"""Spreads that a value counts at most: beyond it nothing is told apart, and squares stay finite."""

_PATTERNS: Final = 32
"""Patterns of known values of which the arithmetic is kept."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is needed to measure windows of which the same values are known.

    ``precision`` float64 (k, k), the inverse covariance of the ``known``, intp (k,); ``blocks``
    float64 (learnt, window, window), for each tag the inverse of its part of the precision, 0 for
    what is not known.
    """

    known: NDArray[np.intp]
    precision: NDArray[np.float64]
    blocks: NDArray[np.float64]


@dataclass(slots=True)
class Memory:
    """What a model keeps from row to row; views of its owner's arrays.

    ``before``  float64 (learnt,), the row before, in spreads from the center; NaN for unknown
    ``smooth``  float64 (1,), the logarithm of the statistic
    ``shares``  float64 (learnt,), what each tag adds to it, smoothed alike
    """

    before: NDArray[np.float64]
    smooth: NDArray[np.float64]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, normal: NormalOperation) -> "Memory":
        """Of a model that has seen nothing yet."""
        count = len(normal.learnt)
        return cls(np.full(count, np.nan), np.full(1, normal.usual), np.zeros(count))


@dataclass(frozen=True, slots=True)
class RowVerdicts:
    """What a model says of rows, arrays of shape (rows,).

    ``statistic``  float64, NaN where too little is known of a row
    ``over``       bool, it is above the limit
    ``top``        intp, the known tag that adds most, among the model's tags; -1 without one
    ``shares``     float64 (rows, learnt), what each learnt tag adds; of no unit
    """

    statistic: NDArray[np.float64]
    over: NDArray[np.bool_]
    top: NDArray[np.intp]
    shares: NDArray[np.float64]


class Statistic:
    """Judges rows of one model, one after the other; the cut of a stream makes no difference."""

    def __init__(self, normal: NormalOperation) -> None:
        self.normal = normal
        self.learnt = normal.learnt
        self._patterns: dict[bytes, Measure] = {}

    @property
    def limit(self) -> float:
        """What a row's statistic must be above to be over."""
        return math.exp(self.normal.limit)

    def judge(
        self,
        rows: NDArray[np.float64],
        memory: Memory,
        alone: NDArray[np.bool_] | None = None,
    ) -> RowVerdicts:
        """Judge rows; ``memory`` is that of the row before them, and then of the last of them.

        :param rows: float64 (rows, tags), NaN for what is not known.
        :param alone: bool (rows,), after a gap: the row before it says nothing of it.
        """
        verdicts = self.judge_scaled(self.scale(rows[:, self.learnt]), memory, alone)
        top = np.where(verdicts.top >= 0, self.learnt[verdicts.top], -1)
        return replace(verdicts, top=top)

    def judge_scaled(
        self,
        scaled: NDArray[np.float64],
        memory: Memory,
        alone: NDArray[np.bool_] | None = None,
    ) -> RowVerdicts:
        """Judge rows as :meth:`scale` gives them; ``top`` is counted among the learnt tags."""
        raw, shares = self.measure(join_windows(scaled, memory.before, alone))
        known = np.isfinite(scaled)
        raw[2 * np.count_nonzero(known, axis=1) < max(1, len(self.learnt))] = np.nan
        statistic = self._smooth(raw, shares, memory)
        top = np.where(known, round_shares(shares), -1.0).argmax(axis=1)
        top[np.isnan(statistic)] = -1
        if len(scaled):
            memory.before[:] = scaled[-1]
        with np.errstate(invalid="ignore"):
            over = statistic > self.limit
        return RowVerdicts(statistic, over, top, shares)

    def scale(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the learnt tags, (rows, learnt), in spreads from the center; NaN unknown."""
        center, spread = self.normal.center[self.learnt], self.normal.spread[self.learnt]
        with np.errstate(invalid="ignore", over="ignore"):
            scaled: NDArray[np.float64] = np.clip((values - center) / spread, -FARTHEST, FARTHEST)
        return scaled

    def measure(
        self, windows: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The logarithm of each window's distance, (rows,), and what each tag adds, (rows, learnt).

        The logarithm is that of the distance over its number of values; the shares sum up to no
        particular number.
        """
        known = np.isfinite(windows)
        raw, shares = np.empty(len(windows)), np.zeros((len(windows), len(self.learnt)))
        for pattern, places in group_patterns(known):
            if not pattern.any():
                raw[places] = np.nan
                continue
            measure = self._find_measure(pattern)
            own = np.ascontiguousarray(windows[places][:, measure.known])
            pull = weigh(own, measure.precision)
            distance = np.matmul(own[:, None, :], pull[:, :, None])[:, 0, 0]
            raw[places] = take_logarithm(distance / len(measure.known))
            shares[places] = self._share(measure, pull)
        return raw, shares

    def expect(
        self, scaled: NDArray[np.float64], before: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What each learnt tag should be by all the others, float64 (learnt,), in its unit.

        :param scaled: a row, as of :meth:`scale`; ``before``: the row before it.
        :returns: NaN for what is not known.
        """
        window = join_windows(scaled[None, :], before, None)
        measure = self._find_measure(np.isfinite(window[0]))
        pull = self._spread_out(measure, weigh(window[:, measure.known], measure.precision))[0]
        apart = sum_up([measure.blocks[:, 0, lag] * pull[lag] for lag in range(WINDOW)])
        center, spread = self.normal.center[self.learnt], self.normal.spread[self.learnt]
        expected: NDArray[np.float64] = center + spread * (scaled - apart)
        return expected

    def _smooth(
        self, raw: NDArray[np.float64], shares: NDArray[np.float64], memory: Memory
    ) -> NDArray[np.float64]:
        """The statistic after each row.

        A row counts by its own distance between floor and ceiling, and its tags by their parts;
        ``shares`` are smoothed in place.
        """
        told, statistic = np.flatnonzero(~np.isnan(raw)), np.full(len(raw), np.nan)
        counted = np.clip(raw[told], self.normal.floor, self.normal.ceiling)
        parts = shares[told] * weigh_parts(shares[told], counted)[:, None]
        smooth, smoothed = float(memory.smooth[0]), []
        for place, one, part in zip(told.tolist(), counted.tolist(), parts, strict=True):
            smooth += (one - smooth) / MEMORY
            smoothed.append(math.exp(smooth))
            memory.shares += (part - memory.shares) / MEMORY
            shares[place] = memory.shares
        statistic[told] = smoothed
        memory.smooth[0] = smooth
        return statistic

    def _find_measure(self, pattern: NDArray[np.bool_]) -> Measure:
        key = pattern.tobytes()
        found = self._patterns.get(key)
        if found is None:
            if len(self._patterns) >= _PATTERNS:
                self._patterns.clear()
            found = self._patterns[key] = make_measure(
                self.normal.covariance, pattern, len(self.learnt)
            )
        return found

    def _spread_out(self, measure: Measure, pull: NDArray[np.float64]) -> NDArray[np.float64]:
        """The pull at the places of all values, (rows, window, learnt), 0 where not known."""
        whole = np.zeros((len(pull), WINDOW * len(self.learnt)))
        whole[:, measure.known] = pull
        return whole.reshape(len(pull), WINDOW, len(self.learnt))

    def _share(self, measure: Measure, pull: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = self._spread_out(measure, pull)
        return sum_up(
            [
                whole[:, one] * measure.blocks[:, one, other] * whole[:, other]
                for one in range(WINDOW)
                for other in range(WINDOW)
            ]
        )


def join_windows(
    scaled: NDArray[np.float64],
    before: NDArray[np.float64],
    alone: NDArray[np.bool_] | None,
) -> NDArray[np.float64]:
    """Each row beside the one before it, (rows, window · learnt); after a gap NaN beside it."""
    earlier = np.vstack([before[None, :], scaled[:-1]])[: len(scaled)]
    if alone is not None:
        earlier[alone] = np.nan
    return np.hstack([scaled, earlier])


def weigh(windows: NDArray[np.float64], precision: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each window times the precision, row by row: BLAS rounds many rows otherwise than one."""
    weighed: NDArray[np.float64] = np.matmul(windows[:, None, :], precision)[:, 0, :]
    return weighed


def round_shares(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares, (…, learnt), in units of the largest, to nine digits.

    Two tags that add the same differ in their last bits, and not the same way on every machine:
    which of them comes first must not.
    """
    largest = shares.max(axis=-1, initial=0.0, keepdims=True)
    rounded: NDArray[np.float64] = np.round(shares / np.where(largest > 0, largest, 1.0), 9)
    return rounded


def weigh_parts(shares: NDArray[np.float64], counted: NDArray[np.float64]) -> NDArray[np.float64]:
    """By what shares, (rows, learnt), are multiplied so that the largest is the row's distance.

    :param counted: float64 (rows,), the logarithm of the distance as it counts.
    """
    total = shares.max(axis=1, initial=0.0)
    weight: NDArray[np.float64] = np.zeros(len(total))
    distance = np.array([math.exp(one) for one in counted.tolist()])
    np.divide(distance, total, out=weight, where=total > 0)
    return weight


def take_logarithm(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithms, one by one: vectors of numbers may be rounded otherwise than one."""
    least = np.finfo(np.float64).tiny
    return np.array([math.log(max(one, least)) for one in distances.tolist()], dtype=np.float64)


def sum_up(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The sum, in the order given."""
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total


def group_patterns(
    known: NDArray[np.bool_],
) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """The patterns of bool (rows, values) that occur, with the rows of each."""
    if len(known) == 0:
        return []
    if known.all():
        return [(known[0], np.arange(len(known)))]
    patterns, which = np.unique(known, axis=0, return_inverse=True)
    return [
        (pattern, np.flatnonzero(which.ravel() == number))
        for number, pattern in enumerate(patterns)
    ]


def make_measure(
    covariance: NDArray[np.float64], pattern: NDArray[np.bool_], learnt: int
) -> Measure:
    """What measures windows of which ``pattern``, bool (window · learnt,), is known."""
    known = np.flatnonzero(pattern)
    precision = np.linalg.inv(covariance[np.ix_(known, known)])
    where = np.full(len(pattern), -1, dtype=np.intp)
    where[known] = np.arange(len(known))
    blocks = np.zeros((learnt, WINDOW, WINDOW))
    places = where.reshape(WINDOW, learnt).T
    # Tags of which the same rows of the window are known are inverted together.
    for lags_known, tags in group_patterns(places >= 0):
        lags = np.flatnonzero(lags_known)
        if len(lags):
            own = places[np.ix_(tags, lags)]
            parts = precision[own[:, :, None], own[:, None, :]]
            blocks[np.ix_(tags, lags, lags)] = np.linalg.inv(parts)
    return Measure(known, np.ascontiguousarray(precision), blocks)
