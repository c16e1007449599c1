"""Training: what a model has learnt of normal operation, and from what.

Numbers alone. Learning them is :mod:`detectors.multivariate_fit`'s business, judging by them
:mod:`detectors.multivariate_statistic`'s, their file :mod:`plant.training_file`'s.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant

WINDOW: Final = 2
"""Rows in a window: values and their last moves."""


@dataclass(frozen=True, slots=True, eq=False)
class NormalOperation:
    """The normal operation of some tags as a model knows it, in windows of :data:`WINDOW` rows.

    ``center``      float64 (tags,), the mean of each, in its unit
    ``spread``      float64 (tags,), the standard deviation; 0 where a tag hardly ever moved or was
        hardly ever known, which leaves it out of the model
    ``covariance``  float64 (window · learnt, window · learnt), of the learnt tags over their
        spreads, the newest row first; it holds the allowances for instruments and wandering, too
    ``usual``       the usual statistic before smoothing; ``floor`` and ``ceiling``: what a single
        row counts at least and at most; ``limit``: above it a row is over. All four are natural
        logarithms.
    ``rate``        the share of rows of normal operation that may be over the limit
    """

    center: NDArray[np.float64]
    spread: NDArray[np.float64]
    covariance: NDArray[np.float64]
    usual: float
    floor: float
    ceiling: float
    limit: float
    rate: float

    @property
    def learnt(self) -> NDArray[np.intp]:
        """The tags that the model knows, intp (learnt,)."""
        return np.flatnonzero(self.spread > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """A trained model, with what an engineer wants to know of its training.

    ``normal``  what it has learnt of ``tags``, in this order
    ``gap_ms``  rows further apart than this are not successive
    ``least``, ``greatest``  float64 (tags,), the range of training; NaN for a tag never known
    ``runs``, ``rows``, ``first``, ``last``  how much of it, and of which time
    ``data``    SHA-256 in hex of the rows of training, their times left out
    """

    model: str
    tags: tuple[str, ...]
    normal: NormalOperation
    gap_ms: int
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]
    runs: int
    rows: int
    first: Instant
    last: Instant
    data: str
    digest: str = field(default="")
    """SHA-256 in hex of all that is judged by, so that another training is another plant."""

    @property
    def unlearnt(self) -> list[str]:
        """Tags that hardly moved, or were hardly known, in training: nothing is judged of them."""
        pairs = zip(self.tags, self.normal.spread.tolist(), strict=True)
        return [tag for tag, spread in pairs if spread == 0]
