"""The heads of gas arrays: which of them count right now, and until when.

A head counts from its rise until its array's window is over after it fell. One that becomes unknown
stays what it was known to be. What an array makes of that is :mod:`detectors.gas_arrays`' business.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.channels import Channels, watch_limit
from detectors.facts import Facts, Truth
from detectors.sparse_table import SparseTable
from plant.reading import LONG_AGO, NEVER, Instant, Mark
from plant.words import GasArray, Plant

_NO_MARK: Final = np.uint16(0)


class Heads:
    """The heads of all arrays, one array after the other; those that count have a row in ``table``.

    ``owner``  int32 (heads,), the array of each; ``first`` intp (arrays + 1,), where each begins

    Columns of the table:
    ``ends``   int64 ms, until when it counts: NEVER in alarm, LONG_AGO when it does not
    ``doubt``  bool, in alarm when it was last known
    ``value`` float64, ``marks`` uint16  of the reading with which it rose last
    """

    def __init__(self, arrays: Sequence[GasArray]) -> None:
        heads = [(number, tag) for number, array in enumerate(arrays) for tag in array.tags]
        self.ids = np.array([f"{arrays[number].id}:{tag}" for number, tag in heads])
        self.owner = np.array([number for number, _ in heads], dtype=np.int32)
        self.first = np.searchsorted(self.owner, np.arange(len(arrays) + 1))
        self.window_ms = np.array(
            [round(1000 * array.window_s) for array in arrays], dtype=np.int64
        )
        self.table = SparseTable(
            len(heads),
            {"ends": LONG_AGO, "doubt": np.False_, "value": np.float64(np.nan), "marks": _NO_MARK},
        )

    def take(self, facts: Facts) -> None:
        """Note which heads rise, fall, or are not known any more."""
        head, truth = facts.channel, facts.truth
        rises = truth == Truth.TRUE
        self.table.write(
            head[rises], ends=NEVER, value=facts.value[rises], marks=facts.marks[rises]
        )
        falls = (truth == Truth.FALSE) & (self.table.read("ends", head) == NEVER)
        fallen = head[falls]
        ends = facts.at[falls] + self.window_ms[self.owner[fallen]]
        self.table.write(fallen, ends=ends, doubt=False)
        alarmed = self.table.read("ends", head) == NEVER
        self.table.write(head[alarmed], doubt=truth[alarmed] == Truth.UNKNOWN)

    def suspect(self, head: NDArray[np.bool_]) -> None:
        """Take some heads, bool (heads,), for ones that were last known in alarm."""
        self.table.write(np.flatnonzero(head), ends=NEVER, doubt=True)

    def forget(self, head: NDArray[np.intp]) -> None:
        """Let heads count no more."""
        self.table.close(head)

    def find_over(self, clock: NDArray[np.int64]) -> NDArray[np.intp]:
        """Heads whose window is over, by a clock for each, int64 ms (heads,)."""
        head = self.table.list_things()
        return head[self.table.read("ends", head) < clock[head]]

    def count(self, array: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """How many heads of each array count."""
        owner = self.owner[self.table.list_things()]
        counts: NDArray[np.int64] = np.bincount(owner, minlength=len(self.first) - 1)[array]
        return counts

    def next_end(self) -> Instant:
        """When the first window is over."""
        ends = self.table.columns["ends"]
        return int(ends.min(initial=NEVER, where=ends > LONG_AGO))

    def mark(self, array: NDArray[np.intp]) -> NDArray[np.uint16]:
        """What was noted of the heads that count, and whether one of them is in doubt."""
        head = self.table.list_things()
        marks, doubt = self.table.read("marks", head), self.table.read("doubt", head)
        old = doubt | ((marks & np.uint16(Mark.BACKFILL)) != 0)
        marks |= np.where(old, np.uint16(Mark.LAST_KNOWN), _NO_MARK)
        joined = np.zeros(len(self.first) - 1, dtype=np.uint16)
        np.bitwise_or.at(joined, self.owner[head], marks)
        return joined[array]

    def list_counting(self, array: int) -> tuple[list[int], list[float]]:
        """Which heads of one array count, by their place in it, and with what each rose."""
        own = np.arange(self.first[array], self.first[array + 1])
        place = self.table.slot[own].nonzero()[0]
        return place.tolist(), self.table.read("value", own[place]).tolist()


def make_channels(plant: Plant, arrays: Sequence[GasArray]) -> Channels:
    """The limits of all heads, in their order."""
    watched = [
        watch_limit(plant.row_of[tag], plant.tags[plant.row_of[tag]], array.condition)
        for array in arrays
        for tag in array.tags
    ]
    return Channels(watched, len(plant.tags))
