"""The readings of one instant on their way out of a gateway, before they have any form."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Report:
    """Columns of shape (n,): ``row`` intp of the tag, ``value`` float64 (NaN: none), ``status``
    uint32 OPC UA.

    ``at`` is the true time of sending; ``ts`` (of the readings) and ``sent`` are the gateway's
    own clock, which may be wrong. ``seq`` counts in ``boot``. ``past``: kept while the link was
    away.
    """

    at: Instant
    ts: Instant
    sent: Instant
    seq: int
    boot: str
    row: NDArray[np.intp]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    past: bool = False
