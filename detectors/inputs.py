"""Inputs: which tags make which points, found from either side.

A point is made of one tag or of several, and a tag may make several points. What is made of them is
not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.groups import spread_ranges


@dataclass(frozen=True, slots=True)
class Inputs:
    """Which tags make which points: pairs sorted by point, and the same sorted by tag.

    ``row`` int32 (pairs,) with ``first`` intp (points,), where each point's inputs begin;
    ``tag`` int32 (pairs,), rising, with ``point`` intp (pairs,).
    """

    row: NDArray[np.int32]
    first: NDArray[np.intp]
    tag: NDArray[np.int32]
    point: NDArray[np.intp]

    @property
    def several(self) -> bool:
        """Whether any point has more than one input."""
        return len(self.row) > len(self.first)

    @classmethod
    def of(cls, inputs: Sequence[Sequence[int]]) -> "Inputs":
        """Those of some points, rows of tags, of which each has one at least."""
        row = np.array([row for rows in inputs for row in rows], dtype=np.int32)
        count = np.array([len(rows) for rows in inputs], dtype=np.intp)
        point = np.repeat(np.arange(len(inputs)), count)
        order = np.argsort(row, kind="stable")
        return cls(row, np.cumsum(count) - count, row[order], point[order])

    def find(self, tags: NDArray[np.integer[Any]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Points that some tags make, each once, and for each the position of such a tag."""
        begin = np.searchsorted(self.tag, tags, side="left")
        pair, which = spread_ranges(begin, np.searchsorted(self.tag, tags, side="right") - begin)
        points, position = np.unique(self.point[pair], return_index=True)
        return points, which[position]

    def reduce(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Int64 (points,), the least over each point's inputs of int64 (tags,)."""
        least: NDArray[np.int64] = np.minimum.reduceat(values[self.row], self.first)
        return least
