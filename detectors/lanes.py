"""Lanes: the readings of each tag in their order, so that only those that may matter are judged.

Rounds (:mod:`detectors.rounds`) take the k-th reading of every tag together, and there are as many
as a tag has readings. Of a calm tag most readings only confirm what is known; in lanes they are
passed over, up to the next one that does not, and there are as many steps as a tag has readings
that are judged. Nothing is judged here, and nothing is kept from one batch to the next.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from detectors.rounds import sort_positions

_WORTHWHILE: Final = 8
"""So many readings of a tag in a batch make lanes the quicker way."""


@dataclass(slots=True)
class Lanes:
    """Readings of a batch by tag, of a tag in their order.

    ``place``  intp (n,), where they are in the batch; ``tag`` intp (n,), their tags
    ``row``    intp (lanes,), the tag of each lane; ``start`` and ``end`` intp (lanes,), where in
               ``place`` it begins and ends; ``at`` intp (lanes,), the next reading in it
    """

    place: NDArray[np.intp]
    tag: NDArray[np.intp]
    row: NDArray[np.intp]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    at: NDArray[np.intp]

    @classmethod
    def of(cls, row: NDArray[np.integer], begin: int) -> Self:
        """Lanes of the readings from ``begin`` on, whose tags are given."""
        order = sort_positions(row)
        tag = row[order].astype(np.intp)
        start = np.flatnonzero(np.append(True, tag[1:] != tag[:-1]))
        end = np.append(start[1:], len(tag))
        return cls(order + begin, tag, tag[start], start, end, start.copy())

    def choose(self, fit: NDArray[np.bool_]) -> tuple[Self, NDArray[np.intp]]:
        """The lanes that are fit, bool (lanes,), and where the readings of all others are."""
        if fit.all():
            return self, self.place[:0]
        taken = np.repeat(fit, self.end - self.start)
        length = (self.end - self.start)[fit]
        end = np.cumsum(length)
        start = end - length
        own = self.place[taken], self.tag[taken], self.row[fit], start, end, start.copy()
        return type(self)(*own), self.place[~taken]

    def look_ahead(self, quiet: NDArray[np.bool_]) -> NDArray[np.intp]:
        """From each reading on the next one that is not quiet, intp (n,); n where there is none."""
        count = len(quiet)
        ahead = np.where(quiet, count, np.arange(count))
        return np.minimum.accumulate(ahead[::-1])[::-1]

    def list_left(self) -> NDArray[np.intp]:
        """Where the readings are, in no order, that have not been passed."""
        number = np.arange(len(self.place))
        return self.place[number >= np.repeat(self.at, self.end - self.start)]


def are_worthwhile(row: NDArray[np.integer]) -> bool:
    """Whether tags have so many readings each that lanes are the quicker way.

    The first tag stands for all.
    """
    return len(row) > 0 and int(np.count_nonzero(row == row[0])) >= _WORTHWHILE
