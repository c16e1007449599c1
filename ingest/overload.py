"""Overload: what is kept of a gateway that sends more readings than it may.

Contract section 1, rule 8: coalesced to the last, lowest and highest of each tag, and never without
a value beyond a limit. Pure; how much a gateway may send stands in the plant directory, and nothing
is coalesced where it does not.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from plant.condition import Condition
from plant.quality import classify
from plant.reading import Instant, Mark, ReadingBatch
from plant.words import Gateway, Plant, Tag

BURST_S: Final = 10.0
"""A gateway may send at once what it may send in so long: what it held back while it was away."""


class Overload:
    """Coalesces what gateways send beyond their bounds."""

    def __init__(self, plant: Plant, start: Instant) -> None:
        self._allowance = Allowance(plant.gateways, start)
        self._bounds = Bounds.of(plant)

    def thin(self, batch: ReadingBatch, now: Instant) -> NDArray[np.bool_] | None:
        """Which readings of a tick to keep, bool, shape (n,); None: all of them.

        Those that stand for more than themselves are marked in place.
        """
        if not self._allowance.bounded or not len(batch):
            return None
        count = np.bincount(batch.gateway, minlength=self._allowance.gateways)
        places = np.flatnonzero(self._allowance.spend(count, now)[batch.gateway])
        if not len(places):
            return None
        row, value = batch.row[places], batch.value[places]
        beyond = self._bounds.find_beyond(row, value)
        kept = np.ones(len(batch), dtype=np.bool_)
        kept[places] = coalesce(row, value, batch.status[places], beyond)
        thinned = np.unique(batch.row[~kept])
        batch.marks[np.isin(batch.row, thinned) & kept] |= np.uint16(Mark.COALESCED)
        return kept


class Allowance:
    """How many more readings each gateway may send just now, float64, shape (gateways,)."""

    def __init__(self, gateways: tuple[Gateway, ...], start: Instant) -> None:
        self._rate = np.array([one.max_rate or np.inf for one in gateways], dtype=np.float64)
        self._left = self._rate * BURST_S
        self._at = start

    @property
    def gateways(self) -> int:
        """How many there are."""
        return len(self._rate)

    @property
    def bounded(self) -> bool:
        """Whether any gateway has a bound at all."""
        return bool(np.isfinite(self._rate).any())

    def spend(self, count: NDArray[np.int64], now: Instant) -> NDArray[np.bool_]:
        """Take readings off the allowances.

        :param count: int64, shape (gateways,), readings of a tick.
        :returns: bool, shape (gateways,), who has sent too many; their allowance is used up.
        """
        elapsed = max(0, now - self._at) / 1000
        self._at = max(self._at, now)
        bounded = np.isfinite(self._rate)
        most = self._rate[bounded]
        left = np.minimum(self._left[bounded] + most * elapsed, most * BURST_S) - count[bounded]
        over = np.zeros(len(self._rate), dtype=np.bool_)
        over[bounded] = left < 0
        self._left[bounded] = np.maximum(left, 0)
        return over


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which values a tag is calm, float64, shape (tags,): outermost where it has no limit.

    A float32 step narrower than the limits, because tags declared ``float32`` trip so much earlier.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, plant: Plant) -> Self:
        """The innermost limits of every tag."""
        low = np.array([_find_low(tag) for tag in plant.tags], dtype=np.float64)
        high = np.array([_find_high(tag) for tag in plant.tags], dtype=np.float64)
        return cls(low + _step(low), high - _step(high))

    def find_beyond(self, row: NDArray[np.int32], value: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether values are beyond any limit of their tags, bool, shape (n,)."""
        return (value <= self.low[row]) | (value >= self.high[row])


def coalesce(
    row: NDArray[np.int32],
    value: NDArray[np.float64],
    status: NDArray[np.uint32],
    beyond: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Which readings of one tick stand for all, bool, shape (n,).

    Of each tag the last, the lowest and the highest, all beyond a limit, and both sides of every
    change of quality.

    :param row: int32; value float64, NaN for none; status uint32; beyond bool; all (n,), in the
        order of arrival.
    """
    kept = beyond.copy()
    order = np.argsort(row, kind="stable")
    changes = np.flatnonzero(np.diff(row[order]) != 0)
    first, last = np.append(0, changes + 1), np.append(changes, len(order) - 1)
    if not len(order):
        return kept
    kept[order[last]] = True
    kept[np.lexsort((value, row))[first]] = True
    kept[np.lexsort((-value, row))[first]] = True
    quality = classify(status, value)[order]
    changed = np.flatnonzero((np.diff(quality) != 0) & (np.diff(row[order]) == 0))
    kept[order[changed]] = kept[order[changed + 1]] = True
    return kept


def _find_low(tag: Tag) -> float:
    limits = [
        alarm.limit
        for condition, alarm in tag.alarms.items()
        if condition in (Condition.LL, Condition.L)
        or (condition is Condition.DIGITAL and alarm.limit == 0)
    ]
    return max(limits, default=-np.inf)


def _find_high(tag: Tag) -> float:
    limits = [
        alarm.limit
        for condition, alarm in tag.alarms.items()
        if condition in (Condition.H, Condition.HH)
        or (condition is Condition.DIGITAL and alarm.limit == 1)
    ]
    return min(limits, default=np.inf)


def _step(limit: NDArray[np.float64]) -> NDArray[np.float64]:
    """The distance of neighbouring 32-bit floats at a limit; none at infinity."""
    with np.errstate(invalid="ignore", over="ignore"):
        step = np.abs(np.spacing(limit.astype(np.float32))).astype(np.float64)
    return np.where(np.isfinite(limit), step, 0.0)
