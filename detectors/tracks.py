"""Tracks: what several readings of a tick say of points, each point's together and in their order.

Where what a reading makes depends on its point's readings alone, and not on what was made of them,
all of a tick are taken at once: a track holds them side by side. What needs one number after the
other goes through turns instead (:mod:`detectors.singles`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from plant.quality import QualityClass

_PORTION: Final = 2_048
"""Readings that are looked at together: what sixteen values before each of them take, and what is
made of those, stays near to the processor."""


@dataclass(frozen=True, slots=True)
class Track:
    """Readings of points, sorted by point, those of each in order of arrival, arrays (n,).

    ``point``   intp, whose reading it is
    ``time``    int64 ms
    ``passed``  int64 ms, what the clock had passed when it came
    ``value``   float64
    ``forced``  bool, a substitute or an override, which may raise and not return
    """

    point: NDArray[np.intp]
    time: NDArray[np.int64]
    passed: NDArray[np.int64]
    value: NDArray[np.float64]
    forced: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.point)

    @classmethod
    def of(cls, arrivals: Arrivals, place: NDArray[np.intp], point: NDArray[np.intp]) -> "Track":
        """The readings at ``place``, intp (n,), of points, intp (n,), sorted as they must be."""
        batch = arrivals.batch
        time = batch.time[place]
        forced = arrivals.classes[place] == QualityClass.FORCED
        passed = np.maximum(time, arrivals.clock[place])
        return cls(point, time, passed, batch.value[place], forced)

    def select(self, wanted: NDArray[np.bool_]) -> "Track":
        """Some of the readings, bool (n,)."""
        return Track(
            self.point[wanted],
            self.time[wanted],
            self.passed[wanted],
            self.value[wanted],
            self.forced[wanted],
        )

    def tell(self, value: NDArray[np.float64]) -> "Track":
        """The same readings with other values, float64 (n,)."""
        return replace(self, value=value)

    def cut(self) -> Iterator[slice]:
        """Portions that are looked at together, all of them in order."""
        for begin in range(0, len(self), _PORTION):
            yield slice(begin, min(begin + _PORTION, len(self)))
