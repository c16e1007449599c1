"""Windows: the newest readings of each point, thinned by time, in arrays of a fixed size.

A window is cut into cells of the clock, and of each cell its newest reading is kept. So a window
is covered alike whether its tag reports ten times a second or once a minute, and a reading counts
from the moment it comes. What is made of the readings is not known here.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.short_floats import lengthen, shorten
from plant.reading import LONG_AGO

_REACH_MS: Final = 2**31
"""Half of what 32 bits can tell apart: two kept readings are a gap and a cell apart at most."""

_ROUND: Final = np.array([digit * 10**power for power in range(7) for digit in (1, 2, 5)])
"""Units of time in ms, of which one fits: all that divide a second are among them."""

_NOTHING: Final = shorten(np.full((), np.nan))


class Windows:
    """What is kept of each point's readings.

    ``newest``  int64 ms (points,), the time of the newest reading; LONG_AGO before any
    ``stamp``   uint32 or uint16 (points, kept), the times in units modulo 2³² or 2¹⁶, the newest
                last
    ``high``, ``low``  uint32 and uint16 (points, kept), the values as of
                :mod:`detectors.short_floats`, NaN where there is none
    ``count``   int8 (points,), how many are kept
    ``forced``  bool (points,), they are substitutes or overrides, all of them

    A point is forgotten and begins anew where a reading comes more than ``gap_ms`` after the one
    before it, and where forced values begin or end. Cells
    and gaps are bounded (to 37 hours where 16 are kept) so that nothing is kept for 49 days, up
    to which differences of 32 bits are exact. Of 16 bits they are in the least of 1, 2, 5, 10, …
    ms in which all that is kept fits: times are then known to one of 4,000 to 1,600 parts of the
    longest gap, where 16 are kept; no clock of a gateway is known much better.

    :param cell_ms: int64 (points,), of each such stretch of the clock one reading is kept.
    :param gap_ms: int64 (points,).
    :param stamp: the dtype of stamps.
    """

    def __init__(
        self,
        kept: int,
        cell_ms: NDArray[np.int64],
        gap_ms: NDArray[np.int64],
        stamp: type[np.uint16 | np.uint32] = np.uint32,
    ) -> None:
        count = len(cell_ms)
        self.newest = np.full(count, LONG_AGO)
        self.stamp = np.zeros((count, kept), dtype=stamp)
        self.high, self.low = shorten(np.full((count, kept), np.nan))
        self.count = np.zeros(count, dtype=np.int8)
        self.forced = np.zeros(count, dtype=np.bool_)
        self._cell_ms = np.clip(cell_ms, 1, _REACH_MS // kept)
        self._gap_ms = np.minimum(gap_ms, _REACH_MS // kept)
        reach_ms = kept * np.maximum(self._cell_ms, self._gap_ms)
        fits = np.searchsorted(_ROUND, reach_ms / (np.iinfo(stamp).max + 1))
        self.unit_ms = _ROUND[fits].astype(np.uint32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state by name, not copied."""
        return {
            "newest": self.newest,
            "stamp": self.stamp,
            "high": self.high,
            "low": self.low,
            "count": self.count,
            "forced": self.forced,
        }

    def renew(
        self, point: NDArray[np.intp], time: NDArray[np.int64], forced: NDArray[np.bool_]
    ) -> None:
        """Forget what says nothing about readings that come now (each point once)."""
        anew = time - self.newest[point] > self._gap_ms[point]
        anew |= forced != self.forced[point]
        if anew.any():
            self.forget(point[anew])
            self.forced[point[anew]] = forced[anew]

    def forget(self, point: NDArray[np.intp] | NDArray[np.bool_]) -> None:
        """Begin points anew."""
        self.newest[point], self.count[point] = LONG_AGO, 0
        self.high[point], self.low[point] = _NOTHING

    def add(
        self, point: NDArray[np.intp], time: NDArray[np.int64], value: NDArray[np.float64]
    ) -> None:
        """Keep readings (each point once), in place of the one before in the same cell."""
        cell_ms = self._cell_ms[point]
        moved = point[time // cell_ms != self.newest[point] // cell_ms]
        if len(moved):
            for rows in (self.stamp, self.high, self.low):
                rows[moved, :-1] = rows.take(moved, axis=0)[:, 1:]
            self.count[moved] = np.minimum(self.count[moved] + 1, self.stamp.shape[1])
        self.newest[point] = time
        self.stamp[point, -1] = self._stamp(point, time)
        self.high[point, -1], self.low[point, -1] = shorten(value)

    def tell_ages(
        self, point: NDArray[np.intp], time: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """How long before ``time`` each kept reading was, uint32 ms (kept, m), and its value.

        Without a time, before the newest of each point. Both times are whole units. The age of
        what is not there (its value is NaN) means nothing.
        """
        # Rows are taken about three times as fast as they are indexed, and turned the sooner, the
        # narrower they are: what is made of them goes along all points.
        stamp = np.ascontiguousarray(self.stamp.take(point, axis=0).T)
        value = lengthen(self.high.take(point, axis=0).T, self.low.take(point, axis=0).T)
        until = stamp[-1] if time is None else self._stamp(point, time)
        age = (until - stamp) * self.unit_ms[point]
        return age, value

    def _stamp(self, point: NDArray[np.intp], time: NDArray[np.int64]) -> NDArray[Any]:
        """Times (m,) as stamps of points."""
        return (time // self.unit_ms[point]).astype(self.stamp.dtype)
