"""A batch of readings as columns: the one form in which sensor values travel through the house.

Ingest makes batches, detectors judge them, the historian keeps them. Nothing here decodes,
judges or stores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Instant = int
"""Milliseconds since 1970-01-01T00:00:00Z. Every time in the house is one."""

NEVER: Final = np.int64(2**62)
"""An instant that does not come: "no due time", "not seen"; NEVER plus any delay still fits."""

LONG_AGO: Final = np.int64(-(2**62))
"""An instant before all others."""


class Mark(IntFlag):
    """What is noted about a reading or a verdict. A mark never changes existence.

    Admission sets the first group and the last one on readings, a verdict inherits them from the
    reading that caused it; the detectors set the second group. On the wire a mark is its name in
    lower case.
    """

    NONE = 0
    LATE = 1
    """Older than the last judged reading of its tag: stored, changes no live state."""
    CLOCK_SUSPECT = 2
    """Its source time was beyond tolerance; judged at its corrected time."""
    BACKFILL = 4
    """Came on the backfill topic or was marked historical."""
    SIMULATED = 8
    """From a gateway declared ``simulation = true``."""
    CONFLICT = 16
    """Same tag and time as one judged before, other value."""

    UNCERTAIN = 32
    """The evidence was uncertain (saturated, not accurate)."""
    FORCED = 64
    """The evidence was a substitute, initial, simulated or overridden value."""
    LAST_KNOWN = 128
    """Raised on the last known value: nothing usable arrived since."""
    POSSIBLY_BEYOND = 256
    """可能真实超限: a bad value that nevertheless lies beyond a limit."""

    SOURCE_DOWN = 512
    """Its source or gateway was declared down when it came: it may raise, never return."""
    STORED_ONLY = 1024
    """Not to be judged: retained by the broker, or judged before and lost from the spool."""
    COALESCED = 2048
    """Stands for more readings of its tag: its gateway sent more than it may."""
    OUT_OF_RANGE = 4096
    """Beyond what its instrument can measure (NAMUR NE 43): set by the detectors."""
    FIRST_OUT = 8192
    """首出: the earliest of its group by source time, as far as was known when it was raised."""
    UNDECIDED = 16384
    """无法区分: within the clocks' uncertainty of others of its group."""


def name_marks(marks: int) -> list[str]:
    """The wire names of the set bits, in the order of the bits."""
    return [mark.name.lower() for mark in Mark if mark.name and mark & marks]


@dataclass(frozen=True, slots=True)
class ReadingBatch:
    """Readings in arrival order, one array a column, all of shape (n,).

    ``row``       int32, index of the tag in :attr:`plant.words.Plant.tags`
    ``source``    int64 ms, the gateway's own time of the value
    ``received``  int64 ms, our clock at arrival
    ``time``      int64 ms, the time at which the reading is judged (``source``, or corrected)
    ``fresh``     int64 ms, our clock less the reading's age: staleness counts from here
    ``value``     float64 in the tag's unit; NaN where the source sent no number
    ``status``    uint32, OPC UA StatusCode
    ``marks``     uint16, :class:`Mark` bits
    ``gateway``   int16, index in :attr:`plant.words.Plant.gateways`, -1 where there is none
    ``words``     position → the source's own word for a value that was no number
    """

    row: NDArray[np.int32]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    time: NDArray[np.int64]
    fresh: NDArray[np.int64]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    marks: NDArray[np.uint16]
    gateway: NDArray[np.int16]
    words: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def empty(cls) -> Self:
        """A batch of no readings: what a tick judges when nothing arrived."""
        return cls.of([], [], [])

    @classmethod
    def of(
        cls,
        row: Sequence[int] | NDArray[np.int32],
        time: Sequence[int] | NDArray[np.int64],
        value: Sequence[float] | NDArray[np.float64],
        status: Sequence[int] | NDArray[np.uint32] | int = 0,
        words: Mapping[int, str] | None = None,
    ) -> Self:
        """A batch whose four times are one: files, backtests and tests have no other clock."""
        times = np.asarray(time, dtype=np.int64)
        return cls(
            row=np.asarray(row, dtype=np.int32),
            source=times,
            received=times,
            time=times,
            fresh=times,
            value=np.asarray(value, dtype=np.float64),
            status=np.broadcast_to(np.asarray(status, dtype=np.uint32), times.shape).copy(),
            marks=np.zeros(times.shape, dtype=np.uint16),
            gateway=np.full(times.shape, -1, dtype=np.int16),
            words=dict(words or {}),
        )

    def take(self, index: NDArray[np.intp]) -> Self:
        """The readings at ``index`` (intp, shape (m,)), in that order."""
        words = {}
        if self.words:
            spoken = np.flatnonzero(np.isin(index, list(self.words)))
            words = {int(place): self.words[int(index[place])] for place in spoken}
        return type(self)(
            self.row[index],
            self.source[index],
            self.received[index],
            self.time[index],
            self.fresh[index],
            self.value[index],
            self.status[index],
            self.marks[index],
            self.gateway[index],
            words,
        )

    def part(self, start: int, stop: int) -> Self:
        """The readings from ``start`` up to ``stop``, in arrays that are not copied."""
        own = slice(start, stop)
        words = {at - start: word for at, word in self.words.items() if start <= at < stop}
        return type(self)(
            self.row[own],
            self.source[own],
            self.received[own],
            self.time[own],
            self.fresh[own],
            self.value[own],
            self.status[own],
            self.marks[own],
            self.gateway[own],
            words,
        )


def join(batches: Sequence[ReadingBatch]) -> ReadingBatch:
    """One batch of all the readings of several, in order."""
    if len(batches) == 1:
        return batches[0]
    if not batches:
        return ReadingBatch.empty()
    words: dict[int, str] = {}
    offset = 0
    for batch in batches:
        words.update({offset + place: word for place, word in batch.words.items()})
        offset += len(batch)
    return ReadingBatch(
        np.concatenate([batch.row for batch in batches]),
        np.concatenate([batch.source for batch in batches]),
        np.concatenate([batch.received for batch in batches]),
        np.concatenate([batch.time for batch in batches]),
        np.concatenate([batch.fresh for batch in batches]),
        np.concatenate([batch.value for batch in batches]),
        np.concatenate([batch.status for batch in batches]),
        np.concatenate([batch.marks for batch in batches]),
        np.concatenate([batch.gateway for batch in batches]),
        words,
    )
