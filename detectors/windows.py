"""Windows: the newest readings of each point, thinned by time, in arrays of a fixed size.

A window is cut into cells of the clock, and of each cell its newest reading is kept. So a window
is covered alike whether its tag reports ten times a second or once a minute, and a reading counts
from the moment it comes. What is made of the readings is not known here.

Readings of a tick are taken all at once. On a :class:`_Tape` lies, for each point, what was kept
before them, and after it one reading for each cell that they begin: what is kept at a reading is
then a stretch of the tape that ends with its cell, and with the reading itself in it.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.short_floats import lengthen, shorten
from detectors.spells import Spells
from detectors.tracks import Track
from plant.reading import LONG_AGO

_REACH_MS: Final = 2**31
"""Half of what 32 bits can tell apart: two kept readings are a gap and a cell apart at most."""

_ROUND: Final = np.array([digit * 10**power for power in range(7) for digit in (1, 2, 5)])
"""Units of time in ms, of which one fits: all that divide a second are among them."""

_NOTHING: Final = shorten(np.full((), np.nan))


@dataclass(frozen=True, slots=True)
class Kept:
    """What windows hold, a column a window, the newest reading in the last row.

    ``age`` uint32 ms (kept, m), how long before a time (whole units both), which means nothing
    where there is no reading; ``value`` float64 (kept, m), NaN there; ``count`` intp (m,), how many
    there are.
    """

    age: NDArray[np.uint32]
    value: NDArray[np.float64]
    count: NDArray[np.intp]


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

    def forget(self, point: NDArray[np.intp] | NDArray[np.bool_]) -> None:
        """Begin points anew."""
        self.newest[point], self.count[point] = LONG_AGO, 0
        self.high[point], self.low[point] = _NOTHING

    def take(self, track: Track, anew: NDArray[np.bool_] | None = None) -> "Held":
        """Keep readings, each in place of the one before in the same cell.

        :param anew: bool (n,), what was kept before says nothing of these readings either.
        """
        spells = Spells.of(track.point)
        fresh, moved = self._find_steps(track, spells)
        if anew is not None:
            fresh |= anew
            moved |= anew
        step = np.cumsum(moved)
        before: NDArray[np.intp] = step[spells.begin] - moved[spells.begin]
        origin = np.where(fresh, step - 1, 0)
        kept_on = spells.begin[~fresh[spells.begin]]
        origin[kept_on] = (before - self.count[spells.own])[~fresh[spells.begin]]
        marked = fresh.copy()
        marked[spells.begin] = True
        since = np.maximum.accumulate(np.where(marked, np.arange(len(track)), 0))
        count: NDArray[np.intp] = step - origin[since]
        tape = self._lay_tape(track, spells, step - before[spells.which])
        held = Held(tape, fresh, moved, count, self.unit_ms[track.point])
        self._keep(track, spells, held)
        return held

    def tell(self, point: NDArray[np.intp]) -> Kept:
        """What is kept of points, intp (m,), by its age before the newest."""
        # Rows are taken about three times as fast as they are indexed, and turned the sooner, the
        # narrower they are: what is made of them goes along all points.
        stamp = np.ascontiguousarray(self.stamp.take(point, axis=0).T)
        value = lengthen(self.high.take(point, axis=0).T, self.low.take(point, axis=0).T)
        age = (stamp[-1] - stamp) * self.unit_ms[point]
        return Kept(age, value, self.count[point].astype(np.intp))

    def _find_steps(
        self, track: Track, spells: Spells
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Bool (n,) each: nothing before the reading counts; it is the first of its cell."""
        point, time = track.point, track.time
        before = spells.shift(time, self.newest)
        fresh = time - before > self._gap_ms[point]
        fresh |= track.forced != spells.shift(track.forced, self.forced)
        cell_ms = self._cell_ms[point]
        return fresh, fresh | (time // cell_ms != before // cell_ms)

    def _lay_tape(self, track: Track, spells: Spells, steps: NDArray[np.intp]) -> "_Tape":
        """``steps`` intp (n,): how many cells the point's readings have begun, up to each."""
        kept = self.stamp.shape[1]
        cells = kept + steps[spells.end]
        base = np.cumsum(cells) - cells
        position = (base + kept - 1)[spells.which] + steps
        value = lengthen(*shorten(track.value))
        stamp = (track.time // self.unit_ms[track.point]).astype(self.stamp.dtype)
        tape = _Tape(
            np.empty(base[-1] + cells[-1], self.stamp.dtype),
            np.empty(base[-1] + cells[-1]),
            *(position, stamp, value),
            spells.shift(stamp, self.stamp[:, -1]),
            spells.shift(value, lengthen(self.high[:, -1].copy(), self.low[:, -1].copy())),
            kept,
        )
        former = base[:, None] + np.arange(kept)
        tape.stamps[former] = self.stamp.take(spells.own, axis=0)
        high, low = self.high.take(spells.own, axis=0), self.low.take(spells.own, axis=0)
        tape.values[former] = lengthen(high, low)
        # Of an index that occurs again the last one is assigned: the newest of a cell.
        tape.stamps[position], tape.values[position] = stamp, value
        return tape

    def _keep(self, track: Track, spells: Spells, held: "Held") -> None:
        """Let what windows hold at the last readings of their points be what is kept."""
        own, end, kept = spells.own, spells.end, held.tape.kept
        count = np.minimum(held.steps[end], kept)
        place = held.tape.position[end][:, None] + np.arange(1 - kept, 1)
        value = held.tape.values[place]
        value[np.arange(kept) < kept - count[:, None]] = np.nan
        self.stamp[own] = held.tape.stamps[place]
        self.high[own], self.low[own] = shorten(value)
        self.newest[own], self.forced[own] = track.time[end], track.forced[end]
        self.count[own] = count


@dataclass(frozen=True, slots=True)
class _Tape:
    """``stamps`` and ``values``, for each point what was kept and what came, a place a cell.

    Of readings (n,): ``position`` intp of their cell on the tape, their own ``stamp`` and
    ``value``, and ``stamp_before`` and ``value_before`` of their point's reading before.
    """

    stamps: NDArray[Any]
    values: NDArray[np.float64]
    position: NDArray[np.intp]
    stamp: NDArray[Any]
    value: NDArray[np.float64]
    stamp_before: NDArray[Any]
    value_before: NDArray[np.float64]
    kept: int


@dataclass(frozen=True, slots=True)
class Held:
    """What windows hold at each reading of a track.

    ``fresh`` bool (n,): nothing before the reading counts. ``moved`` bool (n,): it is the first of
    its cell. ``steps`` intp (n,): cells since the window began.
    """

    tape: _Tape
    fresh: NDArray[np.bool_]
    moved: NDArray[np.bool_]
    steps: NDArray[np.intp]
    unit_ms: NDArray[np.uint32]

    def tell(self, part: slice) -> Kept:
        """With the readings in them, by the age before these."""
        tape = self.tape
        count = np.minimum(self.steps[part], tape.kept)
        last = tape.stamp[part], tape.value[part]
        return self._tell(part, tape.position[part], count, last)

    def tell_before(self, part: slice) -> Kept:
        """Just before the readings came, by the age before these."""
        tape, moved = self.tape, self.moved[part]
        count = np.minimum(self.steps[part] - moved, tape.kept)
        count[self.fresh[part]] = 0
        last = tape.stamp_before[part], tape.value_before[part]
        return self._tell(part, tape.position[part] - moved, count, last)

    def _tell(
        self,
        part: slice,
        position: NDArray[np.intp],
        count: NDArray[np.intp],
        last: tuple[NDArray[Any], NDArray[np.float64]],
    ) -> Kept:
        """``last``: the newest that windows hold, which may not be the last of its cell."""
        tape, kept = self.tape, self.tape.kept
        place = position + np.arange(1 - kept, 1)[:, None]
        stamp, value = tape.stamps.take(place), tape.values.take(place)
        stamp[-1], value[-1] = last
        if np.count_nonzero(count < kept):
            value[np.arange(kept)[:, None] < kept - count] = np.nan
        return Kept((tape.stamp[part] - stamp) * self.unit_ms[part], value, count)
