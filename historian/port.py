"""The port for keeping and reading readings: what every historian adapter can do.

The durable promise is not made here but by :mod:`historian.spool`; an adapter is fed from the
spool and may lag or be away without anyone's alarm being late.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from plant.reading import Instant, ReadingBatch


class SpoolPosition(NamedTuple):
    """A place between two records of the spool; compares in the order of writing."""

    segment: int
    offset: int


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one tag in time order, all arrays of shape (n,).

    ``time`` int64 ms, ``value`` float64 (NaN: no number), ``status`` uint32 OPC UA StatusCode.
    """

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Bins:
    """One tag in equal bins of time, shape (bins,); NaN in a bin without usable readings.

    ``start`` int64 ms; ``low``, ``high``, ``mean`` float64; ``count`` int64 counts the finite
    values of good or uncertain quality that went into the three others.
    """

    width_ms: int
    start: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    mean: NDArray[np.float64]
    count: NDArray[np.int64]


class HistorianUnavailableError(Exception):
    """The store can't be reached or refuses for now: keep the batch and try again.

    ``retry_after_s``: the store asked to be left alone for so long.
    """

    def __init__(self, message: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class HistorianRefusedError(Exception):
    """The store will never take this as it is (rights, bucket, format): alarm, don't retry."""


class Historian(Protocol):
    """What ingest writes to and the dashboard reads from. Half-open ranges, UTC ms.

    Writing is idempotent by (tag, time): the last one written wins.
    """

    async def open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        """Make ready for batches whose rows index ``tags``.

        :returns: how far the spool was taken up durably, None if never.
        """
        ...

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        """Keep a batch durably and remember that the spool is taken up to ``upto``."""
        ...

    async def read(self, tag: str, start: Instant, end: Instant) -> Series:
        """All readings of a tag with start ≤ time < end."""
        ...

    async def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        """Minimum, maximum and mean in ``bins`` equal bins of the range."""
        ...

    async def last(self) -> dict[str, tuple[Instant, float, int]]:
        """Newest (time, value, status) of every tag that has one."""
        ...

    async def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        """All tags' readings in the range."""
        ...

    async def forget(self, before: Instant) -> None:
        """Retention: drop readings older than ``before``, where the store does not by itself."""
        ...

    async def close(self) -> None:
        """Finish what is in hand and let go of files and connections."""
        ...


@runtime_checkable
class Selective(Protocol):
    """A historian whose store may refuse single readings for good, and goes on with the others."""

    @property
    def given_up(self) -> int:
        """Readings refused since the start."""
        ...
