"""Pairs: two tags side by side, each reading of either with what the other had said before it.

The order is that of arrival, so how a stream is cut into ticks does not matter. What is made of
the two values is not known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.groups import spread_groups
from detectors.kind import Arrivals
from detectors.rounds import sort_positions
from plant.quality import STATUS_OF_CLASS, QualityClass
from plant.reading import LONG_AGO, NEVER, Mark


@dataclass(frozen=True, slots=True)
class Abreast:
    """Both sides at each reading of either, by pair and within one in order of arrival, shape (m,).

    ``place`` intp and ``point`` intp as for samples; ``value`` float64 (2, m), NaN where a side
    has said nothing; ``status`` uint32, of the class of the worse side; ``marks`` uint16 of the
    reading; ``until`` int64 ms, when the first of the two stops counting.
    """

    place: NDArray[np.intp]
    point: NDArray[np.intp]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    until: NDArray[np.int64]


@dataclass(slots=True)
class Sides:
    """What each side last said, arrays of shape (pairs, 2).

    ``time``  int64 ms, LONG_AGO where it said nothing yet; ``value`` float64, then NaN
    ``quality``  uint8, its :class:`QualityClass`; ``down`` bool, its source was declared down
    """

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    down: NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: int) -> "Sides":
        """Nothing said yet."""
        shape = (pairs, 2)
        return cls(
            np.full(shape, LONG_AGO),
            np.full(shape, np.nan),
            np.full(shape, QualityClass.BAD, dtype=np.uint8),
            np.zeros(shape, dtype=np.bool_),
        )


class Pairs:
    """Pairs of rows; one with a single row is a pair with itself.

    :param inputs: one or two rows a pair.
    """

    def __init__(self, inputs: Sequence[tuple[int, ...]], tags: int) -> None:
        self.rows = np.array([(pair[0], pair[-1]) for pair in inputs], dtype=np.intp)
        self.sides = Sides.of(len(inputs))
        self._single = self.rows[:, 0] == self.rows[:, 1]
        members = [
            (row, pair, side) for pair, rows in enumerate(inputs) for side, row in enumerate(rows)
        ]
        members.sort()
        row, self._pair, self._side = np.array(members, dtype=np.intp).T.copy()
        self._first = np.searchsorted(row, np.arange(tags + 1))
        self._asked = np.zeros(tags, dtype=np.bool_)
        self._asked[row] = True

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """What each side last said, by name, not copied."""
        return {field.name: getattr(self.sides, field.name) for field in fields(self.sides)}

    def follow(self, arrivals: Arrivals) -> Abreast | None:
        """Both sides at each reading; None where none of them came."""
        reading = arrivals.select(self._asked)
        if len(reading) == 0:
            return None
        spread, which = spread_groups(self._first, arrivals.row[reading])
        order = sort_positions(self._pair[spread])
        spread, reading = spread[order], reading[which[order]]
        pair, side = self._pair[spread], self._side[spread]
        said = _Said.of(arrivals, reading)
        last = find_last(pair, side == 0), find_last(pair, side == 1)
        last[1][self._single[pair]] = last[0][self._single[pair]]
        clock = np.maximum(arrivals.clock[reading], said.time)
        own, other = (self._look(arrivals, pair, one, said, last[one], clock) for one in (0, 1))
        self._keep(pair, said, last)
        down = own.said.down | other.said.down
        return Abreast(
            reading,
            pair,
            np.stack([own.said.value, other.said.value]),
            STATUS_OF_CLASS[np.maximum(own.said.quality, other.said.quality)],
            arrivals.batch.marks[reading] | down * np.uint16(Mark.SOURCE_DOWN),
            np.minimum(own.until, other.until),
        )

    def lose(self, tags: NDArray[np.intp]) -> None:
        """What tags last said counts no more."""
        lost = np.zeros(len(self._asked), dtype=np.bool_)
        lost[tags] = True
        self.sides.value[lost[self.rows]] = np.nan

    def _look(
        self,
        arrivals: Arrivals,
        pair: NDArray[np.intp],
        side: int,
        said: "_Said",
        last: NDArray[np.intp],
        clock: NDArray[np.int64],
    ) -> "_Seen":
        """What a side has said by each reading, among these or before them.

        What is older than its tag may be says nothing of how the two are apart now.
        """
        seen = said.take(last)
        before = (last < 0).nonzero()[0]
        seen.put(before, self._list_kept(side), pair[before])
        limit_ms = arrivals.limit_ms[self.rows[:, side]]
        until = np.minimum(seen.time + limit_ms[pair], NEVER)
        until[before[seen.time[before] == LONG_AGO]] = NEVER
        seen.value[until < clock] = np.nan
        return _Seen(seen, until)

    def _keep(
        self, pair: NDArray[np.intp], said: "_Said", last: Sequence[NDArray[np.intp]]
    ) -> None:
        """Keep what each side last said."""
        ends = np.append(pair[1:] != pair[:-1], np.True_)
        for side, newest in enumerate(last):
            told = (ends & (newest >= 0)).nonzero()[0]
            self._list_kept(side).put(pair[told], said, newest[told])

    def _list_kept(self, side: int) -> "_Said":
        """What is kept of one side, arrays (pairs,), not copied."""
        sides = self.sides
        return _Said(
            sides.time[:, side],
            sides.value[:, side],
            sides.quality[:, side],
            sides.down[:, side],
        )


class _Said(NamedTuple):
    """What readings say, or sides, in the order of :class:`Sides`, arrays of one dimension."""

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    down: NDArray[np.bool_]

    @classmethod
    def of(cls, arrivals: Arrivals, reading: NDArray[np.intp]) -> "_Said":
        """What some readings of a tick say."""
        batch = arrivals.batch
        return cls(
            batch.time[reading],
            batch.value[reading],
            arrivals.classes[reading],
            arrivals.doubtful[reading],
        )

    def take(self, index: NDArray[np.intp]) -> "_Said":
        """What those at ``index``, intp (k,), say."""
        return _Said(self.time[index], self.value[index], self.quality[index], self.down[index])

    def put(self, place: NDArray[np.intp], other: "_Said", index: NDArray[np.intp]) -> None:
        """Let those at ``place``, intp (k,), say what others at ``index`` do."""
        self.time[place] = other.time[index]
        self.value[place] = other.value[index]
        self.quality[place] = other.quality[index]
        self.down[place] = other.down[index]


class _Seen(NamedTuple):
    """What a side has said by each reading, and until when, int64 ms (m,), that counts."""

    said: _Said
    until: NDArray[np.int64]


def find_last(pair: NDArray[np.intp], own: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The position of the last one of a side so far, intp (m,), of each pair; −1: none.

    :param pair: sorted, and within a pair in order of arrival.
    :param own: bool (m,), is of that side.
    """
    place = np.arange(len(pair))
    first = np.append(True, pair[1:] != pair[:-1])
    # A pair that does not begin with this side begins with none.
    known = np.maximum.accumulate(np.where(own | first, place, 0))
    return np.where(own[known], known, -1)
