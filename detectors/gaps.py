"""Gaps: where, among the readings of a tag that were judged, late data may belong.

Nothing here judges. Most tags come as far apart as usual and have no gap, so only the others have
a row. What the first two readings of a tag are apart may be a gap or usual; the third tells.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.sparse_table import SparseTable
from plant.reading import LONG_AGO, NEVER

REMEMBERED: Final = 8
"""Gaps, a tag, that are remembered: the newest."""

WIDE: Final = 1.5
"""Readings judged so many times further apart than usual have a gap between them."""

_LONGEST: Final = np.iinfo(np.int32).max
"""What is usual at most, 25 days: a first interval that is longer is a gap at once."""

_SIDES: Final = ("before", "after")
_NOWHERE: Final[dict[str, np.generic | NDArray[Any]]] = {
    **{side: np.full(REMEMBERED, NEVER) for side in _SIDES},
    "next": np.uint8(0),
}


class Gaps:
    """The gaps of all tags.

    ``usual``  int32 ms (tags,), the least that readings judged were apart lately; 0 before there
               were two, and below 0 while there are no more than these
    ``kept``   of tags with gaps: ``before`` and ``after`` int64 ms (8,), the readings judged on
               both sides of each, NEVER where there is none; ``next`` uint8, the place of the next
    """

    def __init__(self, tags: int) -> None:
        self.usual = np.zeros(tags, dtype=np.int32)
        self.kept = SparseTable(tags, _NOWHERE)

    def note(
        self, row: NDArray[np.integer], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        """Take note of readings judged one after the other, each tag once.

        Two readings of one instant tell nothing of what is usual.

        :param row: int (k,), tags.
        :param before: int64 ms (k,), each tag's reading before, LONG_AGO if there was none.
        :param after: int64 ms (k,), its reading now.
        """
        # Most readings come as far apart as usual, and change nothing.
        moved = after - before != self.usual[row]
        if np.count_nonzero(moved):
            moved &= (before > LONG_AGO) & (after > before)
            self._note_moved(row[moved], before[moved], after[moved])

    def _note_moved(
        self, row: NDArray[np.integer], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        apart, known = after - before, self.usual[row].astype(np.int64)
        usual = np.where(known == 0, apart, np.abs(known))
        first = (known == 0) & (apart <= _LONGEST)
        shown = -known > WIDE * apart
        gap = (apart > WIDE * usual) | ((known == 0) & ~first)
        least = np.minimum(np.minimum(apart, usual + usual // 10 + 1), _LONGEST)
        self.usual[row] = np.where(first, -least, least)
        if np.count_nonzero(shown):
            self._remember(row[shown], (before + known)[shown], before[shown])
        if np.count_nonzero(gap):
            self._remember(row[gap], before[gap], after[gap])

    def _remember(
        self, row: NDArray[np.integer], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        place = self.kept.read("next", row)
        self.kept.write(row, next=(place + 1) % REMEMBERED)
        slot = self.kept.slot[row]
        for side, time in zip(_SIDES, (before, after), strict=True):
            self.kept.columns[side][slot, place] = time

    def list_ends(
        self, row: NDArray[np.integer], newest: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Both sides of all gaps of some tags, int64 (k, 9) each, NEVER where there is none.

        The first interval of a tag counts while it is the only one.

        :param newest: int64 ms (k,), the last reading judged of each.
        """
        usual = self.usual[row]
        only = usual < 0
        before, after = (self.kept.read(side, row) for side in _SIDES)
        return (
            np.column_stack([before, np.where(only, newest + usual, NEVER)]),
            np.column_stack([after, np.where(only, newest, NEVER)]),
        )

    def find(
        self, row: NDArray[np.integer], time: NDArray[np.int64], newest: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The readings judged before and after instants, int64 (k,), NEVER: not remembered.

        :param newest: as of :meth:`list_ends`.
        """
        before, after = self.list_ends(row, newest)
        holds = (before < time[:, None]) & (time[:, None] < after)
        return (
            np.where(holds, before, NEVER).min(axis=1),
            np.where(holds, after, NEVER).min(axis=1),
        )
