"""What is counted about each gateway: the figures that screens, metrics and tests read.

Arrays of shape (gateways,) while counting, one record a gateway when asked.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray

from ingest.frame import Reason
from plant.reading import Instant, Mark

RATE_WINDOW_MS: Final = 5_000
"""Readings per second are those of the last full window."""


class Counts(TypedDict):
    """The part of a gateway's figures that is counted here."""

    frames: int
    readings: int
    duplicates: int
    conflicts: int
    late: int
    suspect: int
    coalesced: int
    converted: int
    refused: dict[Reason, int]
    rate: float


@dataclass(frozen=True, slots=True)
class GatewayCounters:
    """One gateway's figures since the process started.

    ``suspect`` counts readings with a doubtful clock, ``coalesced`` those left out because their
    gateway sent more than it may, ``converted`` those turned into the plant's unit, ``gaps``
    numbers missing now, ``lost`` numbers given up; ``seq`` and ``boot`` are the last frame's;
    ``rate`` is in readings/s.
    Of frames with a number, ``numbered`` came for the first time and ``repeated`` again.
    """

    frames: int
    readings: int
    duplicates: int
    conflicts: int
    late: int
    suspect: int
    coalesced: int
    converted: int
    refused: Mapping[Reason, int]
    seq: int | None
    boot: str | None
    rate: float
    skew_ms: int | None
    gaps: int
    lost: int
    numbered: int
    repeated: int

    @property
    def expected(self) -> int:
        """Numbers that have come or are missing between those that have."""
        return self.numbered + self.gaps


_COUNTS: Final = (
    *("frames", "readings", "duplicates", "conflicts"),
    *("late", "suspect", "coalesced", "converted"),
)


class Tally:
    """Running counts of all gateways, int64, shape (gateways,); one place more for strangers."""

    def __init__(self, gateways: int, start: Instant) -> None:
        self.frames = np.zeros(gateways + 1, dtype=np.int64)
        self.readings = np.zeros_like(self.frames)
        self.duplicates = np.zeros_like(self.frames)
        self.conflicts = np.zeros_like(self.frames)
        self.late = np.zeros_like(self.frames)
        self.suspect = np.zeros_like(self.frames)
        self.coalesced = np.zeros_like(self.frames)
        self.converted = np.zeros_like(self.frames)
        self.rate = np.zeros(gateways + 1)
        self.refused = [Counter[Reason]() for _ in range(gateways + 1)]
        self._window_start = start
        self._window_readings = np.zeros_like(self.frames)

    def count(
        self, gateway: NDArray[np.int16], marks: NDArray[np.uint16], duplicates: NDArray[np.intp]
    ) -> None:
        """Count readings by their gateway and marks; gateway -1 counts as a stranger."""
        self.readings += self._per_gateway(gateway)
        self.duplicates += self._per_gateway(gateway[duplicates])
        self.late += self._per_gateway(gateway[(marks & Mark.LATE) != 0])
        self.conflicts += self._per_gateway(gateway[(marks & Mark.CONFLICT) != 0])
        self.suspect += self._per_gateway(gateway[(marks & Mark.CLOCK_SUSPECT) != 0])

    def count_coalesced(self, gateway: NDArray[np.int16]) -> None:
        """Count readings that others stand for, by their gateway."""
        left_out = self._per_gateway(gateway)
        self.coalesced += left_out
        self.readings += left_out

    def _per_gateway(self, gateway: NDArray[np.int16]) -> NDArray[np.int64]:
        places = len(self.frames)
        return np.bincount(gateway.astype(np.intp) % places, minlength=places)

    def take_over(self, older: "Tally", here: NDArray[np.intp], there: NDArray[np.intp]) -> None:
        """Count on from where an older tally stands.

        :param here: intp (k,), places of gateways (and of strangers), ``there`` those in ``older``.
        """
        for name in (*_COUNTS, "rate", "_window_readings"):
            getattr(self, name)[here] = getattr(older, name)[there]
        for place, old in zip(here.tolist(), there.tolist(), strict=True):
            # The same counter: who complains holds it, too.
            self.refused[place].update(older.refused[old])
        self._window_start = older._window_start  # noqa: SLF001 - another of its own kind

    def turn(self, now: Instant) -> None:
        """Renew the rates when their window is full."""
        elapsed = now - self._window_start
        if elapsed >= RATE_WINDOW_MS:
            self.rate = (self.readings - self._window_readings) * 1000 / elapsed
            self._window_start, self._window_readings = now, self.readings.copy()

    def read(self, row: int) -> Counts:
        """The counts of one gateway."""
        return Counts(
            frames=int(self.frames[row]),
            readings=int(self.readings[row]),
            duplicates=int(self.duplicates[row]),
            conflicts=int(self.conflicts[row]),
            late=int(self.late[row]),
            suspect=int(self.suspect[row]),
            coalesced=int(self.coalesced[row]),
            converted=int(self.converted[row]),
            refused=dict(self.refused[row]),
            rate=float(self.rate[row]),
        )
