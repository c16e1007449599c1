"""A stretch of what a platform's historian keeps, as one stream in the order of time.

What :func:`hazardwatch.backtest.run_backtest` judges as it judges a file; nothing is written to the
store. How it is asked is :mod:`hazardwatch.stored_range`'s business.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import Settings
from hazardwatch.stored_range import StoredRange, choose_reader
from ingest.data_file import BATCH_READINGS, DataFile
from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from simulators.player import Span


def stream_stored(settings: Settings, plant: Plant, start: Instant, end: Instant) -> DataFile:
    """The stored readings with start ≤ time < end of the plant's tags, like a file being read.

    :raises HistorianUnavailableError: from the batches; the store can't be reached.
    :raises HistorianRefusedError: from the batches; it refuses, or a file is damaged.
    """
    read = choose_reader(settings.historian, DataDirectory(settings.data.dir))
    span = Span(start, end)
    stream = DataFile(Path("historian"), 0)
    stream.batches = _walk(stream, StoredRange(read, plant, span)(span))
    return stream


def _walk(stream: DataFile, slices: Iterator[ReadingBatch]) -> Iterator[ReadingBatch]:
    for batch in slices:
        for begin in range(0, len(batch), BATCH_READINGS):
            part = batch.take(np.arange(begin, min(begin + BATCH_READINGS, len(batch))))
            stream.latest = int(part.time[-1])
            stream.readings += len(part)
            yield part
