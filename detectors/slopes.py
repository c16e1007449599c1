"""Robust slopes of short series: Theil's incomplete method.

Each reading of the earlier half is paired with its counterpart in the later half, and the median
of the pairs' slopes taken (H. Theil, A rank-invariant method of linear and polynomial regression
analysis, Proc. Kon. Ned. Akad. v. Wetensch. A 53, 1950, part I). Every reading is in one pair, so
less than half of the pairs wrong by single readings move the median by no more than the noise;
and the pairs are independent, so ranks of their slopes bound the true one without any assumption
about the noise but that it is alike for all (the sign test). What it costs beside its peers, and
how it does, stands in docs/decisions/0011.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.windows import Kept, Windows

MINUTE_MS: Final = 60_000

KEPT: Final = 16
"""Readings in a window: eight pairs, of which three may be wrong."""

LEAST: Final = 6
"""Readings below which nothing is said: three pairs, of which one may be wrong."""

COVERED: Final = 0.75
"""The share of a window that readings must span before its slope is known."""

_OUTER_RANK: Final = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1])
"""By pairs, how many slopes at either end lie outside the interval. With eight pairs the true
slope is inside with 1 − 2·(1 + 8)/2⁸ = 93 %, with five to seven 94 to 98 %, with three 75 %."""

_COMPARED: Final = (
    (np.s_[0:4], np.s_[4:8]),
    (np.s_[0:2], np.s_[2:4]),
    (np.s_[4:6], np.s_[6:8]),
    (np.s_[0:8:2], np.s_[1:8:2]),
    (np.s_[2:4], np.s_[4:6]),
    (np.s_[1:4:2], np.s_[4:7:2]),
    (np.s_[1:6:2], np.s_[2:7:2]),
)
"""Places whose numbers change over where the first is the larger: so eight are sorted, whatever
they are (Batcher's merge; D. E. Knuth, The Art of Computer Programming, vol. 3, 5.3.4)."""


@dataclass(frozen=True, slots=True)
class Lookback:
    """The readings from which slopes are made, a column a point, the newest in the last row.

    ``age`` uint32 ms (kept, m), before the newest, and ``value`` float64 (kept, m); of those the
    last ``count`` intp (m,) count. ``covered`` bool (m,): they are enough to say something.
    ``full``: in all columns all of them count.
    """

    age: NDArray[np.uint32]
    value: NDArray[np.float64]
    count: NDArray[np.intp]
    covered: NDArray[np.bool_]
    full: bool

    def select(self, wanted: NDArray[np.intp]) -> "Lookback":
        """Some of the points."""
        age, value, count = self.age[:, wanted], self.value[:, wanted], self.count[wanted]
        return Lookback(age, value, count, self.covered[wanted], self.full)

    def find_oldest(self) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """Age and value of the oldest reading that counts, arrays (m,), where there is one."""
        row, column = len(self.age) - self.count, np.arange(len(self.count))
        return self.age[row, column], self.value[row, column]


def make_windows(window_ms: NDArray[np.int64]) -> Windows:
    """Windows for slopes over ``window_ms``, int64 (points,): a longer gap begins anew."""
    return Windows(KEPT, -(-window_ms // KEPT), window_ms, stamp=np.uint16)


def look_back(window: Kept, window_ms: NDArray[np.int64]) -> Lookback:
    """What is kept within windows of time (int64 ms (m,)) before the newest reading of each.

    A tag that reports less than six times in a window is judged by its newest six readings.
    """
    age, value, count = window.age, window.value, window.count
    kept = len(age)
    if (count == kept).all() and (age[0] <= window_ms).all():
        return Lookback(age, value, count, age[0] >= COVERED * window_ms, full=True)
    within = age <= window_ms
    within &= np.arange(kept)[:, None] >= kept - count
    seen = np.add.reduce(within, axis=0, dtype=np.intp)
    count = np.maximum(seen, np.minimum(count, LEAST))
    oldest = age[np.minimum(kept - count, kept - 1), np.arange(len(count))]
    covered = (count >= LEAST) & (oldest >= COVERED * window_ms)
    return Lookback(age, value, count, covered, full=False)


def pair_slopes(back: Lookback) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The slopes of all pairs, per ms, rising, float64 (kept // 2, m), and how many there are.

    Infinite beyond those, and where too little is known. Where a point has an odd number of
    readings the middle one is in no pair.
    """
    half = len(back.age) // 2
    pairs, apart = back.count // 2, (back.count + 1) // 2
    if back.full:
        slope = _find_slopes(back, half)
    else:
        slope = np.full((half, len(pairs)), np.inf)
        counts = np.arange(half, 0, -1)[:, None] <= pairs
        for steps in np.bincount(apart[back.covered]).nonzero()[0].tolist():
            np.copyto(slope, _find_slopes(back, steps), where=counts & (apart == steps))
    sort_rows(slope)
    return slope, pairs


def _find_slopes(back: Lookback, steps: int) -> NDArray[np.float64]:
    """From each of the newer half of all readings to the one so many steps before it."""
    half = len(back.age) // 2
    sooner = slice(half - steps, 2 * half - steps)
    slope: NDArray[np.float64] = (back.value[half:] - back.value[sooner]) / (
        back.age[sooner] - back.age[half:]
    )
    return slope


def sort_rows(slope: NDArray[np.float64]) -> None:
    """Sort every column of float64 (8, m) in place, many times as quick as numpy sorts eight."""
    for low, high in _COMPARED:
        smaller = np.minimum(slope[low], slope[high])
        np.maximum(slope[low], slope[high], out=slope[high])
        slope[low] = smaller


def find_slope(back: Lookback) -> NDArray[np.float64]:
    """The median of each point's slopes, per ms, float64 (m,), NaN where too little is known."""
    slope, pairs = pair_slopes(back)
    if back.full:
        lower, upper = slope[len(slope) // 2 - 1], slope[len(slope) // 2]
    else:
        column = np.arange(len(pairs))
        lower, upper = slope[np.maximum(pairs - 1, 0) // 2, column], slope[pairs // 2, column]
    return np.where(back.covered, (lower + upper) / 2, np.nan)


def find_bounds(back: Lookback) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Between which the true slope lies in nine cases of ten, per ms, float64 (m,) each."""
    slope, pairs = pair_slopes(back)
    column, outer = np.arange(len(pairs)), _OUTER_RANK[pairs]
    low, high = slope[outer, column], slope[np.maximum(pairs - 1 - outer, 0), column]
    low[~back.covered] = high[~back.covered] = np.nan
    return low, high


def find_scale(limit: NDArray[np.float64]) -> NDArray[np.float64]:
    """What :func:`round_values` rounds by: to seven digits of a limit, float64 (points,)."""
    with np.errstate(divide="ignore"):
        digits = 6 - np.floor(np.log10(np.abs(limit)))
    scale: NDArray[np.float64] = 10.0 ** np.clip(digits, 0, 15)
    return scale


def round_values(value: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values to the digits of their scale; zero has no sign.

    A computed 1.9999999999999574 is what the decimals 20 and 22 say is 2, and is judged as that.
    """
    rounded: NDArray[np.float64] = np.rint(value * scale) / scale + 0.0
    return rounded
