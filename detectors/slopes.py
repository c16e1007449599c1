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
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.windows import Windows

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


@dataclass(frozen=True, slots=True)
class Lookback:
    """The readings from which slopes are made, the newest in the last column.

    ``age`` uint32 ms (m, kept), before the newest, and ``value`` float64 (m, kept); of those the
    last ``count`` intp (m,) count. ``covered`` bool (m,): they are enough to say something.
    ``full``: in all rows all of them count.
    """

    age: NDArray[np.uint32]
    value: NDArray[np.float64]
    count: NDArray[np.intp]
    covered: NDArray[np.bool_]
    full: bool

    def select(self, wanted: NDArray[np.intp]) -> "Lookback":
        """Some of the rows."""
        age, value, count = self.age[wanted], self.value[wanted], self.count[wanted]
        return Lookback(age, value, count, self.covered[wanted], self.full)

    def find_oldest(self) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """Age and value of the oldest reading that counts, arrays (m,), of rows that have one."""
        row, column = np.arange(len(self.count)), self.age.shape[1] - self.count
        return self.age[row, column], self.value[row, column]


def make_windows(window_ms: NDArray[np.int64], bases: list[str]) -> Windows:
    """Windows for slopes over ``window_ms``, int64 (points,): a longer gap begins anew."""
    return Windows(KEPT, -(-window_ms // KEPT), window_ms, bases)


def look_back(windows: Windows, point: NDArray[np.intp], window_ms: NDArray[np.int64]) -> Lookback:
    """What is kept of points within their windows (int64 ms (m,)) before their newest reading.

    A tag that reports less than six times in a window is judged by its newest six readings.
    """
    age, value = windows.tell_ages(point, windows.newest[point])
    count, kept = windows.count[point].astype(np.intp), age.shape[1]
    if (count == kept).all() and (age[:, 0] <= window_ms).all():
        return Lookback(age, value, count, age[:, 0] >= COVERED * window_ms, full=True)
    there = ~np.isnan(value)
    within = np.count_nonzero(there & (age <= window_ms[:, None]), axis=1)
    count = np.maximum(within, np.minimum(count, LEAST))
    oldest = age[np.arange(len(point)), np.minimum(kept - count, kept - 1)]
    covered = (count >= LEAST) & (oldest >= COVERED * window_ms)
    return Lookback(age, value, count, covered, full=False)


def pair_slopes(back: Lookback) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The slopes of all pairs, per ms, rising, float64 (m, kept // 2), and how many there are.

    NaN beyond those. Where a row has an odd number of readings the middle one is in no pair.
    """
    half = back.age.shape[1] // 2
    if back.full:
        rise = back.value[:, half:] - back.value[:, :half]
        slope = rise / (back.age[:, :half] - back.age[:, half:])
    else:
        left, right = (columns[back.count] for columns in _pair_columns(2 * half))
        rise = np.take_along_axis(back.value, right, 1) - np.take_along_axis(back.value, left, 1)
        run = np.take_along_axis(back.age, left, 1) - np.take_along_axis(back.age, right, 1)
        # A column paired with itself stands for no pair.
        slope = np.divide(rise, run, out=np.full(rise.shape, np.nan), where=run > 0)
    slope.sort(axis=1)
    return slope, back.count // 2


def find_slope(back: Lookback) -> NDArray[np.float64]:
    """The median of each row's slopes, per ms, float64 (m,), NaN where too little is known."""
    slope, pairs = pair_slopes(back)
    if back.full:
        middle = slope.shape[1] // 2
        median = (slope[:, middle - 1] + slope[:, middle]) / 2
    else:
        row = np.arange(len(slope))
        median = (slope[row, np.maximum(pairs - 1, 0) // 2] + slope[row, pairs // 2]) / 2
    median[~back.covered] = np.nan
    return median


def find_bounds(back: Lookback) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Between which the true slope lies in nine cases of ten, per ms, float64 (m,) each."""
    slope, pairs = pair_slopes(back)
    row, outer = np.arange(len(slope)), _OUTER_RANK[pairs]
    low, high = slope[row, outer], slope[row, np.maximum(pairs - 1 - outer, 0)]
    low[~back.covered] = high[~back.covered] = np.nan
    return low, high


def find_scale(limit: NDArray[np.float64]) -> NDArray[np.float64]:
    """What :func:`round_values` rounds by: to nine digits of a limit, float64 (points,)."""
    with np.errstate(divide="ignore"):
        digits = 8 - np.floor(np.log10(np.abs(limit)))
    scale: NDArray[np.float64] = 10.0 ** np.clip(digits, 0, 15)
    return scale


def round_values(value: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values to the digits of their scale; zero has no sign.

    A computed 1.9999999999999574 is what the decimals 20 and 22 say is 2, and is judged as that.
    """
    rounded: NDArray[np.float64] = np.rint(value * scale) / scale + 0.0
    return rounded


@cache
def _pair_columns(kept: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The columns of both sides of each pair by the number of readings, (kept + 1, kept // 2)."""
    left = np.full((kept + 1, kept // 2), kept - 1, dtype=np.intp)
    right = left.copy()
    for count in range(2, kept + 1):
        pair = np.arange(count // 2)
        left[count, pair] = kept - count + pair
        right[count, pair] = left[count, pair] + (count + 1) // 2
    return left, right
