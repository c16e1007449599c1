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

from detectors.slopes import Lookback, find_bounds, find_median, pair_slopes

FAR: Final = 10_080.0
"""Minutes, one week. What is further away, or is not moved towards, is told as being so far away:
a number that is known, and beyond any limit that asks for a response."""

_MINUTE_MS: Final = 60_000.0


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


def fit_trend(back: Lookback) -> Trend:
    """The trend of each row of what is kept."""
    with np.errstate(invalid="ignore"):
        slope, pairs = pair_slopes(back)
        middle = find_median(slope, pairs)
        age = back.time[:, -1:] - back.time[:, -3:]
        newest = np.sort(back.value[:, -3:] + middle[:, None] * age, axis=1)
    low, high = find_bounds(slope, pairs)
    unknown = ~back.covered
    newest[unknown] = np.nan
    rates = np.stack([middle, low, high]) * _MINUTE_MS
    rates[:, unknown] = np.nan
    return Trend(newest[:, 1], newest[:, 0], newest[:, 2], *rates)


def find_reach(trend: Trend, target: NDArray[np.float64]) -> Reach:
    """When targets (float64 (m,), NaN for none) will be reached at the present rate.

    One that lies behind, has been reached already, or is none, is not ahead and so FAR; NaN where
    the trend is unknown.
    """
    way = np.sign(trend.rate)
    quick, slow = np.where(way > 0, trend.high, trend.low), np.where(way > 0, trend.low, trend.high)
    near, far = (
        np.where(way > 0, trend.most, trend.least),
        np.where(way > 0, trend.least, trend.most),
    )
    minutes = _divide(way * (target - trend.now), way * trend.rate)
    low = _divide(np.maximum(way * (target - near), 0), way * quick)
    high = _divide(np.maximum(way * (target - far), 0), way * slow)
    behind = ~(way * (target - trend.now) > 0) & np.isfinite(trend.now)
    minutes[behind], low[behind], high[behind] = FAR, FAR, FAR
    return Reach(minutes, np.minimum(low, minutes), np.maximum(high, minutes))


def _divide(distance: NDArray[np.float64], speed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minutes for a distance, FAR where there is no speed that way; NaN where either is."""
    away = np.isnan(distance) | np.isnan(speed)
    moving = speed > 0
    minutes = np.full(len(distance), FAR)
    np.divide(distance, speed, out=minutes, where=moving)
    minutes[away] = np.nan
    minutes[minutes > FAR] = FAR
    return minutes
