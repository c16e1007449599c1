"""Single tags with their readings of a range, from data files or from a platform's historian.

For judging a limit again and for drawing: order between tags is lost. A whole stream in order is
:mod:`ingest.data_file`'s and :mod:`hazardwatch.stored_stream`'s.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from detectors.thinning import Readings
from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import Settings
from hazardwatch.stored_readings import read_series
from historian.port import Series
from historian.series import merge
from ingest.data_file import DataFileOptions, read_data_files
from plant.reading import Instant, ReadingBatch
from plant.words import Plant


class TagSpan(NamedTuple):
    """A tag from ``start`` up to, not including, ``end``."""

    tag: str
    start: Instant
    end: Instant


TagReadings = Iterator[tuple[str, Readings]]
"""The tag and the readings of each of some spans, in their order."""


def read_spans_from_files(
    plant: Plant, files: Sequence[Path], options: DataFileOptions, spans: Sequence[TagSpan]
) -> TagReadings:
    """The readings of each span; the files are walked once, and only what is asked for is kept.

    :raises DataFileError: a file can't be read as it is asked for.
    """
    parts: list[list[Series]] = [[] for _ in spans]
    for file in read_data_files(files, options, plant):
        for batch in file.batches:
            for span, own in zip(spans, parts, strict=True):
                own.append(_pick(batch, plant.row_of[span.tag], span))
    for span, own in zip(spans, parts, strict=True):
        yield span.tag, _make_readings(merge(own))
        own.clear()


def read_spans_from_store(settings: Settings, spans: Sequence[TagSpan]) -> TagReadings:
    """The stored readings of each span.

    :raises HistorianUnavailableError: as :func:`hazardwatch.stored_readings.read_series`.
    :raises HistorianRefusedError: likewise.
    """
    data = DataDirectory(settings.data.dir)
    for span in spans:
        for tag, series in read_series(settings, data, [span.tag], span.start, span.end):
            yield tag, _make_readings(series)


def _pick(batch: ReadingBatch, row: int, span: TagSpan) -> Series:
    mine = (batch.row == row) & (batch.time >= span.start) & (batch.time < span.end)
    place = np.flatnonzero(mine)
    return Series(batch.time[place], batch.value[place], batch.status[place])


def _make_readings(series: Series) -> Readings:
    return Readings(series.time, series.value, series.status)
