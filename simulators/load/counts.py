"""Durations counted in buckets that widen with them: the memory of a run, however long it is.

The scheme is that of HDR histograms (hdrhistogram.org): every bucket is narrower than a 128th of
its durations, so a quantile is told to better than 0.8 %, and a p99.9 is one that occurred and no
mean of means.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

QUANTILES: Final = (0.5, 0.9, 0.99, 0.999)

_HALF: Final = 128
"""Buckets of one width; the first 256 are 1 µs wide, the next 128 2 µs, and so on."""

_EXPONENTS: Final = 32
_LONGEST_US: Final = (2 * _HALF << _EXPONENTS) - 1
"""Two weeks; what is longer counts as that."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How durations lie, in ms; NaN where there were none. Nearest ranks, so all occurred."""

    samples: int
    mean: float
    p50: float
    p90: float
    p99: float
    p999: float
    worst: float


class Durations:
    """A count of durations."""

    def __init__(self) -> None:
        self._counts = np.zeros((_EXPONENTS + 2) * _HALF, dtype=np.int64)
        self._sum_us = 0.0
        self._worst_us = 0.0

    @property
    def samples(self) -> int:
        """How many were counted."""
        return int(self._counts.sum())

    def add(self, microseconds: ArrayLike) -> None:
        """Count durations, any shape; below zero (two clocks, rounded) is zero but in the mean."""
        us = np.asarray(microseconds, dtype=np.float64).ravel()
        if not len(us):
            return
        self._sum_us += float(us.sum())
        self._worst_us = max(self._worst_us, float(us.max()))
        places = _place(np.clip(us, 0, _LONGEST_US).astype(np.int64))
        self._counts += np.bincount(places, minlength=len(self._counts))

    def find(self, share: float) -> float:
        """The quantile, in µs; NaN where nothing was counted."""
        samples = self.samples
        if not samples:
            return math.nan
        rank = max(1, int(np.ceil(share * samples)))
        place = int(np.searchsorted(np.cumsum(self._counts), rank))
        return min(float(_upper_edge(place)), max(self._worst_us, 0.0))

    def spread(self) -> Spread:
        """The figures of a report."""
        samples = self.samples
        if not samples:
            return Spread(0, *[math.nan] * 6)
        p50, p90, p99, p999 = (self.find(share) / 1000 for share in QUANTILES)
        mean = self._sum_us / samples / 1000
        return Spread(samples, mean, p50, p90, p99, p999, self._worst_us / 1000)


def count(microseconds: Sequence[float] | NDArray[np.float64]) -> Durations:
    """Count some durations at once."""
    durations = Durations()
    durations.add(microseconds)
    return durations


def _place(us: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bucket of each: the upper eight bits, and how many are below."""
    _, bits = np.frexp(us.astype(np.float64))  # exact: all lie below 2**53
    below = np.maximum(bits.astype(np.int64) - 8, 0)
    places: NDArray[np.int64] = below * _HALF + (us >> below)
    return places


def _upper_edge(place: int) -> int:
    """The longest duration of a bucket."""
    below = max(place // _HALF - 1, 0)
    return ((place - below * _HALF + 1) << below) - 1
