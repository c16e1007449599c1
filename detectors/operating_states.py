"""Operating states: what the state tags of equipment say, in the order in which it becomes known.

A state tag's value counts while it is known: good or uncertain, not forced, not stale, its source
up. Only changes leave here, as turns. What a state means is :mod:`detectors.modes`' business.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from plant.quality import QualityClass
from plant.reading import NEVER, Instant


class Turn(NamedTuple):
    """An instant at which a state tag says something else, or nothing any more.

    ``place`` is where in the order of arrival: before the reading there is judged. ``state`` is
    the number of the state, ``said`` its value from now on, NaN where it is unknown.
    """

    place: int
    at: Instant
    state: int
    said: float


class OperatingStates:
    """The states of a plant: ``said`` float64 (states,), NaN where unknown, and ``until`` int64 ms
    (states,), when it stops counting.

    :param rows: intp (states,), the state tags.
    :param state_of: intp (tags,), the way back; −1: no state tag.
    """

    def __init__(self, rows: NDArray[np.intp], state_of: NDArray[np.intp]) -> None:
        self.said = np.full(len(rows), np.nan)
        self.until = np.full(len(rows), NEVER)
        self._rows = rows
        self._state_of = state_of
        self._asked = state_of >= 0

    def __len__(self) -> int:
        return len(self._rows)

    def follow(self, arrivals: Arrivals) -> list[Turn]:
        """What readings say, and what grows old before them, in order."""
        turns = [*self._follow_readings(arrivals), *self._follow_age(arrivals)]
        return sorted(turns, key=lambda turn: (turn.place, turn.at))

    def lapse(
        self, event: NDArray[np.int64], fallen: NDArray[np.intp], since: NDArray[np.int64]
    ) -> list[Turn]:
        """What stops counting by the end of a tick, in the order of time.

        :param event: int64 ms (tags,), the event clocks.
        :param fallen: intp (k,), tags fallen silent just now, and ``since`` when, int64 ms (k,).
        """
        if not len(self):
            return []
        at = np.where(self.until < event[self._rows], self.until, NEVER)
        if len(fallen):
            silent = np.full(len(event), NEVER)
            silent[fallen] = since
            at = np.minimum(at, silent[self._rows])
        if at.min() == NEVER:
            return []
        old = np.flatnonzero((at < NEVER) & ~np.isnan(self.said)).tolist()
        self._forget(old)
        return sorted((Turn(0, int(at[state]), state, np.nan) for state in old), key=_by_time)

    def set_all(self, said: NDArray[np.float64], until: NDArray[np.int64]) -> None:
        """Know what is given, float64 and int64 ms (states,)."""
        self.said[:] = said
        self.until[:] = np.where(np.isnan(said), NEVER, until)

    def next_due(self) -> Instant:
        """When the first of what is known stops counting."""
        return int(self.until.min()) if len(self) else int(NEVER)

    def _follow_readings(self, arrivals: Arrivals) -> Iterator[Turn]:
        reading = arrivals.select(self._asked)
        if len(reading) == 0 or self._is_confirmed(arrivals, reading):
            return
        state = self._state_of[arrivals.row[reading]]
        order = np.lexsort((reading, state))
        state, reading = state[order], reading[order]
        said, until, now = self._read(arrivals, reading)
        first = np.append(np.True_, state[1:] != state[:-1])
        before, ends = np.append(np.nan, said[:-1]), np.append(NEVER, until[:-1])
        before[first], ends[first] = self.said[state[first]], self.until[state[first]]
        old = ends < now
        same = (said == before) | (np.isnan(said) & np.isnan(before))
        last = np.append(first[1:], np.True_)
        self.said[state[last]], self.until[state[last]] = said[last], until[last]
        passing = np.minimum(arrivals.find_passing(ends), reading)
        for one in np.flatnonzero(old | ~same).tolist():
            own = int(state[one])
            if old[one]:
                yield Turn(int(passing[one]), int(ends[one]), own, np.nan)
            yield Turn(int(reading[one]), int(now[one]), own, float(said[one]))

    def _is_confirmed(self, arrivals: Arrivals, reading: NDArray[np.intp]) -> bool:
        """Whether all readings say, in time and without doubt, what is known: then it goes on."""
        batch = arrivals.batch
        row = arrivals.row[reading]
        state, time = self._state_of[row], batch.time[reading]
        same = batch.value[reading] == self.said[state]
        same &= self.until[state] >= arrivals.newest[reading]
        if np.count_nonzero(same) < len(reading):
            return False
        if np.count_nonzero(batch.status[reading]) or np.count_nonzero(arrivals.doubtful[reading]):
            return False
        until = np.minimum(time + arrivals.limit_ms[row], NEVER)
        if np.count_nonzero(until < arrivals.newest[reading]):
            return False
        self.until[state] = until
        return True

    def _read(
        self, arrivals: Arrivals, reading: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """What readings say, until when, and when that becomes known.

        One that is older than its tag may be when it comes says nothing.
        """
        batch = arrivals.batch
        time, limit_ms = batch.time[reading], arrivals.limit_ms[arrivals.row[reading]]
        until = np.where(limit_ms < NEVER, time + np.where(limit_ms < NEVER, limit_ms, 0), NEVER)
        now = np.maximum(arrivals.clock[reading], time)
        counts = (arrivals.classes[reading] <= QualityClass.UNCERTAIN) & (until >= now)
        counts &= ~arrivals.doubtful[reading]
        said = np.where(counts, batch.value[reading], np.nan)
        return said, np.where(counts, until, NEVER), now

    def _follow_age(self, arrivals: Arrivals) -> Iterator[Turn]:
        """What has grown old by one of the readings, with none of its own after that."""
        if self.next_due() >= arrivals.newest[-1]:
            return
        place = arrivals.find_passing(self.until)
        old = np.flatnonzero(place < len(arrivals)).tolist()
        turns = [Turn(int(place[state]), int(self.until[state]), state, np.nan) for state in old]
        self._forget(old)
        yield from turns

    def _forget(self, states: list[int]) -> None:
        self.said[states], self.until[states] = np.nan, NEVER


def _by_time(turn: Turn) -> Instant:
    return turn.at
