"""Records of readings as a source to play: recorded files, or any range that comes as batches.

Reading files is :mod:`ingest.data_file`'s business, reading a historian its caller's; here they are
held to a range and cut into what goes into one frame.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.data_file import DataFile, DataFileOptions, read_data_files
from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from simulators.player import EVERYTHING, Span
from simulators.portions import Portion, portion

Batches = Callable[[Span], Iterable[ReadingBatch]]
"""Opens recorded readings: those of a range of source time. Asked again for every pass and jump."""

FRAMES_A_CHUNK = 4096
"""So much is read ahead at most."""


class Cut(NamedTuple):
    """What goes into one frame: a batch and which of its readings."""

    batch: ReadingBatch
    part: Portion


class FrameSource:
    """Batches cut into frames; ``unsent`` counts readings that no gateway could bring.

    :param routes: int64 (tags,), gateway row of every tag, -1: none.
    """

    def __init__(self, batches: Batches, routes: NDArray[np.int64]) -> None:
        self.unsent = 0
        self._batches = batches
        self._routes = routes

    @property
    def latest(self) -> Instant | None:
        """The latest time of any row read so far."""
        return self._batches.latest if isinstance(self._batches, RecordedFiles) else None

    def open(self, span: Span) -> Iterator[Sequence[tuple[Instant, Cut]]]:
        """See :class:`simulators.playback.Source`."""
        for batch in self._batches(span):
            chunk: list[tuple[Instant, Cut]] = []
            for part in portion(batch, self._routes):
                if part.gateway < 0:
                    self.unsent += len(part.positions)
                    continue
                chunk.append((part.ts, Cut(batch, part)))
                if len(chunk) == FRAMES_A_CHUNK:
                    yield chunk
                    chunk = []
            yield chunk


class RecordedFiles:
    """Recorded files, one after the other, that may be opened again and again.

    ``files``: those of the present pass as far as they were opened, for their counts and for the
    columns they skipped.
    """

    def __init__(self, paths: Sequence[Path], options: DataFileOptions, plant: Plant) -> None:
        self.files: list[DataFile] = []
        self._paths = tuple(paths)
        self._options = options
        self._plant = plant
        self._end = EVERYTHING.end

    @property
    def latest(self) -> Instant | None:
        """The latest time of any row read so far, also of rows without a reading."""
        told = (file.latest for file in self.files if file.latest is not None)
        return max((min(latest, self._end) for latest in told), default=None)

    def __call__(self, span: Span = EVERYTHING) -> Iterator[ReadingBatch]:
        """The batches of all files, each in its own order; empty where nothing is in the range.

        Ends with the first batch that lies wholly behind the range: a file is in the order of
        time, but for rows that came late.

        :raises ingest.data_file.DataFileError: a file can't be read.
        """
        self.files.clear()
        self._end = span.end
        for file in read_data_files(self._paths, self._options, self._plant):
            self.files.append(file)
            for batch in file.batches:
                if len(batch) and batch.source.min() >= span.end:
                    return
                yield hold_to(span, batch)


def hold_to(span: Span, batch: ReadingBatch) -> ReadingBatch:
    """The readings of a batch whose source time is in a range."""
    within = (batch.source >= span.start) & (batch.source < span.end)
    return batch if within.all() else batch.take(np.flatnonzero(within))
