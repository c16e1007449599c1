"""Recorded files as batches of readings: CSV (.gz) or Parquet, wide or long.

Contract section 2, "Data files". Finds out which column is what and walks the file block by
block. Opening is :mod:`ingest.table_file`'s, values :mod:`ingest.cells`', times
:mod:`ingest.file_time`'s business; order and duplicates are admission's, as with live frames.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfoNotFoundError

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ingest.cells import Cells, read_cells, read_names, read_quality, read_word, state_quality
from ingest.file_order import is_grouped, sort_by_time
from ingest.file_time import UNREADABLE, TimeReader, count_time
from ingest.table_file import COMPLAINTS, TableFile, TableFileError, open_table
from plant.reading import Instant, ReadingBatch
from plant.words import Plant

BATCH_READINGS: Final = 65_536
"""Readings of one batch at most, but always one whole row."""

_TIME_NAMES: Final = frozenset({"", "ts", "time", "timestamp", "datetime", "date_time", "时间"})
"""A first column of such a name is the time, if no column is called ``ts``."""


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
    that are not. ``bad_rows``: rows left out because their time or their cells can't be read,
    ``complaints`` the first few of them. ``latest``: the latest time of any row, also of rows
    without a reading; None before there is one.
    """

    path: Path
    taken: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    batches: Iterator[ReadingBatch] = field(default_factory=lambda: iter(()))
    rows: int = 0
    readings: int = 0
    bad_rows: int = 0
    complaints: list[RowComplaint] = field(default_factory=list)
    latest: Instant | None = None


def read_data_file(path: Path, options: DataFileOptions, plant: Plant) -> DataFile:
    """Open a recorded file.

    :returns: the file; its batches hold the readings in the order of rows and, in a row, of
        columns; of a long file grouped by tag in the order of time. A cell that is no number is a
        reading of bad quality, an empty one none unless a quality that is not good stands by it.
    :raises DataFileError: it can't be read so; from the batches too, where only a row shows it.
    """
    try:
        table = open_table(path, options.separator)
        times = TimeReader(options.timezone or plant.park.timezone, options.time_format)
        reader = _Reader(DataFile(path), table, times, options, plant)
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
        if "tag" in names and "value" in names and "tag" not in self._plant.row_of:
            self._file.batches = self._guard(self._walk_in_order(time))
            return self._file
        named = len(names) - (not names[-1])  # rows may end in a separator
        columns = [place for place in range(named) if place not in time]
        taken = [place for place in columns if names[place] in self._plant.row_of]
        self._file.taken = [names[place] for place in taken]
        self._skip([names[place] for place in columns if place not in taken])
        if not taken:
            raise DataFileError(f"{self._file.path}: no column is a tag of the plant")
        self._file.batches = self._guard(self._walk_wide(time, taken))
        return self._file

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
        fresh = [name for name in names if name not in self._file.skipped]
        self._file.skipped += fresh
        if fresh and self._options.strict:
            raise DataFileError(f"{self._file.path}: not in the plant: {', '.join(fresh)}")

    def _guard(self, batches: Iterator[ReadingBatch]) -> Iterator[ReadingBatch]:
        """The batches, counted; errors of the file in our own words."""
        try:
            for batch in batches:
                self._file.readings += len(batch)
                yield batch
            self._note_torn()
        except _UNFIT as error:
            raise DataFileError(f"{self._file.path}: {error}") from error

    def _walk_wide(self, time: list[int], taken: list[int]) -> Iterator[ReadingBatch]:
        rows = np.array(
            [self._plant.row_of[self._table.names[place]] for place in taken], dtype=np.int32
        )
        at_once = max(1, BATCH_READINGS // len(taken))
        for block in self._table.walk([*time, *taken], at_once):
            ts = self._read_time(block[: len(time)], len(block[0]))
            cells = [read_cells(column, self._options.missing) for column in block[len(time) :]]
            yield _weave(rows, ts, cells)

    def _walk_in_order(self, time: list[int]) -> Iterator[ReadingBatch]:
        """A long file in its order; one that is grouped by tag in the order of time."""
        batches = self._walk_long(time)
        grouped = is_grouped(self._walk_keys(time), len(self._plant.tags))
        self._table.torn.clear()
        return sort_by_time(batches, BATCH_READINGS) if grouped else batches

    def _walk_keys(self, time: list[int]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64]]]:
        """Tag rows and times alone, of the rows where both can be read."""
        tag = self._table.names.index("tag")
        for block in self._table.walk([*time, tag], BATCH_READINGS):
            if not time:
                return
            ts, rows = self._times.read(block[: len(time)]), self._find_rows(block[-1])
            known = (ts != UNREADABLE) & (rows >= 0)
            yield rows[known], ts[known]

    def _walk_long(self, time: list[int]) -> Iterator[ReadingBatch]:
        names = list(self._table.names)
        wanted = [names.index("tag"), names.index("value")]
        if "quality" in names:
            wanted.append(names.index("quality"))
        for block in self._table.walk([*time, *wanted], BATCH_READINGS):
            ts = self._read_time(block[: len(time)], len(block[0]))
            tag, value, *quality = block[len(time) :]
            cells = read_cells(value, self._options.missing)
            if quality:
                state_quality(cells, read_quality(quality[0]))
            self._note_nameless(tag, ts)
            rows = self._find_rows(tag)
            yield _pick(rows, ts, cells, cells.present & (rows >= 0) & (ts != UNREADABLE))

    def _find_rows(self, column: pa.Array) -> NDArray[np.int32]:
        """Rows of a column of names, -1 where the plant has no such tag."""
        names, places = read_names(column)
        known = [name for name in names if name in self._plant.row_of]
        self._file.taken += [name for name in known if name not in self._file.taken]
        self._skip([name for name in names if name not in self._plant.row_of])
        rows = [self._plant.row_of.get(name, -1) for name in names]
        return np.array([*rows, -1], dtype=np.int32)[places]

    def _read_time(self, columns: Sequence[pa.Array], rows: int) -> NDArray[np.int64]:
        """Times of a block, with the rows that have none counted."""
        file, options = self._file, self._options
        if columns:
            ts = self._times.read(columns)
        else:
            ts = count_time(options.start or 0, options.step_s or 0.0, file.rows, rows)
        unreadable = np.flatnonzero(ts == UNREADABLE)
        if len(unreadable) and options.strict:
            row = file.rows + int(unreadable[0]) + 1
            raise DataFileError(f"{file.path}: the time of row {row} can't be read")
        for place in unreadable[:COMPLAINTS].tolist():
            said = " ".join(_say(column[place]) for column in columns)
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
        """Count rows with too many or too few cells; where rows are counted none may go."""
        torn, options = self._table.torn, self._options
        if torn and (options.strict or options.start is not None):
            raise DataFileError(f"{self._file.path}: {RowComplaint(*torn[0])}")
        for row in torn:
            self._complain(*row)
        self._file.bad_rows += len(torn)
        torn.clear()


def _say(cell: pa.Scalar) -> str:
    """A cell as it may be quoted in a complaint."""
    if not cell.is_valid:
        return ""
    return read_word(cell) if pa.types.is_string(cell.type) else str(cell)


def _weave(rows: NDArray[np.int32], ts: NDArray[np.int64], cells: Sequence[Cells]) -> ReadingBatch:
    """Columns side by side → readings row by row."""
    width = len(cells)
    present = np.stack([column.present for column in cells], axis=1)
    present[ts == UNREADABLE] = False
    words = {
        place * width + column: word
        for column, of_column in enumerate(cells)
        for place, word in of_column.words.items()
    }
    woven = Cells(
        np.stack([column.value for column in cells], axis=1).ravel(),
        np.stack([column.status for column in cells], axis=1).ravel(),
        present.ravel(),
        words,
    )
    return _pick(np.tile(rows, len(ts)), np.repeat(ts, width), woven, woven.present)


def _pick(
    rows: NDArray[np.int32],
    ts: NDArray[np.int64],
    cells: Cells,
    chosen: NDArray[np.bool_],
) -> ReadingBatch:
    """The readings that are chosen, as a batch."""
    places = np.flatnonzero(chosen)
    batch = ReadingBatch.of(rows, ts, cells.value, cells.status, cells.words)
    return batch if len(places) == len(ts) else batch.take(places)
