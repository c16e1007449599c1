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
from plant.reading import LONG_AGO, NEVER, Instant, Mark
from plant.words import GasArray, Plant

_NO_MARK: Final = np.uint16(0)


class Heads:
    """The heads of all arrays, one array after the other.

    ``owner``  int32 (heads,), the array of each; ``first`` intp (arrays + 1,), where each begins
    ``ends``   int64 ms (heads,), until when it counts: NEVER in alarm, LONG_AGO when it does not
    ``doubt``  bool (heads,), in alarm when it was last known
    ``value``, ``marks``  of the reading with which it rose last
    """

    def __init__(self, arrays: Sequence[GasArray]) -> None:
        heads = [(number, tag) for number, array in enumerate(arrays) for tag in array.tags]
        self.ids = np.array([f"{arrays[number].id}:{tag}" for number, tag in heads])
        self.owner = np.array([number for number, _ in heads], dtype=np.int32)
        self.first = np.searchsorted(self.owner, np.arange(len(arrays) + 1))
        self.window_ms = np.array(
            [round(1000 * array.window_s) for array in arrays], dtype=np.int64
        )
        self.ends = np.full(len(heads), LONG_AGO)
        self.doubt = np.zeros(len(heads), dtype=np.bool_)
        self.value = np.full(len(heads), np.nan)
        self.marks = np.zeros(len(heads), dtype=np.uint16)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state by name, arrays (heads,), not copied."""
        return {
            "ends": self.ends,
            "doubt": self.doubt,
            "rise_value": self.value,
            "rise_marks": self.marks,
        }

    def take(self, facts: Facts) -> None:
        """Note which heads rise, fall, or are not known any more."""
        head, truth = facts.channel, facts.truth
        rises = truth == Truth.TRUE
        risen = head[rises]
        self.ends[risen] = NEVER
        self.value[risen], self.marks[risen] = facts.value[rises], facts.marks[rises]
        falls = (truth == Truth.FALSE) & (self.ends[head] == NEVER)
        fallen = head[falls]
        self.ends[fallen] = facts.at[falls] + self.window_ms[self.owner[fallen]]
        self.doubt[head] = (truth == Truth.UNKNOWN) & (self.ends[head] == NEVER)

    def suspect(self, head: NDArray[np.bool_]) -> None:
        """Take some heads, bool (heads,), for ones that were last known in alarm."""
        self.ends[head], self.doubt[head] = NEVER, True

    def find_over(self, clock: NDArray[np.int64]) -> NDArray[np.intp]:
        """Heads whose window is over, by a clock for each, int64 ms (heads,)."""
        return np.flatnonzero((self.ends > LONG_AGO) & (self.ends < clock))

    def count(self, array: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """How many heads of each array count."""
        counted = np.cumsum(np.append(0, self.ends > LONG_AGO))
        counts: NDArray[np.int64] = counted[self.first[array + 1]] - counted[self.first[array]]
        return counts

    def next_end(self) -> Instant:
        """When the first window is over."""
        return int(np.where(self.ends > LONG_AGO, self.ends, NEVER).min(initial=NEVER))

    def mark(self, array: NDArray[np.intp]) -> NDArray[np.uint16]:
        """What was noted of the heads that count, and whether one of them is in doubt."""
        counts = self.ends > LONG_AGO
        marks = np.where(counts, self.marks, _NO_MARK)
        old = counts & (self.doubt | ((marks & np.uint16(Mark.BACKFILL)) != 0))
        marks |= np.where(old, np.uint16(Mark.LAST_KNOWN), _NO_MARK)
        joined: NDArray[np.uint16] = np.bitwise_or.reduceat(marks, self.first[:-1])
        return joined[array]

    def list_counting(self, array: int) -> tuple[list[int], list[float]]:
        """Which heads of one array count, by their place in it, and with what each rose."""
        own = slice(self.first[array], self.first[array + 1])
        place = np.flatnonzero(self.ends[own] > LONG_AGO)
        return place.tolist(), self.value[own][place].tolist()


def make_channels(plant: Plant, arrays: Sequence[GasArray]) -> Channels:
    """The limits of all heads, in their order."""
    watched = [
        watch_limit(plant.row_of[tag], plant.tags[plant.row_of[tag]], array.condition)
        for array in arrays
        for tag in array.tags
    ]
    return Channels(watched, len(plant.tags))
