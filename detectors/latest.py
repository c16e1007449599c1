"""The latest of single tags at a place within a tick, however the stream was cut.

For what is told of an alarm rather than judged: the wind, the values of heads. One tag at a time,
because alarms are rare.
"""

from typing import Any, NamedTuple

import numpy as np

from detectors.board import Board
from detectors.kind import Arrivals
from plant.quality import QualityClass, classify
from plant.reading import LONG_AGO, NEVER, Instant, Mark, ReadingBatch


class Seen(NamedTuple):
    """The readings of a tick up to the one at ``place``, with it; at −1 none of them."""

    arrivals: Arrivals
    place: int

    @property
    def clock(self) -> Instant:
        """The clock then, ms."""
        arrivals, place = self
        return int(arrivals.newest[place] if place >= 0 else arrivals.clock[0])


class Latest(NamedTuple):
    """A value that counts, and when it was, ms."""

    value: float
    time: Instant


def find_latest(seen: Seen, row: int) -> Latest | None:
    """What was known of a tag; None where nothing counts.

    A forced value, and one from a source declared down, is no knowledge.
    """
    arrivals = seen.arrivals
    own = np.flatnonzero(arrivals.batch.row[: seen.place + 1] == row)
    if len(own):
        found = _take(arrivals.batch, int(own[-1]))
    elif arrivals.board.stale[row]:
        return None
    else:
        found = _take(arrivals.board, row)
    limit_ms = int(arrivals.limit_ms[row])
    if found is None or limit_ms == NEVER:
        return found
    return found if found.time + limit_ms >= seen.clock else None


def _take(readings: ReadingBatch | Board, position: int) -> Latest | None:
    one = slice(position, position + 1)
    quality = int(classify(readings.status[one], readings.value[one])[0])
    down = _item(readings.marks, position) & Mark.SOURCE_DOWN
    time = _item(readings.time, position)
    if quality > QualityClass.UNCERTAIN or down or time == LONG_AGO:
        return None
    return Latest(float(readings.value[position]), time)


def _item(column: Any, position: int) -> int:
    return int(column[position])
