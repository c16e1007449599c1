"""Singles: points that are each made of the readings of one tag, in the order of their arrival.

What a single reading adds to what is known of its tag is each kind's own; here readings are found,
cut into rounds in which each tag occurs once, and turned into samples.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals
from detectors.points import NO_SAMPLES, Point, Samples
from detectors.rounds import sort_positions
from detectors.tracks import Track
from plant.condition import Condition
from plant.quality import QualityClass
from plant.tag_kind import STATE_KINDS, TagKind
from plant.words import Plant, Tag

Step = Callable[[Arrivals, NDArray[np.intp], NDArray[np.intp]], NDArray[np.float64]]
"""Takes the readings at ``place`` (intp (m,)) of ``point`` (int32 (m,)), each point once, and gives
the value of each point after its reading, float64 (m,), NaN where it can't be told."""

Follow = Callable[[Track], NDArray[np.float64]]
"""Gives the values after all readings of a track, float64 (n,), NaN where they can't be told."""

CONTACTS: Final = STATE_KINDS | {TagKind.FLAME, TagKind.SMOKE}
"""What tells a state: it rests for months, and no scatter or movement is usual of it."""

MEASURED: Final = QualityClass.UNCERTAIN
"""The worst that shows what an instrument measures, not what somebody put there."""


class Singles:
    """Which point, if any, the readings of a tag make."""

    def __init__(self, points: Sequence[Point], plant: Plant) -> None:
        self._point = np.full(len(plant.tags), -1, dtype=np.intp)
        self._point[[point.inputs[0] for point in points]] = np.arange(len(points))
        self._asked = self._point >= 0

    def find(self, tags: NDArray[np.intp]) -> NDArray[np.intp]:
        """The points, int32 (k,), that some tags make."""
        point = self._point[tags]
        return point[point >= 0]

    def collect(self, arrivals: Arrivals, step: Step, worst: int = QualityClass.BAD) -> Samples:
        """One sample a reading, worth as much as it, with the values that ``step`` gives.

        :param worst: of what is worse than this nothing is told, and ``step`` never hears of it.
        """
        turns = arrivals.turns
        asked = self._asked[turns.row].nonzero()[0]
        if len(asked) == 0:
            return NO_SAMPLES
        place, point = turns.place[asked], self._point[turns.row[asked]]
        value = np.full(len(place), np.nan)
        for turn in cut_usable(arrivals.classes[place] <= worst, asked.searchsorted(turns.bounds)):
            value[turn] = step(arrivals, place[turn], point[turn])
        return Samples.of(arrivals, place, point, value)

    def collect_tracks(
        self, arrivals: Arrivals, follow: Follow, worst: int = QualityClass.BAD
    ) -> Samples:
        """As :meth:`collect`, of kinds that take all readings of a tick at once."""
        turns = arrivals.turns
        asked = self._asked[turns.row].nonzero()[0]
        place, point = turns.place[asked], self._point[turns.row[asked]]
        value = np.full(len(place), np.nan)
        usable = (arrivals.classes[place] <= worst).nonzero()[0]
        if len(usable):
            # Turns follow one another in order of arrival, so those of a point do as well.
            usable = usable[sort_positions(point[usable])]
            value[usable] = follow(Track.of(arrivals, place[usable], point[usable]))
        return Samples.of(arrivals, place, point, value)


def cut_usable(
    usable: NDArray[np.bool_], bounds: NDArray[np.intp]
) -> Iterator[slice | NDArray[np.intp]]:
    """What is usable of each of the ranges between bounds, of which none is empty then."""
    every = np.count_nonzero(usable) == len(usable)
    for begin, end in pairwise(bounds.tolist()):
        if every and end > begin:
            yield slice(begin, end)
        elif not every:
            which = begin + usable[begin:end].nonzero()[0]
            if len(which):
                yield which


def is_contact(tag: Tag) -> bool:
    """A tag that tells a state instead of measuring."""
    return tag.kind in CONTACTS or Condition.DIGITAL in tag.alarms
