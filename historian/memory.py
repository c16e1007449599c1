"""A historian in memory: for tests, backtests and a first look. Bounded by nothing but memory."""

import numpy as np

from historian import bins as binning
from historian.port import Bins, Series, SpoolPosition
from historian.series import cut
from plant.reading import Instant, ReadingBatch

_Readings = dict[Instant, tuple[float, int]]


class MemoryHistorian:
    """:class:`historian.port.Historian` that forgets everything with the process.

    Its position outlives ``close`` for as long as the object itself.
    """

    def __init__(self) -> None:
        self._tags: tuple[str, ...] = ()
        self._readings: dict[str, _Readings] = {}
        self._position: SpoolPosition | None = None

    async def open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        self._tags = tags
        return self._position

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        columns = (batch.row, batch.time, batch.value, batch.status)
        for row, time, value, status in zip(*(c.tolist() for c in columns), strict=True):
            self._readings.setdefault(self._tags[row], {})[time] = (value, status)
        self._position = upto

    async def read(self, tag: str, start: Instant, end: Instant) -> Series:
        return cut(_series(self._readings.get(tag, {})), start, end)

    async def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        return binning.summarise(await self.read(tag, start, end), start, end, bins)

    async def last(self) -> dict[str, tuple[Instant, float, int]]:
        return {
            tag: (time, *readings[time])
            for tag, readings in self._readings.items()
            for time in (max(readings),)
        }

    async def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        found = {tag: await self.read(tag, start, end) for tag in self._readings}
        return {tag: series for tag, series in found.items() if len(series.time)}

    async def forget(self, before: Instant) -> None:
        kept = {
            tag: {time: reading for time, reading in readings.items() if time >= before}
            for tag, readings in self._readings.items()
        }
        self._readings = {tag: readings for tag, readings in kept.items() if readings}

    async def close(self) -> None:
        """Nothing to let go of."""


def _series(readings: _Readings) -> Series:
    times = sorted(readings)
    return Series(
        np.array(times, dtype=np.int64),
        np.array([readings[time][0] for time in times], dtype=np.float64),
        np.array([readings[time][1] for time in times], dtype=np.uint32),
    )
