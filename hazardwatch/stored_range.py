"""A range of stored readings as batches in the order of time, whatever keeps them.

For replaying. A historian keeps the time at which a reading was judged, its value and status; the
source's own word for a value that was no number is not kept, and neither are duplicates.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import numpy as np

from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import HistorianSettings
from historian.embedded_reader import EmbeddedReader
from historian.port import Series
from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from simulators.player import Span

SHORTEST_MS: Final = 60_000
LONGEST_MS: Final = 86_400_000
FULL: Final = 200_000
"""Readings of a slice beyond which the next one is half as long; below a quarter, twice as long."""

ReadWindow = Callable[[Instant, Instant], Mapping[str, Series]]
"""All tags' readings with start ≤ time < end."""


class StoredRange:
    """Stored readings, opened again for every pass and jump; see ``readings_record.Batches``.

    ``skipped``: names met in the store that are no tags of the plant.

    :param span: what is there to be read at all; both its ends are instants.
    """

    def __init__(self, read: ReadWindow, plant: Plant, span: Span) -> None:
        self.skipped: set[str] = set()
        self._read = read
        self._plant = plant
        self._span = span

    def __call__(self, span: Span) -> Iterator[ReadingBatch]:
        """The readings of a range, a batch a slice; an empty one where there are none.

        :raises HistorianUnavailableError: the store can't be reached.
        :raises HistorianRefusedError: it refuses, or a file is damaged.
        """
        start, end = max(span.start, self._span.start), min(span.end, self._span.end)
        length = SHORTEST_MS
        while start < end:
            batch = self._join(self._read(start, min(start + length, end)))
            start += length
            yield batch
            if len(batch) > FULL:
                length = max(length // 2, SHORTEST_MS)
            elif len(batch) < FULL // 4:
                length = min(length * 2, LONGEST_MS)

    def _join(self, window: Mapping[str, Series]) -> ReadingBatch:
        """Tag after tag into one batch: by time, and at one instant by the plant's order."""
        known = [name for name in window if name in self._plant.row_of]
        self.skipped.update(window.keys() - set(known))
        if not known:
            return ReadingBatch.empty()
        known.sort(key=self._plant.row_of.__getitem__)
        rows = [np.full(len(window[name].time), self._plant.row_of[name]) for name in known]
        time = np.concatenate([window[name].time for name in known])
        order = np.argsort(time, kind="stable")
        return ReadingBatch.of(
            np.concatenate(rows)[order].astype(np.int32),
            time[order],
            np.concatenate([window[name].value for name in known])[order],
            np.concatenate([window[name].status for name in known])[order],
        )


def choose_reader(settings: HistorianSettings, data: DataDirectory) -> ReadWindow:
    """How the store of a platform is asked, which may run meanwhile."""
    if settings.kind == "embedded":
        return EmbeddedReader(data.historian).window
    return lambda start, end: asyncio.run(_ask(settings, data, start, end))


async def _ask(
    settings: HistorianSettings, data: DataDirectory, start: Instant, end: Instant
) -> Mapping[str, Series]:
    from hazardwatch.assemble import build_historian

    historian = build_historian(settings, data)
    try:
        await historian.open(())
        return await historian.window(start, end)
    finally:
        await historian.close()
