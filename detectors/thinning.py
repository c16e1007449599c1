"""Thinning: of a tag's stored readings those that can change the verdict of a limit.

Between two readings on the same side of every threshold nothing happens but the passing of delays,
which need no reading. So a calm month is a few readings. Judging them is
:mod:`detectors.retuning`'s business.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.quality import BAD, QualityClass, classify
from plant.reading import NEVER


@dataclass(frozen=True, slots=True)
class Readings:
    """A tag's readings in rising time, arrays of shape (n,).

    ``time`` int64 ms, ``value`` float64 in the tag's unit, ``status`` uint32 OPC UA StatusCode.
    """

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.time)

    def take(self, place: NDArray[np.intp]) -> "Readings":
        """Those at ``place``, intp (k,)."""
        return Readings(self.time[place], self.value[place], self.status[place])


def mark_silence(readings: Readings, stale_ms: int) -> Readings:
    """The readings with one of bad quality where the tag went stale (contract 1, rule 9).

    Stale and bad are one to a limit: unknown. A delay due just then finds it unknown already.

    :param stale_ms: how long a reading counts; NEVER: until the next one.
    """
    if stale_ms >= NEVER:
        return readings
    place = np.flatnonzero(np.diff(readings.time) > stale_ms)
    return Readings(
        np.insert(readings.time, place + 1, readings.time[place] + stale_ms),
        np.insert(readings.value, place + 1, np.nan),
        np.insert(readings.status, place + 1, np.uint32(BAD)),
    )


def thin(readings: Readings, sign: float, bounds: Sequence[float]) -> Readings:
    """The readings that may change what is known of a value and these thresholds.

    The first, the last, and every one that differs in side or in quality from its neighbour.

    :param sign: by which values are turned so that beyond is above, +1 or −1.
    :param bounds: the thresholds, turned so: at or above one is another side than below it.
    """
    if not len(readings):
        return readings
    side = np.searchsorted(np.unique(bounds), sign * readings.value, side="right")
    quality = classify(readings.status, readings.value).astype(np.intp)
    side[quality == QualityClass.BAD] = 0
    turns = (np.diff(side) != 0) | (np.diff(quality) != 0)
    kept = np.ones(len(readings), dtype=np.bool_)
    kept[1:-1] = turns[1:] | turns[:-1]
    return readings.take(np.flatnonzero(kept))
