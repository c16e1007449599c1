"""Recorded files as batches of readings: CSV (.gz) or Parquet, wide or long.

Contract section 2, "Data files". Finds out which column is what and walks the file block by
block. Opening is :mod:`ingest.table_file`'s, values :mod:`ingest.cells`', times
:mod:`ingest.file_time`'s business; order and duplicates are admission's, as with live frames.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ingest.cells import (
    pick,
    quote,
    read_cells,
    read_names,
    read_quality,
    read_rows,
    state_quality,
    weave,
)
from ingest.file_order import cut_at_instants, is_grouped
from ingest.file_time import UNREADABLE, TimeReader, count_time
from ingest.table_file import COMPLAINTS, TableFile, TableFileError, open_table
from ingest.time_sort import sort_by_time
from plant.reading import Instant, ReadingBatch
from plant.words import Plant

BATCH_READINGS: Final = 65_536
"""Readings of one batch, but always all that stand together and are of one time. Much larger ones
are judged slower: they leave the processor's cache."""

BLOCK_CELLS: Final = 1 << 20
"""Cells that are read at once, at most, but always one whole row: a column costs a call each."""

_TIME_NAMES: Final = frozenset({"", "ts", "time", "timestamp", "datetime", "date_time", "时间"})
"""A first column of such a name is the time, if no column is called ``ts``."""

_QUALITY_NAMES: Final = ("quality", "q", "质量")
"""The quality column of a long file: the first of these that it has."""

_UNFIT: Final = (OSError, EOFError, zlib.error, pa.ArrowException, TableFileError)
"""What a file does that is not the table it is taken for."""


class DataFileError(Exception):
    """The file can't be read as it is asked for; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class DataFileOptions:
    """The data-file flags of the command line.

    ``time_column`` may join columns with ``+`` (``Date+Time``). ``start`` and ``step_s`` number
    the rows of a file without times. ``missing``: codes that stand for no value. ``timezone`` is
    that of naive times, the park's if None. ``strict``: nothing may be skipped.
    """

    time_column: str | None = None
    time_format: str | None = None
    separator: str | None = None
    timezone: str | None = None
    missing: tuple[float, ...] = ()
    start: Instant | None = None
    step_s: float | None = None
    strict: bool = False


class RowComplaint(NamedTuple):
    """A row that could not be read; ``row`` counts from 1 after the header, 0 if not known."""

    row: int
    what: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.what}" if self.row else f"a row: {self.what}"


@dataclass(slots=True)
class DataFile:
    """A recorded file being read. ``batches`` may be walked once; what follows grows with it.

    ``taken``: columns (in a long file: names met) that are tags of the plant; ``skipped``: those
    that are not, and columns that mean nothing in a long file. ``bad_rows``: rows left out because
    their time or their cells can't be read, ``complaints`` the first few of them. ``latest``: the
    latest time of any row, also of rows without a reading; None before there is one. ``before``:
    rows of its stream in earlier files; where rows are counted, this file goes on from there.
    ``total``: how many rows there are, None where only reading them tells.
    """

    path: Path
    before: int = 0
    taken: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    batches: Iterator[ReadingBatch] = field(default_factory=lambda: iter(()))
    rows: int = 0
    readings: int = 0
    bad_rows: int = 0
    complaints: list[RowComplaint] = field(default_factory=list)
    latest: Instant | None = None
    total: int | None = None


def read_data_files(
    paths: Iterable[Path], options: DataFileOptions, plant: Plant
) -> Iterator[DataFile]:
    """Open the files of one stream in their order, each once the one before it was walked.

    :raises DataFileError: as :func:`read_data_file`.
    """
    rows = 0
    for path in paths:
        file = read_data_file(path, options, plant, rows)
        yield file
        rows += file.rows


def read_data_file(path: Path, options: DataFileOptions, plant: Plant, before: int = 0) -> DataFile:
    """Open a recorded file.

    :param before: rows of the same stream that came before it.
    :returns: the file; its batches hold the readings in the order of rows and, in a row, of
        columns; of a long file grouped by tag in the order of time. A cell that is no number is a
        reading of bad quality, an empty one none unless a quality that is not good stands by it.
    :raises DataFileError: it can't be read so; from the batches too, where only a row shows it.
    """
    try:
        table = open_table(path, options.separator)
        times = TimeReader(options.timezone or plant.park.timezone, options.time_format)
        file = DataFile(path, before, total=table.rows)
        reader = _Reader(file, table, times, options, plant)
    except ZoneInfoNotFoundError as error:
        raise DataFileError(f"{options.timezone} is no time zone") from error
    except _UNFIT as error:
        raise DataFileError(f"{path}: {error}") from error
    return reader.open()


class _Reader:
    """One walk through one file."""

    def __init__(
        self,
        file: DataFile,
        table: TableFile,
        times: TimeReader,
        options: DataFileOptions,
        plant: Plant,
    ) -> None:
        self._file, self._table, self._times = file, table, times
        self._options, self._plant = options, plant

    def open(self) -> DataFile:
        time = self._find_time()
        names = self._table.names
        long = "tag" in names and "value" in names and "tag" not in self._plant.row_of
        batches = self._open_long(time) if long else self._open_wide(time)
        self._file.batches = self._guard(batches)
        return self._file

    def _open_long(self, time: list[int]) -> Iterator[ReadingBatch]:
        names = list(self._table.names)
        quality = [name for name in _QUALITY_NAMES if name in names]
        columns = [names.index(name) for name in ("tag", "value", *quality[:1])]
        self._use([*time, *columns])
        return self._walk_in_order(time, columns)

    def _open_wide(self, time: list[int]) -> Iterator[ReadingBatch]:
        names = self._table.names
        tags = [place for place, name in enumerate(names) if name in self._plant.row_of]
        taken = [place for place in tags if place not in time]
        self._file.taken = [names[place] for place in taken]
        self._use([*time, *taken])
        if not taken:
            raise DataFileError(f"{self._file.path}: no column is a tag of the plant")
        return self._walk_wide(time, taken)

    def _use(self, columns: Sequence[int]) -> None:
        """Only these columns mean something: they must be told apart, the others are skipped."""
        names = list(self._table.names)
        used = [names[place] for place in columns if names[place]]
        twins = [name for name in used if names.count(name) > 1]
        if twins:
            raise DataFileError(f"{self._file.path}: two columns are called {twins[0]!r}")
        named = len(names) - (names[-1:] == [""])  # rows may end in a separator
        self._skip([names[place] for place in range(named) if place not in columns])

    def _find_time(self) -> list[int]:
        """Positions of the columns that make up the time, none where rows are counted."""
        names, options = list(self._table.names), self._options
        if options.time_column is not None:
            whole = options.time_column in names
            wanted = [options.time_column] if whole else options.time_column.split("+")
            unknown = [name for name in wanted if name not in names]
            if unknown:
                raise DataFileError(f"{self._file.path}: no column {unknown[0]!r}")
            return [names.index(name) for name in wanted]
        if options.start is not None and options.step_s is not None:
            return []
        if "ts" in names:
            return [names.index("ts")]
        if names and names[0].lower() in _TIME_NAMES:
            return [0]
        raise DataFileError(
            f"{self._file.path}: no time column; name it with --time-column,"
            " or number the rows with --start and --step"
        )

    def _skip(self, names: Sequence[str]) -> None:
        """Note names that are not in the plant."""
        fresh = [name for name in dict.fromkeys(names) if name not in self._file.skipped]
        self._file.skipped += fresh
        if fresh and self._options.strict:
            raise DataFileError(f"{self._file.path}: not in the plant: {', '.join(fresh)}")

    def _guard(self, batches: Iterator[ReadingBatch]) -> Iterator[ReadingBatch]:
        """Blocks as batches, counted; errors of the file in our own words."""
        most = max(BATCH_READINGS, len(self._plant.tags))
        try:
            for batch in cut_at_instants(batches, most):
                self._file.readings += len(batch)
                yield batch
            self._note_torn()
        except _UNFIT as error:
            raise DataFileError(f"{self._file.path}: {error}") from error

    def _walk_wide(self, time: list[int], taken: list[int]) -> Iterator[ReadingBatch]:
        rows = np.array(
            [self._plant.row_of[self._table.names[place]] for place in taken], dtype=np.int32
        )
        for block in self._table.walk([*time, *taken], max(1, BLOCK_CELLS // len(taken))):
            ts = self._read_time(block[: len(time)], len(block[0]))
            cells = read_rows(block[len(time) :], self._options.missing)
            yield weave(rows, ts, cells, ts != UNREADABLE)

    def _walk_in_order(self, time: list[int], columns: list[int]) -> Iterator[ReadingBatch]:
        """A long file in its order; one that is grouped by tag in the order of time."""
        batches = self._walk_long(time, columns)
        goes_back = self._goes_back(time)
        grouped = goes_back and is_grouped(self._walk_keys(time), len(self._plant.tags))
        self._table.torn.clear()
        return sort_by_time(batches, BLOCK_CELLS) if grouped else batches

    def _goes_back(self, time: list[int]) -> bool:
        """Whether any row's time is before that of a row above it: cheap to see, and rare."""
        highest = 0
        for block in self._table.walk(time, BLOCK_CELLS) if time else ():
            ts = self._times.read(block)
            ts = ts[ts != UNREADABLE]
            if len(ts) and (int(ts[0]) < highest or (ts[1:] < ts[:-1]).any()):
                return True
            highest = max(highest, int(ts[-1]) if len(ts) else 0)
        return False

    def _walk_keys(self, time: list[int]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64]]]:
        """Tag rows and times alone, of the rows where both can be read."""
        tag = self._table.names.index("tag")
        for block in self._table.walk([*time, tag], BLOCK_CELLS):
            ts, rows = self._times.read(block[: len(time)]), self._find_rows(block[-1])
            known = (ts != UNREADABLE) & (rows >= 0)
            yield rows[known], ts[known]

    def _walk_long(self, time: list[int], columns: list[int]) -> Iterator[ReadingBatch]:
        for block in self._table.walk([*time, *columns], BLOCK_CELLS):
            ts = self._read_time(block[: len(time)], len(block[0]))
            tag, value, *quality = block[len(time) :]
            cells = read_cells(value, self._options.missing)
            if quality:
                state_quality(cells, read_quality(quality[0]))
            self._note_nameless(tag, ts)
            rows = self._find_rows(tag)
            yield pick(rows, ts, cells, cells.present & (rows >= 0) & (ts != UNREADABLE))

    def _find_rows(self, column: pa.Array) -> NDArray[np.int32]:
        """Rows of a column of names, -1 where the plant has no such tag."""
        names, places = read_names(column)
        rows = [self._plant.row_of.get(name, -1) for name in names]
        known = [name for name, row in zip(names, rows, strict=True) if row >= 0]
        self._file.taken[:] = dict.fromkeys([*self._file.taken, *known])
        self._skip([name for name, row in zip(names, rows, strict=True) if row < 0])
        return np.array([*rows, -1], dtype=np.int32)[places]

    def _read_time(self, columns: Sequence[pa.Array], rows: int) -> NDArray[np.int64]:
        """Times of a block, with the rows that have none counted."""
        file, options = self._file, self._options
        if columns:
            ts = self._times.read(columns)
        else:
            counted = file.before + file.rows
            ts = count_time(options.start or 0, options.step_s or 0.0, counted, rows)
        unreadable = np.flatnonzero(ts == UNREADABLE)
        if len(unreadable) and options.strict:
            row = file.rows + int(unreadable[0]) + 1
            raise DataFileError(f"{file.path}: the time of row {row} can't be read")
        for place in unreadable[:COMPLAINTS].tolist():
            said = " ".join(quote(column[place]) for column in columns)
            self._complain(file.rows + place + 1, f"the time {said!r} can't be read")
        file.rows += rows
        file.bad_rows += len(unreadable)
        if rows > len(unreadable):
            file.latest = max(int(ts.max()), file.latest or 0)
        self._note_torn()
        return ts

    def _complain(self, row: int, what: str) -> None:
        if len(self._file.complaints) < COMPLAINTS:
            self._file.complaints.append(RowComplaint(row, what))

    def _note_nameless(self, tags: pa.Array, ts: NDArray[np.int64]) -> None:
        """Count rows of a long file whose time can be read but that name no tag."""
        empty = tags.is_null().to_numpy(zero_copy_only=False).astype(np.bool_)
        nameless = np.flatnonzero(empty & (ts != UNREADABLE))
        first = self._file.rows - len(ts) + 1
        for place in nameless[:COMPLAINTS].tolist():
            self._complain(first + place, "it names no tag")
        self._file.bad_rows += len(nameless)

    def _note_torn(self) -> None:
        """Count rows with too many cells; where rows are counted none may go."""
        torn, options = self._table.torn, self._options
        if torn and (options.strict or options.start is not None):
            raise DataFileError(f"{self._file.path}: {RowComplaint(*torn[0])}")
        for row in torn:
            self._complain(*row)
        self._file.bad_rows += len(torn)
        torn.clear()
