"""A stretch of what a platform's historian keeps, as one stream in the order of time.

What :func:`hazardwatch.backtest.run_backtest` judges as it judges a file. The store is asked for a
window at a time, so that a month of a large park fits into memory; nothing is written to it.
"""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import Settings
from historian.embedded_reader import EmbeddedReader
from historian.port import Series
from ingest.data_file import BATCH_READINGS, DataFile
from plant.reading import Instant, ReadingBatch
from plant.words import Plant

_WINDOW_READINGS: Final = 2_000_000
"""About as many readings are asked for at once, as far as the tags' intervals tell."""
_SHORTEST_MS: Final = 60_000
_LONGEST_MS: Final = 86_400_000


def stream_stored(settings: Settings, plant: Plant, start: Instant, end: Instant) -> DataFile:
    """The stored readings with start ≤ time < end of the plant's tags, like a file being read.

    :raises HistorianUnavailableError: from the batches; the store can't be reached.
    :raises HistorianRefusedError: from the batches; it refuses, or a file is damaged.
    """
    stream = DataFile(Path("historian"), 0)
    stream.batches = _walk(stream, settings, plant, start, end)
    return stream


def _walk(
    stream: DataFile, settings: Settings, plant: Plant, start: Instant, end: Instant
) -> Iterator[ReadingBatch]:
    width = choose_window(plant)
    for first in range(start, end, width):
        batch = weave_series(_ask(settings, plant, first, min(first + width, end)), plant)
        for begin in range(0, len(batch), BATCH_READINGS):
            part = batch.take(np.arange(begin, min(begin + BATCH_READINGS, len(batch))))
            stream.latest = int(part.time[-1])
            stream.readings += len(part)
            yield part


def choose_window(plant: Plant) -> int:
    """How much time to ask for at once, ms; a tag that says no interval is taken for 1 Hz."""
    rate = sum(1 / (tag.interval_s or 1.0) for tag in plant.tags)
    return min(_LONGEST_MS, max(_SHORTEST_MS, round(1000 * _WINDOW_READINGS / max(rate, 1e-9))))


def weave_series(series: Mapping[str, Series], plant: Plant) -> ReadingBatch:
    """The readings of several tags by time, of one instant in the order of the plant's rows."""
    rows = sorted((plant.row_of[tag], one) for tag, one in series.items() if tag in plant.row_of)
    if not rows:
        return ReadingBatch.empty()
    time = np.concatenate([one.time for _, one in rows])
    batch = ReadingBatch.of(
        np.repeat(np.array([row for row, _ in rows]), [len(one.time) for _, one in rows]),
        time,
        np.concatenate([one.value for _, one in rows]),
        np.concatenate([one.status for _, one in rows]),
    )
    return batch.take(np.argsort(time, kind="stable"))


def _ask(settings: Settings, plant: Plant, start: Instant, end: Instant) -> Mapping[str, Series]:
    data = DataDirectory(settings.data.dir)
    if settings.historian.kind == "embedded":
        return EmbeddedReader(data.historian).window(start, end)
    return asyncio.run(_ask_adapter(settings, data, plant, start, end))


async def _ask_adapter(
    settings: Settings, data: DataDirectory, plant: Plant, start: Instant, end: Instant
) -> Mapping[str, Series]:
    from hazardwatch.assemble import build_historian

    historian = build_historian(settings.historian, data)
    try:
        await historian.open(tuple(tag.id for tag in plant.tags))
        return await historian.window(start, end)
    finally:
        await historian.close()
