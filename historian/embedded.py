"""The embedded historian: nothing to install, one directory, SQLite underneath.

A batch is durable in the head file when ``append`` returns; when enough has gathered, a thread of
its own seals it into compressed blocks, one file a UTC day, while batches go on coming. Reading
merges the days with the head. This file holds the threads and the order of things; what the files
contain is known to :mod:`historian.head_file`, :mod:`historian.day_file`, :mod:`historian.block`,
how they are read to :mod:`historian.embedded_queries`.

Two orders make a crash or a reader at any moment harmless. Sealing writes the blocks before it
takes the batches out of the head, so both may hold a reading but never neither; what is in both is
the same and merges into one. For the same reason a reader looks at the head first.

Sealing is done by a process of its own where that is wanted: :mod:`historian.sealing_process`. Here
it computes in slices with pauses between, because it shares the interpreter with the tick; only
when batches come faster than it seals does it go without. A file that is damaged is set aside,
counted, and what is whole of it goes on in a new one.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import numpy as np
import structlog

from historian.day_file import is_sound, list_days, mend_day, unlink_day, write_day
from historian.embedded_queries import DamagedDayError, HeadView, Queries, blame, blame_day
from historian.head import Columns, Head, Newest, join_columns
from historian.head_file import FILE_NAME, HeadContents, HeadFile, open_head, renew_head
from historian.port import Bins, HistorianUnavailableError, Series, SpoolPosition
from historian.sealing import DAY_MS, Sealed, seal
from historian.sealing_process import SealingFailedError, SealingProcess
from historian.sqlite_file import is_damage
from plant.reading import Instant, ReadingBatch

_log = structlog.get_logger()

_P = ParamSpec("_P")
_T = TypeVar("_T")

ROWS_A_BLOCK: Final = 512
"""Readings of a tag that make sealing worth while: blocks of fewer cost more bytes a reading."""
HEAD_BACKLOG: Final = 4
"""So many times the rows at which sealing begins may wait; then sealing has failed for too long."""
SLICE_S: Final = 0.001
"""Sealing computes for so long, then pauses for as long, so that the loop gets its turn."""
ROWS_A_REMOVAL: Final = 50_000
"""Readings taken out of the head file in one transaction, which a batch may have to wait for."""
LATEST: Final = 253_402_300_800_000
"""Ms: the year 10000, after which there are no dates to name a file by."""


@dataclass(slots=True)
class EmbeddedCounts:
    """What happened since the start, for metrics and alarms.

    ``sealed``          readings put into blocks
    ``seal_failures``   times that sealing failed, ``seal_error`` the newest reason
    ``damaged_blocks``  blocks stepped over while reading
    ``set_aside``       damaged files set aside, ``set_aside_last`` the newest one's new name
    ``unstorable``      readings left out: their time is no date of the years 1970 to 9999
    """

    sealed: int = 0
    seal_failures: int = 0
    seal_error: str = ""
    damaged_blocks: int = 0
    set_aside: int = 0
    set_aside_last: str = ""
    unstorable: int = 0


class EmbeddedHistorian:
    """:class:`historian.port.Historian` over a directory that only this process writes to.

    :param head_rows: bound of the readings that wait in memory and in the head file; fewer when
        the plant has few tags.
    :param seal_apart: in a process of its own, which costs some 40 MiB, for whoever shares the
        interpreter with something that must not wait.
    """

    def __init__(
        self, directory: Path, *, head_rows: int = 1_000_000, seal_apart: bool = False
    ) -> None:
        self.counts = EmbeddedCounts()
        self._directory = directory
        self._head_rows = head_rows
        self._writer = ThreadPoolExecutor(1, "historian-writer")
        self._sealer = ThreadPoolExecutor(1, "historian-sealer")
        self._readers = ThreadPoolExecutor(2, "historian-reader")
        self._process = SealingProcess(directory) if seal_apart else None
        self._sealing: Future[None] | None = None
        self._head = Head()
        self._newest = Newest()
        self._file: HeadFile | None = None
        self._to_mend: set[int] = set()
        self._queries = Queries(directory, self._look, self._note_damage)
        self._number_of: dict[str, int] = {}
        self._name_of: dict[int, str] = {}
        self._numbers = np.empty(0, dtype=np.int32)

    @property
    def sealing(self) -> bool:
        """Whether readings are being put into blocks just now."""
        return self._sealing is not None and not self._sealing.done()

    async def open(self, tags: tuple[str, ...]) -> SpoolPosition | None:
        return await _run(self._writer, self._open, tags)

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        for _ in range(2):  # one sealing may have begun before the head was full
            if self._overfull():
                await asyncio.wrap_future(await _run(self._writer, self._begin_sealing))
        await _run(self._writer, self._append, batch, upto)

    async def read(self, tag: str, start: Instant, end: Instant) -> Series:
        return await self._ask(self._queries.read, tag, start, end)

    async def summarise(self, tag: str, start: Instant, end: Instant, bins: int) -> Bins:
        return await self._ask(self._queries.summarise, tag, start, end, bins)

    async def last(self) -> dict[str, tuple[Instant, float, int]]:
        return await self._ask(self._queries.last)

    async def window(self, start: Instant, end: Instant) -> dict[str, Series]:
        return await self._ask(self._queries.window, start, end)

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
            self._file, kept, aside = open_head(self._directory / FILE_NAME)
            self._note_aside(aside)
            columns = join_columns(kept.batches)
            self._head.append(columns)
            self._newest.take_up(kept.newest)
            self._newest.take_up(columns)
        self._number_of = self._file.adopt(tags)
        self._name_of = {number: name for name, number in self._number_of.items()}
        self._numbers = np.array([self._number_of[tag] for tag in tags], dtype=np.int32)
        return self._file.state.position

    def _append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        self._opened()
        if self._overfull():
            raise HistorianUnavailableError(f"sealing fails: {self.counts.seal_error}")
        columns = self._columns(batch)
        self._write_head(lambda head: head.append(columns, upto))
        self._head.append(columns)
        self._newest.take_up(columns)
        if len(self._head) >= self._worth_sealing():
            self._begin_sealing()

    def _worth_sealing(self) -> int:
        return min(self._head_rows, ROWS_A_BLOCK * max(1, len(self._numbers)))

    def _overfull(self) -> bool:
        return len(self._head) > HEAD_BACKLOG * self._worth_sealing()

    def _begin_sealing(self) -> Future[None]:
        """The sealing under way, or a new one."""
        if self._sealing is None or self._sealing.done():
            self._sealing = self._sealer.submit(self._seal_soberly)
        return self._sealing

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

    def _write_head(self, write: Callable[[HeadFile], None]) -> None:
        """Write to the head file; one that is damaged is replaced by what memory has of it."""
        try:
            write(self._opened())
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            self._renew_head(self._opened())
            write(self._opened())

    def _renew_head(self, damaged: HeadFile) -> None:
        damaged.close()
        contents = HeadContents(
            damaged.state, self._number_of, [self._head.view()], self._newest.view(), ()
        )
        self._file, aside = renew_head(self._directory / FILE_NAME, contents)
        self._note_aside(aside)

    def _snapshot(self) -> tuple[int, int, Columns]:
        """The newest batch sealed, the newest written, and the readings of those between."""
        sealed, batch, _ = self._opened().state
        return sealed, batch, self._head.view()

    def _forget_sealed(self, rows: int) -> None:
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
        except (OSError, sqlite3.Error, HistorianUnavailableError, DamagedDayError) as error:
            self.counts.seal_failures += 1
            self.counts.seal_error = str(error)

    def _seal(self) -> None:
        try:
            self._seal_once()
        except DamagedDayError as error:
            self._mend(error.day)
            self._seal_once()

    def _seal_once(self) -> None:
        first, last, columns = self._writer.submit(self._snapshot).result()
        if not len(columns):
            return
        if not self._seal_apart(last):
            self._seal_here(columns)
        self._remove(first, last, len(columns))

    def _seal_apart(self, last: int) -> bool:
        """Have it done by the process for it; False where that fails, or there is none."""
        if self._process is None:
            return False
        try:
            self._process.seal(last)
        except SealingFailedError as error:
            _log.warning("sealing in this process instead", error=str(error))
            return False
        return True

    def _seal_here(self, columns: Columns) -> None:
        for day, blocks in seal(columns):
            with blame_day(self._directory, day):
                write_day(self._directory, day, self._in_slices(blocks), self._name_of)

    def _in_slices(self, blocks: Iterator[Sealed]) -> Iterator[Sealed]:
        """The blocks as they get ready, with a pause after every slice unless batches pile up."""
        began = time.perf_counter()
        for block in blocks:
            yield block
            if time.perf_counter() - began > SLICE_S:
                if len(self._head) < 2 * self._worth_sealing():
                    time.sleep(SLICE_S)
                began = time.perf_counter()

    def _mend(self, day: int) -> None:
        if not is_sound(self._directory, day):  # another reader may have had it mended
            self._note_aside(mend_day(self._directory, day))
        self._to_mend.discard(day)

    def _note_aside(self, aside: Path | None) -> None:
        if aside is not None:
            self.counts.set_aside += 1
            self.counts.set_aside_last = str(aside)
            _log.critical("damaged file set aside", kept=str(aside))

    def _remove(self, first: int, last: int, rows: int) -> None:
        """Take sealed batches out of the head, a few at a time: other batches wait meanwhile."""
        self._writer.submit(self._forget_sealed, rows).result()
        newest: Columns | None = self._newest.view()
        removals = 1 + rows // ROWS_A_REMOVAL
        for upto in np.linspace(first, last, removals + 1, dtype=int)[1:].tolist():
            removal = partial(HeadFile.remove, upto=upto, newest=newest)
            self._writer.submit(self._write_head, removal).result()
            newest = None

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
        if self._process is not None:
            self._process.close()
        if self._file is not None:
            self._writer.submit(self._file.close).result()
            self._file = None
        self._writer.shutdown()

    # Reading

    async def _ask(self, question: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Answer on a reader's thread; a day that is damaged is mended first, each day once."""
        mended: set[int] = set()
        while True:
            try:
                return await _run(self._readers, question, *args, **kwargs)
            except DamagedDayError as error:
                if error.day in mended:
                    raise
                mended.add(error.day)
                await _run(self._sealer, self._mend, error.day)

    def _look(self) -> HeadView:
        return HeadView(self._head.view(), self._newest.view(), self._number_of, self._name_of)

    def _note_damage(self, day: int) -> None:
        """Count a block stepped over, and have its day mended, so that it is met only once."""
        self.counts.damaged_blocks += 1
        if day not in self._to_mend:
            self._to_mend.add(day)
            self._sealer.submit(self._mend, day)


async def _run(
    executor: ThreadPoolExecutor, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
) -> _T:
    """Do work on one of the store's threads, with SQLite's errors told in the port's words."""

    def blamed() -> _T:
        with blame():
            return work(*args, **kwargs)

    try:
        future = asyncio.get_running_loop().run_in_executor(executor, blamed)
    except RuntimeError as error:  # its threads are gone
        raise HistorianUnavailableError("the historian is closed") from error
    return await future
