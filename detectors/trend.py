"""Trends: where a quantity stands, how fast it moves, and when it will be at a limit.

The rate is the robust slope of :mod:`detectors.slopes`; where it stands is the median of the
newest three readings brought forward by that slope, so that no single reading moves either. The
interval of a time takes the rate at both its bounds and the outermost of the three readings: it
holds the true time in nine cases of ten or more, from ten readings on. Quantities may be levels,
volumes or anything else; what they are is not known here.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.slopes import MINUTE_MS, Lookback, find_bounds, find_slope

FAR: Final = 10_080.0
"""Minutes, one week. What is further away, or is not moved towards, is told as being so far away:
a number that is known, and beyond any limit that asks for a response."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Arrays of shape (m,), float64: NaN where too little is known.

    ``now`` the quantity at the newest reading, ``least`` and ``most`` around it; ``rate`` per
    minute with its bounds ``low`` and ``high``.
    """

    now: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Reach(NamedTuple):
    """Minutes until a limit is reached and the interval around them, float64 (m,), up to FAR."""

    minutes: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def find_motion(back: Lookback) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where each point stands, float64 (3, m), rising, the middle one is told; rate a minute (m,).

    NaN where too little is known.
    """
    slope = find_slope(back)
    newest = back.value[-3:] + slope * back.age[-3:]
    newest.sort(axis=0)
    return newest, slope * MINUTE_MS


def find_minutes(
    now: NDArray[np.float64], rate: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Minutes until targets (float64 (m,), NaN for none) are reached at present rates, up to FAR.

    One that lies behind, has been reached already, or is none, is FAR; NaN where the motion is
    unknown.
    """
    minutes: NDArray[np.float64] = np.full(len(rate), FAR)
    np.divide(target - now, rate, out=minutes, where=rate != 0)
    # Also what is no number: without a target there is nothing to reach.
    minutes[~((minutes > 0) & (minutes < FAR))] = FAR
    minutes[np.isnan(rate)] = np.nan
    return minutes


def fit_trend(back: Lookback) -> Trend:
    """The trend of each point of what is kept."""
    newest, rate = find_motion(back)
    low, high = (bound * MINUTE_MS for bound in find_bounds(back))
    least, now, most = newest
    return Trend(now, least, most, rate, low, high)


def find_reach(trend: Trend, target: NDArray[np.float64]) -> Reach:
    """As :func:`find_minutes`, with the interval around them."""
    rising = trend.rate > 0
    minutes = find_minutes(trend.now, trend.rate, target)
    near = find_minutes(
        np.where(rising, trend.most, trend.least), np.where(rising, trend.high, trend.low), target
    )
    far = find_minutes(
        np.where(rising, trend.least, trend.most), np.where(rising, trend.low, trend.high), target
    )
    # The outermost of the newest readings may be beyond already.
    reached = (near == FAR) & (minutes < FAR)
    return Reach(minutes, np.where(reached, 0.0, near), np.maximum(far, minutes))
