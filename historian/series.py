"""Series put together: overlapping parts merged into one, and cut to a range. Pure arrays."""

from collections.abc import Sequence

import numpy as np

from historian.port import Series
from plant.reading import Instant


def empty_series() -> Series:
    """No readings."""
    return Series(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.uint32))


def cut(series: Series, start: Instant, end: Instant) -> Series:
    """The readings with start ≤ time < end of a series in time order."""
    first, last = np.searchsorted(series.time, (start, end))
    return Series(series.time[first:last], series.value[first:last], series.status[first:last])


def merge(parts: Sequence[Series]) -> Series:
    """One series in time order; of readings at one time the one of the latest part stands.

    A part itself need not be in order: within it, too, the later one wins.
    """
    parts = [part for part in parts if len(part.time)]
    if not parts:
        return empty_series()
    time = np.concatenate([part.time for part in parts])
    value = np.concatenate([part.value for part in parts])
    status = np.concatenate([part.status for part in parts])
    if (time[1:] > time[:-1]).all():
        return Series(time, value, status)
    order = np.argsort(time, kind="stable")
    ordered = time[order]
    order = order[np.append(ordered[1:] != ordered[:-1], True)]
    return Series(time[order], value[order], status[order])
