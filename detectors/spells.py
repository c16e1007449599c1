"""Spells: stretches of a sorted sequence that belong to one owner each.

What is the same for all that is taken owner by owner at once: what was before each entry, and sums
and maxima that begin anew with each owner. What owners are is not known here.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Spells:
    """Of a sequence (n,): ``own`` intp (owners,), whose each spell is, ``begin`` and ``end`` intp
    (owners,), its first and its last entry, and ``which`` intp (n,), the spell of each entry.
    """

    own: NDArray[np.intp]
    begin: NDArray[np.intp]
    end: NDArray[np.intp]
    which: NDArray[np.intp]

    @classmethod
    def of(cls, owner: NDArray[np.intp]) -> "Spells":
        """Cut a sequence, intp (n,), in which each owner's entries stand together."""
        first = np.empty(len(owner), dtype=np.bool_)
        first[:1] = True
        np.not_equal(owner[1:], owner[:-1], out=first[1:])
        begin = first.nonzero()[0]
        end = np.append(begin, len(owner))[1:] - 1
        return cls(owner[begin], begin, end, np.cumsum(first) - 1)

    def shift(self, column: NDArray[Any], state: NDArray[Any]) -> NDArray[Any]:
        """What was before each entry: its owner's entry before it, or the owner's state."""
        before = np.empty_like(column)
        before[1:] = column[:-1]
        before[self.begin] = state[self.own]
        return before

    def add_up(self, amount: NDArray[np.int64], state: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sum up to each entry, from the owner's state on: whole numbers, so it is exact."""
        total = np.cumsum(amount)
        started = total[self.begin] - amount[self.begin]
        summed: NDArray[np.int64] = total + (state[self.own] - started)[self.which]
        return summed

    def climb(self, column: NDArray[np.int64], state: NDArray[np.int64]) -> NDArray[np.int64]:
        """The highest up to each entry, from the owner's state on."""
        highest = column.copy()
        highest[self.begin] = np.maximum(highest[self.begin], state[self.own])
        falls = highest[1:] < highest[:-1]
        falls[self.begin[1:] - 1] = False
        for one in np.unique(self.which[1:][falls]).tolist():
            spell = highest[self.begin[one] : self.end[one] + 1]
            np.maximum.accumulate(spell, out=spell)
        return highest
