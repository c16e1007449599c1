"""From the stamps of readings to the times by which they are judged and grow stale.

Contract section 1, rule 6, for a whole tick's readings at once, and the event clock by which
delays fall due. The estimate of a clock comes from :mod:`ingest.skew`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.skew import TOLERANCE_MS
from plant.link import Links
from plant.reading import LONG_AGO, Instant

GRACE_MS: Final = 1_000
"""How long a delay waits past its due time for readings still under way (rule 6)."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """What is known of when readings were made, all arrays of shape (n,).

    ``source``, ``received``  int64 ms
    ``skew``     int64 ms, the frame's correction
    ``suspect``  bool, the frame's clock is beyond tolerance
    ``age``      int64 ms, age at sending, -1 where the frame does not tell its clock
    """

    source: NDArray[np.int64]
    received: NDArray[np.int64]
    skew: NDArray[np.int64]
    suspect: NDArray[np.bool_]
    age: NDArray[np.int64]

    def take(self, index: NDArray[np.intp]) -> "Stamps":
        """Those at ``index`` (intp, shape (m,)), in that order."""
        return Stamps(
            self.source[index],
            self.received[index],
            self.skew[index],
            self.suspect[index],
            self.age[index],
        )


@dataclass(frozen=True, slots=True)
class Times:
    """The judging time and the instant from which staleness counts, int64 ms; bool suspect."""

    time: NDArray[np.int64]
    fresh: NDArray[np.int64]
    suspect: NDArray[np.bool_]


def set_times(stamps: Stamps) -> Times:
    """Correct what needs correction; what is corrected is not later than its arrival.

    Within tolerance a stamp stands, a little ahead of our clock or not: readings a second apart
    must not fall together on the instant of their arrival. Only freshness ends at the arrival.

    Without the clock at sending a stamp that agrees with ours is left alone whatever the estimate
    says, and so is one that the estimate would take further from its arrival: one wild stamp may
    have spoilt the estimate, and a reading is live when in doubt.
    """
    told = stamps.age >= 0
    age = stamps.received - stamps.source
    doubted = (np.abs(age) > TOLERANCE_MS) & (np.abs(age - stamps.skew) < np.abs(age))
    corrected = stamps.suspect & (told | doubted)
    shifted = stamps.source + np.where(corrected, stamps.skew, 0)
    trusted = np.where(stamps.suspect & ~corrected, 0, stamps.skew)
    estimated = np.minimum(stamps.source + trusted, stamps.received)
    estimated[stamps.source == stamps.received] = stamps.received[stamps.source == stamps.received]
    doubtful = corrected | (stamps.source > stamps.received + TOLERANCE_MS)
    return Times(
        np.where(doubtful, np.minimum(shifted, stamps.received), stamps.source),
        np.where(told, stamps.received - stamps.age, estimated),
        doubtful,
    )


def run_event_clock(links: Links, now: Instant) -> NDArray[np.int64]:
    """The event clock of each tag's gateway, int64 ms, shape (tags,).

    E = max(newest, newest + (now − its arrival) − grace); LONG_AGO where no gateway has been
    heard, so that nothing falls due there.
    """
    waited = np.where(links.arrived > LONG_AGO, now - links.arrived - GRACE_MS, 0)
    event = links.newest + np.maximum(waited, 0)
    of_tags = np.append(event, LONG_AGO)[links.gateway_of]
    return np.asarray(of_tags, dtype=np.int64)
