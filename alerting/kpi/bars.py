"""Annunciations over the time of a report, as the bars of a chart.

A bar covers one or more of the fixed 10-minute periods and says how many there were in the worst of
them: what a year shows as one bar a day is still held against what an operator can take in ten
minutes. Pure.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.terms import DAY_MS, HOUR_MS, SLOT_MS, Period
from plant.reading import Instant

MOST_BARS: Final = 1_100
"""A week of 10-minute periods, and no more than a screen can tell apart."""

_LENGTHS: Final = (SLOT_MS, HOUR_MS, DAY_MS, 7 * DAY_MS)
"""A report is no longer than ten years: of the last ones there are always few enough."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``alarms`` are all annunciations from ``begin`` on for the length of a bar, ``most`` those of
    its worst 10-minute period, per operator.
    """

    begin: Instant
    alarms: int
    most: float


def choose_length(period: Period) -> int:
    """How long a bar is, ms: the shortest of which there are not too many."""
    return next(
        length
        for length in _LENGTHS
        if period.length <= MOST_BARS * length or length == _LENGTHS[-1]
    )


def draw_bars(
    instants: NDArray[np.int64], period: Period, length: int, operators: int
) -> list[Bar]:
    """The bars in the order of time; one without an annunciation is left out.

    :param instants: sorted annunciations, int64, those outside the period as well.
    """
    first, last = np.searchsorted(instants, (period.start, period.end))
    slots, counts = np.unique(instants[first:last] // SLOT_MS, return_counts=True)
    bars, place = np.unique(slots * SLOT_MS // length, return_inverse=True)
    alarms = np.bincount(place, counts, len(bars))
    most = np.zeros(len(bars), dtype=np.int64)
    np.maximum.at(most, place, counts)
    return [
        Bar(begin * length, int(many), worst / operators)
        for begin, many, worst in zip(bars.tolist(), alarms.tolist(), most.tolist(), strict=True)
    ]
