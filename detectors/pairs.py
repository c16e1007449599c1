"""Pairs: two tags side by side, each reading of either with what the other had said before it.

The order is that of arrival, so how a stream is cut into ticks does not matter. What is made of
the two values is not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from plant.quality import classify
from plant.reading import NEVER, Mark


@dataclass(frozen=True, slots=True)
class Abreast:
    """Both sides at each reading of either, in order of arrival of each pair, shape (m,).

    ``place`` intp and ``point`` int32 as for samples; ``value`` float64 (2, m), NaN where a side
    has said nothing; ``status`` uint32, that of the worse side, ``marks`` uint16 of the reading;
    ``until`` int64 ms, when the first of the two stops counting.
    """

    place: NDArray[np.intp]
    point: NDArray[np.int32]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    until: NDArray[np.int64]


class Pairs:
    """Pairs of rows; one with a single row is a pair with itself.

    :param inputs: one or two rows a pair.
    """

    def __init__(self, inputs: Sequence[tuple[int, ...]], tags: int) -> None:
        self.rows = np.array([(pair[0], pair[-1]) for pair in inputs], dtype=np.int32)
        self._single = self.rows[:, 0] == self.rows[:, 1]
        sides = [
            (row, pair, side) for pair, rows in enumerate(inputs) for side, row in enumerate(rows)
        ]
        sides.sort()
        row, self._pair, self._side = np.array(sides, dtype=np.int64).T
        self._first = np.searchsorted(row, np.arange(tags + 1))
        self._asked = np.zeros(tags, dtype=np.bool_)
        self._asked[row] = True

    def follow(self, arrivals: Arrivals) -> Abreast | None:
        """Both sides at each reading; None where none of them came."""
        reading = arrivals.select(self._asked)
        if len(reading) == 0:
            return None
        spread, which = spread_groups(self._first, arrivals.batch.row[reading])
        pair, side, reading = self._pair[spread], self._side[spread], reading[which]
        order = np.lexsort((reading, pair))
        pair, side, reading = pair[order], side[order], reading[order]
        sides = [find_last(pair, side == own, reading) for own in (0, 1)]
        sides[1] = np.where(self._single[pair], sides[0], sides[1])
        back = np.lexsort((pair, reading))
        return self._put_abreast(arrivals, pair[back], reading[back], [one[back] for one in sides])

    def _put_abreast(
        self,
        arrivals: Arrivals,
        pair: NDArray[np.int64],
        reading: NDArray[np.intp],
        last: Sequence[NDArray[np.intp]],
    ) -> Abreast:
        clock = np.maximum(arrivals.clock[reading], arrivals.batch.time[reading])
        rows = self.rows[pair].T
        taken = [self._take(arrivals, rows[side], last[side], clock) for side in (0, 1)]
        (value, status, until, down), (other, worse, ends, away) = taken
        severity = classify(status, value) < classify(worse, other)
        marks = arrivals.batch.marks[reading] | np.where(
            down | away, np.uint16(Mark.SOURCE_DOWN), 0
        )
        return Abreast(
            reading,
            pair.astype(np.int32),
            np.stack([value, other]),
            np.where(severity, worse, status),
            marks.astype(np.uint16),
            np.minimum(until, ends),
        )

    def _take(
        self,
        arrivals: Arrivals,
        row: NDArray[np.int32],
        last: NDArray[np.intp],
        clock: NDArray[np.int64],
    ) -> tuple[NDArray[Any], ...]:
        """Value, status, end and doubt of a side, from this tick or from the board.

        What is older than its tag may be says nothing of how the two are apart now.
        """
        batch, board, here = arrivals.batch, arrivals.board, last >= 0
        time = np.where(here, batch.time[last], board.time[row])
        limit_ms = arrivals.limit_ms[row]
        until = np.where((limit_ms < NEVER) & (time > -NEVER), time + limit_ms, NEVER)
        marks = np.where(here, batch.marks[last], board.marks[row])
        old = (until < clock) | (board.stale[row] & ~here)
        return (
            np.where(old, np.nan, np.where(here, batch.value[last], board.value[row])),
            np.where(here, batch.status[last], board.status[row]),
            until,
            (marks & np.uint16(Mark.SOURCE_DOWN)) != 0,
        )


def find_last(
    pair: NDArray[np.int64], own: NDArray[np.bool_], reading: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The last reading of one side (bool, where ``own``) of each pair so far, intp (m,); −1: none.

    :param pair: sorted, and within a pair in order of arrival.
    """
    begins = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
    start = np.repeat(begins, np.diff(np.append(begins, len(pair))))
    last = np.maximum.accumulate(np.where(own, np.arange(len(pair)), -1))
    found: NDArray[np.intp] = np.where(last >= start, reading[np.maximum(last, 0)], -1)
    return found


def spread_groups(
    first: NDArray[np.intp], row: NDArray[np.int32]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All members of the groups of some rows, and for each the position of its row in ``row``.

    :param first: intp (rows + 1,), where each row's group begins.
    """
    begin = first[row]
    count = first[row + 1] - begin
    which = np.repeat(np.arange(len(row)), count)
    within = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return begin[which] + within, which
