"""The board: what is known of every tag right now.

Latest value, its times and quality, and whether it still counts. Screens read it, no verdict is
made here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.sparse_column import SparseColumn
from plant.condition import DOUBTS, Condition
from plant.reading import LONG_AGO, ReadingBatch


@dataclass(slots=True)
class Board:
    """All arrays of shape (tags,), in the order of :attr:`plant.words.Plant.tags`.

    ``time``, ``received``  int64 ms, LONG_AGO where the tag was never seen
    ``value``   float64 in the tag's unit, NaN where there is none
    ``status``  uint32 OPC UA StatusCode, ``marks`` uint16 :class:`plant.reading.Mark`
    ``stale``   bool, the value no longer counts: no fresh reading, or its gateway is lost
    ``doubts``  uint8, which of :data:`plant.condition.DOUBTS` stand, a bit each in their order
    ``corrected``  of tags that were not judged at their source time, that, int64 ms
    """

    time: NDArray[np.int64]
    received: NDArray[np.int64]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    stale: NDArray[np.bool_]
    doubts: NDArray[np.uint8]
    corrected: SparseColumn

    @classmethod
    def of(cls, tags: int) -> "Board":
        """A board on which nothing was written yet."""
        return cls(
            np.full(tags, LONG_AGO),
            np.full(tags, LONG_AGO),
            np.full(tags, np.nan),
            np.zeros(tags, dtype=np.uint32),
            np.zeros(tags, dtype=np.uint16),
            np.zeros(tags, dtype=np.bool_),
            np.zeros(tags, dtype=np.uint8),
            SparseColumn(np.int64),
        )

    @property
    def source(self) -> NDArray[np.int64]:
        """Int64 ms (tags,), source times, LONG_AGO where the tag was never seen; a copy."""
        source = self.time.copy()
        source[self.corrected.thing] = self.corrected.value
        return source

    def tell_source(self, row: NDArray[np.integer]) -> NDArray[np.int64]:
        """The source times of some tags, int64 ms (k,)."""
        return self.corrected.read(row, self.time[row])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is kept of every tag, by name, not copied."""
        return {
            "time": self.time,
            "received": self.received,
            "value": self.value,
            "status": self.status,
            "marks": self.marks,
            "stale": self.stale,
            "doubts": self.doubts,
        }

    def doubt(self, row: int, condition: Condition, *, active: bool) -> None:
        """Take note that a test of a tag's measurement stands, or no longer does."""
        bit = np.uint8(1 << DOUBTS.index(condition))
        self.doubts[row] = self.doubts[row] | bit if active else self.doubts[row] & ~bit

    def write(
        self,
        batch: ReadingBatch,
        place: NDArray[np.intp] | slice,
        row: NDArray[np.intp] | None = None,
    ) -> None:
        """Write the readings at ``place``, in which each tag occurs once.

        :param row: their tags, where they are at hand.
        """
        if row is None:
            row = batch.row[place].astype(np.intp)
        time = batch.time[place]
        self.time[row] = time
        source = batch.source[place]
        corrected = source != time
        if len(self.corrected) or np.count_nonzero(corrected):
            self.corrected.note(row, source, corrected)
        self.received[row] = batch.received[place]
        self.value[row] = batch.value[place]
        self.status[row] = batch.status[place]
        self.marks[row] = batch.marks[place]
