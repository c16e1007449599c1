"""What stands and what is held: at an instant, on average, at most.

Spans in, numbers out. A span counts from its begin up to, not including, its end.
"""

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.terms import Period
from plant.reading import Instant


def sum_overlap(begin: NDArray[np.int64], end: NDArray[np.int64], period: Period) -> int:
    """How long the spans lie in a period, all together, ms."""
    inside = np.minimum(end, period.end) - np.maximum(begin, period.start)
    return int(np.maximum(inside, 0).sum())


def find_standing(
    begin: NDArray[np.int64], end: NDArray[np.int64], at: Instant
) -> NDArray[np.bool_]:
    """Which spans go on just before an instant, which is how a half-open period ends."""
    standing: NDArray[np.bool_] = (begin < at) & (end >= at)
    return standing


def count_most(begin: NDArray[np.int64], end: NDArray[np.int64], period: Period) -> int:
    """The most spans that lie at any one time of a period."""
    inside = np.maximum(begin, period.start) < np.minimum(end, period.end)
    begins = np.sort(np.maximum(begin[inside], period.start))
    ends = np.sort(end[inside])
    if not len(begins):
        return 0
    number = np.arange(1, len(begins) + 1)
    over = np.searchsorted(ends, begins, side="right")
    return int((number - over).max())
