"""The state of the ways by which readings come: which gateways and sources are up.

Ingest keeps it, the detectors judge staleness by it. Plain arrays; no sockets, no clock.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.reading import LONG_AGO, NEVER
from plant.words import Plant, Tag


@dataclass(slots=True)
class Links:
    """Who brings each tag, and since when it is known to be silent.

    ``gateway_of``  int16 (tags,), row of the gateway that brought the tag last; before that the
                    one of its enterprise that likely will, -1 if the enterprise has none
    ``down``        int64 ms (tags,), since when its source or gateway is declared down
                    (``status.sources``, the will), :data:`NEVER` while it is up
    ``heard``       int64 ms (gateways,), our clock at the last frame, LONG_AGO if none yet
    ``newest``      int64 ms (gateways,), newest effective time of a live reading, else LONG_AGO
    ``arrived``     int64 ms (gateways,), our clock when ``newest`` arrived, else LONG_AGO
    ``offline``     int64 ms (gateways,), since when the gateway is declared offline, else NEVER
    ``clock_off``   int64 ms (gateways,), our clock when the gateway's was first known to be beyond
                    tolerance, else NEVER
    ``gap_since``   int64 ms (gateways,), our clock since when frames are missing, else NEVER
    """

    gateway_of: NDArray[np.int16]
    down: NDArray[np.int64]
    heard: NDArray[np.int64]
    newest: NDArray[np.int64]
    arrived: NDArray[np.int64]
    offline: NDArray[np.int64]
    clock_off: NDArray[np.int64]
    gap_since: NDArray[np.int64]

    @classmethod
    def of(cls, plant: Plant) -> "Links":
        """The links of a plant before anything was heard."""
        tags, gateways = len(plant.tags), len(plant.gateways)
        return cls(
            np.array([_guess_gateway(plant, tag) for tag in plant.tags], dtype=np.int16),
            np.full(tags, NEVER),
            np.full(gateways, LONG_AGO),
            np.full(gateways, LONG_AGO),
            np.full(gateways, LONG_AGO),
            np.full(gateways, NEVER),
            np.full(gateways, NEVER),
            np.full(gateways, NEVER),
        )


def _guess_gateway(plant: Plant, tag: Tag) -> int:
    """The gateway that likely brings a tag nobody has brought yet.

    Only so can a gateway that was never heard be one alarm instead of one for each of its tags.
    What has an interval is polled, what has none is reported by exception.
    """
    report = "exception" if tag.interval_s is None else "polled"
    own = [
        (gateway.report != report, row)
        for row, gateway in enumerate(plant.gateways)
        if gateway.enterprise == tag.enterprise
    ]
    return min(own, default=(False, -1))[1]
