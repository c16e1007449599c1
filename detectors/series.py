"""Series: points that are each made from the readings of one tag, in their order.

Which readings of a tick are usable is the same for a rate, an implausible move and a forecast; what
value a reading makes of what its window keeps is a :class:`Follower`'s business.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from detectors.grounds import Grounds
from detectors.kind import Arrivals
from detectors.points import Deriver, Point, Raised, Samples
from detectors.singles import Singles
from detectors.sparse_table import SparseTable
from detectors.tracks import Track
from detectors.windows import Windows
from plant.quality import QualityClass
from plant.words import Plant


class Follower(Protocol):
    """What one kind makes of each tag's readings; ``points`` fixes their order in every array.

    ``windows`` are its state beside its grounds; ``bases`` name what values in them depend on.
    """

    points: tuple[Point, ...]
    windows: Windows
    grounds: Grounds
    bases: Sequence[str]

    def follow(self, track: Track) -> NDArray[np.float64]:
        """The values that readings make, float64 (n,), NaN while unknown."""

    def recall(self) -> NDArray[np.float64] | None:
        """As of :class:`Deriver`."""

    def explain(self, raised: Raised) -> str:
        """Why an alarm of a point was raised, in Chinese and English, naming its inputs."""


class Series(Deriver):
    """The deriver of a kind whose points are each made from one tag, a point a tag at most."""

    def __init__(self, follower: Follower, plant: Plant) -> None:
        self.points = follower.points
        self._follower = follower
        self._singles = Singles(self.points, plant)

    def derive(self, arrivals: Arrivals) -> Samples:
        """One sample for each reading; bad and held ones make an unknown sample and no more."""
        grounds = self._follower.grounds
        grounds.begin()
        samples = self._singles.collect_tracks(arrivals, self._follower.follow, QualityClass.FORCED)
        grounds.release(arrivals, samples)
        return samples

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The follower's windows."""
        return self._follower.windows.arrays()

    def tables(self) -> Mapping[str, SparseTable]:
        """Its grounds."""
        return {"grounds": self._follower.grounds.table}

    def recall(self) -> NDArray[np.float64] | None:
        """What the follower makes of its windows as they stand."""
        return self._follower.recall()

    def list_bases(self) -> Sequence[str]:
        """The follower's bases."""
        return self._follower.bases

    def renew(self, other: NDArray[np.bool_]) -> None:
        """Metres are no litres: windows of another basis begin anew."""
        self._follower.windows.forget(other)

    def explain(self, raised: Raised) -> str:
        """The follower's explanation."""
        return self._follower.explain(raised)
