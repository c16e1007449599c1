"""Gaps: where, among the readings of a tag that were judged, late data may belong.

Nothing here judges. A tag's first gap, which nearly every tag has (nothing is usual before two
readings), is kept in columns; the few tags with more have a row for those.
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

_SIDES: Final = ("before", "after")
_PLACES: Final = range(1, REMEMBERED)


class Gaps:
    """The gaps of all tags.

    ``usual``   int64 ms (tags,), the least that readings judged were apart lately, 0 before there
                were two
    ``count``   uint8 (tags,), gaps so far, less whole rounds of :data:`REMEMBERED`
    ``before``, ``after``  int64 ms (tags,), the readings judged on both sides of the gap in the
                first place, NEVER where there is none
    ``more``    of tags with more than one gap: the same of the other places, ``before1`` to
                ``after7``
    """

    def __init__(self, tags: int) -> None:
        self.usual = np.zeros(tags, dtype=np.int64)
        self.count = np.zeros(tags, dtype=np.uint8)
        self.before = np.full(tags, NEVER)
        self.after = np.full(tags, NEVER)
        self.more = SparseTable(tags, {f"{side}{n}": NEVER for side in _SIDES for n in _PLACES})

    def note(
        self, row: NDArray[np.integer], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        """Take note of readings judged one after the other, each tag once.

        :param row: int (k,), tags.
        :param before: int64 ms (k,), each tag's reading before, LONG_AGO if there was none.
        :param after: int64 ms (k,), its reading now.
        """
        # Most readings come as far apart as usual, and change nothing.
        apart = after - before
        moved = apart != self.usual[row]
        if np.count_nonzero(moved) or np.count_nonzero(apart) < len(apart):
            moved = (moved | (apart == 0)) & (before > LONG_AGO)
            self._note_moved(row[moved], before[moved], after[moved])

    def _note_moved(
        self, row: NDArray[np.integer], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        apart, known = after - before, self.usual[row]
        first = known == 0  # nothing is usual yet: it may be a gap
        usual = np.where(first, apart, known)
        gap = first | (apart > WIDE * usual)
        self.usual[row] = np.maximum(np.minimum(apart, usual + usual // 10 + 1), 1)
        if np.count_nonzero(gap):
            self._remember(row[gap], before[gap], after[gap])

    def _remember(
        self, row: NDArray[np.integer], before: NDArray[np.int64], after: NDArray[np.int64]
    ) -> None:
        place = self.count[row]
        self.count[row] = (place + 1) % REMEMBERED
        at_first = place == 0
        self.before[row[at_first]], self.after[row[at_first]] = before[at_first], after[at_first]
        for n in set(place[~at_first].tolist()):
            here = place == n
            self.more.write(row[here], **{f"before{n}": before[here], f"after{n}": after[here]})

    def list_ends(self, row: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Both sides of all gaps of some tags, int64 (k, 8) each, NEVER where there is none."""
        first = {"before": self.before, "after": self.after}
        before, after = (
            np.column_stack(
                [first[side][row], *(self.more.read(f"{side}{n}", row) for n in _PLACES)]
            )
            for side in _SIDES
        )
        return before, after

    def find(
        self, row: NDArray[np.integer], time: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The readings judged before and after instants, int64 (k,), NEVER: not remembered."""
        before, after = self.list_ends(row)
        holds = (before < time[:, None]) & (time[:, None] < after)
        return (
            np.where(holds, before, NEVER).min(axis=1),
            np.where(holds, after, NEVER).min(axis=1),
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is kept of every tag, by name, not copied."""
        return {
            "usual": self.usual,
            "count": self.count,
            "before": self.before,
            "after": self.after,
        }
