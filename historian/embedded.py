"""The embedded historian: nothing to install, one directory, SQLite underneath.

A batch is durable in the head file when ``append`` returns; when enough has gathered, a thread of
its own seals it into compressed blocks, one file a UTC day, while batches go on coming. Reading
merges the days with the head. This file holds the threads and the order of things; what the files
contain is known to :mod:`historian.head_file`, :mod:`historian.day_file`, :mod:`historian.block`.

Two orders make a crash or a reader at any moment harmless. Sealing writes the blocks before it
takes the batches out of the head, so both may hold a reading but never neither; what is in both is
the same and merges into one. For the same reason a reader looks at the head first.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from historian import bins as binning
from historian.block import DamagedBlockError, decode_block
from historian.day_file import (
    find_days,
    list_days,
    read_tag,
    read_window,
    unlink_day,
    write_day,
)
from historian.head import Columns, Head, Newest
from historian.head_file import HeadFile
from historian.port import (
    Bins,
    HistorianRefusedError,
    HistorianUnavailableError,
    Series,
    SpoolPosition,
)
from historian.sealing import DAY_MS, seal
from historian.series import cut, merge
from plant.reading import Instant, ReadingBatch

_P = ParamSpec("_P")
_T = TypeVar("_T")

ROWS_A_BLOCK: Final = 512
"""Readings of a tag that make sealing worth while: blocks of fewer cost more bytes a reading."""
HEAD_BACKLOG: Final = 4
"""So many times the rows at which sealing begins may wait; then sealing has failed for too long."""
LATEST: Final = 253_402_300_800_000
"""Ms: the year 10000, after which there are no dates to name a file by."""


@dataclass(slots=True)
class EmbeddedCounts:
    """What happened since the start, for metrics and alarms.

    ``sealed``          readings put into blocks
    ``seal_failures``   times that sealing failed, ``seal_error`` the newest reason
    ``damaged_blocks``  blocks stepped over while reading
    ``unstorable``      readings left out: their time is no date of the years 1970 to 9999
    """

    sealed: int = 0
    seal_failures: int = 0
    seal_error: str = ""
    damaged_blocks: int = 0
    unstorable: int = 0


class EmbeddedHistorian:
    """:class:`historian.port.Historian` over a directory that only this process writes to.

    :param head_rows: bound of the readings that wait in memory and in the head file; fewer when
        the plant has few tags.
    """

    def __init__(self, directory: Path, *, head_rows: int = 1_000_000) -> None:
        self.counts = EmbeddedCounts()
        self._directory = directory
        self._head_rows = head_rows
        self._writer = ThreadPoolExecutor(1, "historian-writer")
        self._sealer = ThreadPoolExecutor(1, "historian-sealer")
        self._readers = ThreadPoolExecutor(2, "historian-reader")
        self._sealing: Future[None] | None = None
        self._head = Head()
        self._newest = Newest()
        self._file: HeadFile | None = None
        self._number_of: dict[str, int] = {}
        self._name_of: dict[int, str] = {}
        self._numbers = np.empty(0, dtype=np.int32)

    async def open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        return await _run(self._writer, self._open, tags)

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        if self._overfull() and self._sealing is not None:
            await asyncio.wrap_future(self._sealing)
        await _run(self._writer, self._append, batch, upto)

    async def read(self, tag: str, start: Instant, end: Instant) -> Series:
        return await _run(self._readers, self._read, tag, start, end)

    async def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        return await _run(self._readers, self._summarise, tag, start, end, bins)

    async def last(self) -> dict[str, tuple[Instant, float, int]]:
        return await _run(self._readers, self._last)

    async def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        return await _run(self._readers, self._window, start, end)

    async def forget(self, before: Instant) -> None:
        """Unlink the UTC days that lie wholly before an instant; the day around it stays whole."""
        await _run(self._writer, self._newest.forget, before)
        await _run(self._sealer, self._forget, before // DAY_MS)

    async def seal(self) -> None:
        """Put everything that waits in the head into blocks now."""
        await _run(self._sealer, self._seal)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    # On the writer's thread

    def _open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        if self._file is None:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._file = HeadFile(self._directory / "head.sqlite")
            self._newest.take_up(self._file.newest())
            for columns in self._file.batches():
                self._head.append(columns)
                self._newest.take_up(columns)
        self._number_of = self._file.adopt(tags)
        self._name_of = {number: name for name, number in self._number_of.items()}
        self._numbers = np.array([self._number_of[tag] for tag in tags], dtype=np.int32)
        return self._file.position

    def _append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        file = self._opened()
        if self._overfull():
            self._begin_sealing()
            raise HistorianUnavailableError(f"sealing fails: {self.counts.seal_error}")
        columns = self._columns(batch)
        file.append(columns, upto)
        self._head.append(columns)
        self._newest.take_up(columns)
        if len(self._head) >= self._worth_sealing():
            self._begin_sealing()

    def _worth_sealing(self) -> int:
        return min(self._head_rows, ROWS_A_BLOCK * max(1, len(self._numbers)))

    def _overfull(self) -> bool:
        return len(self._head) > HEAD_BACKLOG * self._worth_sealing()

    def _begin_sealing(self) -> None:
        if self._sealing is None or self._sealing.done():
            self._sealing = self._sealer.submit(self._seal_soberly)

    def _columns(self, batch: ReadingBatch) -> Columns:
        columns = Columns(
            time=batch.time,
            source=batch.source,
            value=batch.value,
            tag=self._numbers[batch.row],
            status=batch.status,
            marks=batch.marks,
        )
        storable = (batch.time >= 0) & (batch.time < LATEST)
        if storable.all():
            return columns
        self.counts.unstorable += int(np.count_nonzero(~storable))
        return columns.take(np.flatnonzero(storable))

    def _snapshot(self) -> tuple[int, Columns]:
        """The number of the newest batch and all readings up to it."""
        return self._opened().last_batch, self._head.view()

    def _remove(self, batch: int, rows: int) -> None:
        self._opened().remove(batch, self._newest.view())
        self._head.remove_first(rows)
        self.counts.sealed += rows

    def _opened(self) -> HeadFile:
        if self._file is None:
            raise HistorianUnavailableError("the historian is not open")
        return self._file

    # On the sealer's thread

    def _seal_soberly(self) -> None:
        """Seal; a failure is noted and tried again at the next batch."""
        try:
            self._seal()
        except (OSError, sqlite3.Error, HistorianUnavailableError) as error:
            self.counts.seal_failures += 1
            self.counts.seal_error = str(error)

    def _seal(self) -> None:
        batch, columns = self._writer.submit(self._snapshot).result()
        if not len(columns):
            return
        for day, blocks in seal(columns):
            write_day(self._directory, day, blocks, self._name_of)
        self._writer.submit(self._remove, batch, len(columns)).result()

    def _forget(self, day: int) -> None:
        head = self._head.view()
        if len(head) and head.time.min() < day * DAY_MS:
            self._seal()
        for old in list_days(self._directory):
            if old < day:
                unlink_day(self._directory, old)

    def _close(self) -> None:
        self._readers.shutdown()
        self._sealer.shutdown()
        if self._file is not None:
            self._writer.submit(self._file.close).result()
            self._file = None
        self._writer.shutdown()

    # On a reader's thread

    def _read(self, tag: str, start: Instant, end: Instant) -> Series:
        return merge(list(self._by_day(tag, start, end)))

    def _summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        days = self._by_day(tag, start, end)  # so that a year needs the memory of a day
        parts = (binning.summarise(day, start, end, bins) for day in days)
        return binning.combine(parts, start, end, bins)

    def _by_day(self, tag: str, start: Instant, end: Instant) -> Iterator[Series]:
        """A tag's readings of the range in time order, one series a day that has any."""
        head = cut(merge([self._head_of(tag)]), start, end)
        days = {*find_days(self._directory, start, end), *np.unique(head.time // DAY_MS).tolist()}
        for day in sorted(days):
            first, last = max(start, day * DAY_MS), min(end, (day + 1) * DAY_MS)
            stored = read_tag(self._directory, day, tag, first, last)
            yield cut(merge([*self._decode(stored), cut(head, first, last)]), first, last)

    def _head_of(self, tag: str) -> Series:
        columns = self._head.view()
        found = np.flatnonzero(columns.tag == self._number_of.get(tag, -1))
        return Series(columns.time[found], columns.value[found], columns.status[found])

    def _decode(self, stored: Iterable[bytes]) -> Iterator[Series]:
        for data in stored:
            try:
                columns = decode_block(data)
            except DamagedBlockError:
                self.counts.damaged_blocks += 1
            else:
                yield Series(columns.time, columns.value, columns.status)

    def _last(self) -> dict[str, tuple[Instant, float, int]]:
        newest = self._newest.view()
        names = [self._name_of[number] for number in newest.tag.tolist()]
        rows = zip(newest.time.tolist(), newest.value.tolist(), newest.status.tolist(), strict=True)
        return dict(zip(names, rows, strict=True))

    def _window(self, start: Instant, end: Instant) -> dict[str, Series]:
        head = self._head.view()
        head = head.take(np.flatnonzero((head.time >= start) & (head.time < end)))
        parts: dict[str, list[Series]] = {}
        for day in find_days(self._directory, start, end):
            for name, data in read_window(self._directory, day, start, end):
                parts.setdefault(name, []).extend(self._decode([data]))
        for number, series in _by_tag(head):
            parts.setdefault(self._name_of[number], []).append(series)
        cuts = {name: cut(merge(found), start, end) for name, found in parts.items()}
        return {name: series for name, series in cuts.items() if len(series.time)}


def _by_tag(columns: Columns) -> Iterator[tuple[int, Series]]:
    """Readings by tag number, each in the order of writing."""
    order = np.argsort(columns.tag, kind="stable")
    tags: NDArray[np.int32] = columns.tag[order]
    numbers, first = np.unique(tags, return_index=True)
    for number, index in zip(numbers.tolist(), np.split(order, first[1:]), strict=False):
        yield number, Series(columns.time[index], columns.value[index], columns.status[index])


async def _run(
    executor: ThreadPoolExecutor, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
) -> _T:
    """Do work on one of the store's threads, with SQLite's errors told in the port's words."""

    def blamed() -> _T:
        with _blame():
            return work(*args, **kwargs)

    try:
        future = asyncio.get_running_loop().run_in_executor(executor, blamed)
    except RuntimeError as error:  # its threads are gone
        raise HistorianUnavailableError("the historian is closed") from error
    return await future


@contextmanager
def _blame() -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:  # full, locked, unreadable
        raise HistorianUnavailableError(str(error)) from error
    except sqlite3.DatabaseError as error:  # malformed: no trying again will mend it
        raise HistorianRefusedError(str(error)) from error
