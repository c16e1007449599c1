"""Pairs: two tags side by side, each reading of either with what the other had said before it.

The order is that of arrival, so how a stream is cut into ticks does not matter. What is made of
the two values is not known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.groups import spread_groups
from detectors.kind import Arrivals
from detectors.rounds import sort_positions
from plant.quality import classify
from plant.reading import LONG_AGO, NEVER, Mark


@dataclass(frozen=True, slots=True)
class Abreast:
    """Both sides at each reading of either, in order of arrival of each pair, shape (m,).

    ``place`` intp and ``point`` int32 as for samples; ``value`` float64 (2, m), NaN where a side
    has said nothing; ``status`` uint32, that of the worse side, ``marks`` uint16 of the reading;
    ``until`` int64 ms, when the first of the two stops counting.
    """

    place: NDArray[np.intp]
    point: NDArray[np.intp]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    until: NDArray[np.int64]


@dataclass(slots=True)
class Sides:
    """What each side last said, arrays of shape (pairs, 2); ``time`` is LONG_AGO before that."""

    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    time: NDArray[np.int64]


class Pairs:
    """Pairs of rows; one with a single row is a pair with itself.

    :param inputs: one or two rows a pair.
    """

    def __init__(self, inputs: Sequence[tuple[int, ...]], tags: int) -> None:
        self.rows = np.array([(pair[0], pair[-1]) for pair in inputs], dtype=np.intp)
        shape = (len(inputs), 2)
        self.sides = Sides(
            np.full(shape, np.nan),
            np.zeros(shape, dtype=np.uint32),
            np.zeros(shape, dtype=np.uint16),
            np.full(shape, LONG_AGO),
        )
        self._single = self.rows[:, 0] == self.rows[:, 1]
        members = [
            (row, pair, side) for pair, rows in enumerate(inputs) for side, row in enumerate(rows)
        ]
        members.sort()
        row, self._pair, self._side = np.array(members, dtype=np.int64).T
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
        pair, side, reading = self._pair[spread], self._side[spread], reading[which]
        order = sort_positions(pair)
        pair, side, reading = pair[order], side[order], reading[order]
        last = [find_last(pair, side == own, reading) for own in (0, 1)]
        last[1] = np.where(self._single[pair], last[0], last[1])
        abreast = self._put_abreast(arrivals, pair, reading, last)
        self._keep(arrivals, pair, last)
        back = np.empty(len(order), dtype=np.intp)
        back[order] = np.arange(len(order))
        return Abreast(*(getattr(abreast, field.name)[..., back] for field in fields(abreast)))

    def lose(self, tags: NDArray[np.intp]) -> None:
        """What tags last said counts no more."""
        lost = np.zeros(len(self._asked), dtype=np.bool_)
        lost[tags] = True
        self.sides.value[lost[self.rows]] = np.nan

    def _put_abreast(
        self,
        arrivals: Arrivals,
        pair: NDArray[np.int64],
        reading: NDArray[np.intp],
        last: Sequence[NDArray[np.intp]],
    ) -> Abreast:
        clock = np.maximum(arrivals.clock[reading], arrivals.batch.time[reading])
        taken = [self._take(arrivals, pair, side, last[side], clock) for side in (0, 1)]
        (value, status, until, down), (other, worse, ends, away) = taken
        severity = classify(status, value) < classify(worse, other)
        doubt = np.where(down | away, np.uint16(Mark.SOURCE_DOWN), np.uint16(0))
        return Abreast(
            reading,
            pair.astype(np.intp),
            np.stack([value, other]),
            np.where(severity, worse, status),
            arrivals.batch.marks[reading] | doubt,
            np.minimum(until, ends),
        )

    def _take(
        self,
        arrivals: Arrivals,
        pair: NDArray[np.int64],
        side: int,
        last: NDArray[np.intp],
        clock: NDArray[np.int64],
    ) -> tuple[NDArray[Any], ...]:
        """Value, status, end and doubt of a side, from these readings or from what was kept.

        What is older than its tag may be says nothing of how the two are apart now.
        """
        batch, kept, here = arrivals.batch, self.sides, last >= 0
        time = np.where(here, batch.time[last], kept.time[pair, side])
        limit_ms = arrivals.limit_ms[self.rows[pair, side]]
        until = np.where((limit_ms < NEVER) & (time > LONG_AGO), time + limit_ms, NEVER)
        value = np.where(here, batch.value[last], kept.value[pair, side])
        return (
            np.where(until < clock, np.nan, value),
            np.where(here, batch.status[last], kept.status[pair, side]),
            until,
            np.where(here, batch.marks[last], kept.marks[pair, side]) & np.uint16(Mark.SOURCE_DOWN)
            != 0,
        )

    def _keep(
        self, arrivals: Arrivals, pair: NDArray[np.int64], last: Sequence[NDArray[np.intp]]
    ) -> None:
        """Keep what each side last said."""
        ends = np.append(pair[1:] != pair[:-1], np.True_)
        batch = arrivals.batch
        for side, newest in enumerate(last):
            told = np.flatnonzero(ends & (newest >= 0))
            row, reading = pair[told], newest[told]
            self.sides.value[row, side] = batch.value[reading]
            self.sides.status[row, side] = batch.status[reading]
            self.sides.marks[row, side] = batch.marks[reading]
            self.sides.time[row, side] = batch.time[reading]


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
