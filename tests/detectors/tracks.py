"""Tracks for tests of what takes them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detectors.tracks import Track


def make_track(
    point: ArrayLike, time: ArrayLike, value: ArrayLike, forced: ArrayLike = False
) -> Track:
    """Readings as lists, sorted by point; the clock has passed no more than their own times."""

    def make(column: ArrayLike, kind: Any) -> NDArray[Any]:
        return np.array(np.broadcast_to(np.asarray(column, dtype=kind), np.shape(point)))

    times = make(time, np.int64)
    return Track(make(point, np.intp), times, times, make(value, float), make(forced, bool))
