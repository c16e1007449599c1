"""A series in equal bins of time for a trend: minimum, maximum, mean and how many. Pure arrays.

Bins are equal in time, not in count, so that a gap in the data is a gap in the picture.
"""

from collections.abc import Iterable

import numpy as np

from historian.port import Bins, Series
from plant.reading import Instant

_BAD = np.uint32(0x80000000)
"""OPC 10000-4: status codes from here on have the severity bad."""


def bin_width(start: Instant, end: Instant, bins: int) -> int:
    """Width in ms of at most ``bins`` equal bins that cover [start, end).

    :raises ValueError: for an empty range or no bins.
    """
    if end <= start or bins < 1:
        raise ValueError(f"no bins between {start} and {end} in {bins} parts")
    return -((start - end) // bins)


def empty_bins(start: Instant, end: Instant, bins: int) -> Bins:
    """Bins without readings: NaN and a count of 0 everywhere."""
    width = bin_width(start, end, bins)
    starts = np.arange(start, end, width, dtype=np.int64)
    low, high, mean = (np.full(starts.shape, np.nan) for _ in range(3))
    return Bins(width, starts, low, high, mean, np.zeros(starts.shape, dtype=np.int64))


def summarise(series: Series, start: Instant, end: Instant, bins: int) -> Bins:
    """Put a series in time order into bins; the last one may reach beyond ``end``.

    Only finite values of good or uncertain severity count; what was substituted or overridden
    does, because a trend must show what the operator of the plant saw.
    """
    result = empty_bins(start, end, bins)
    usable = np.isfinite(series.value) & (series.status < _BAD)
    usable &= (series.time >= start) & (series.time < end)
    time, value = series.time[usable], series.value[usable]
    edges = np.searchsorted(time, np.append(result.start, end))
    result.count[:] = np.diff(edges)
    filled = np.flatnonzero(result.count)
    if len(filled):
        first = edges[filled]
        result.low[filled] = np.minimum.reduceat(value, first)
        result.high[filled] = np.maximum.reduceat(value, first)
        result.mean[filled] = np.add.reduceat(value, first) / result.count[filled]
    return result


def combine(parts: Iterable[Bins], start: Instant, end: Instant, bins: int) -> Bins:
    """One result from the bins of stretches that share no reading, all over the same range."""
    result = empty_bins(start, end, bins)
    total = np.zeros(result.start.shape)
    for part in parts:
        np.fmin(result.low, part.low, out=result.low)
        np.fmax(result.high, part.high, out=result.high)
        total += np.where(part.count > 0, part.mean, 0.0) * part.count
        result.count[:] += part.count
    np.divide(total, result.count, out=result.mean, where=result.count > 0)
    return result
