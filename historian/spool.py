"""The durable spool: every tick on disk before anything is acknowledged, until all have taken it.

Segment files in one directory, written on one thread and read from any up to the last commit. A
segment begins with the names of tags and gateways, so ticks survive a changed plant: rows are
mapped by name when read. This file owns the files and the syncing; the bytes are in
:mod:`historian.spool_record`.

What is promised, and what is done when a disk fails:

1. After ``commit`` returned, everything appended before survives kill -9 and, on a disk that
   honours syncing, a power cut. Nothing else is ever said to be durable.
2. A start never writes to an old segment: a torn tail is cut off, and the next tick begins a new
   segment. So a position once given out never comes to mean another record.
3. After a failed sync the kernel may have dropped the pages and call the next sync a success
   (that is how PostgreSQL lost data in 2018), so what was not committed is cut off and the next
   append begins a new file; the caller still has the tick and may append it again.
4. A full spool refuses; it never overwrites what somebody has not taken yet.
5. What has waited for longer than the historian would keep it leaves, and is counted as expired.
"""

import errno
import math
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from historian.port import SpoolPosition
from historian.spool_mapping import Mapping, Translation
from historian.spool_record import (
    TICK,
    Names,
    TickRecord,
    decode_tick,
    encode_names,
    encode_tick,
    walk,
)
from historian.syncing import sync_directory

__all__ = ["Spool", "SpoolCounts", "SpoolDepth", "SpoolFullError", "TickRecord"]

NOTHING: Final = SpoolPosition(0, 0)
"""The position before the first record of any spool."""

_SUFFIX: Final = ".spool"
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class SpoolFullError(Exception):
    """The spool has no room: the tick was not kept and must not be acknowledged as durable."""


class SpoolDepth(NamedTuple):
    bytes: int
    segments: int


@dataclass(slots=True)
class SpoolCounts:
    """What was not plain sailing since the start, for metrics and alarms.

    ``torn_bytes``     cut off at the start: written, never committed
    ``damaged_bytes``  stepped over while reading, each time they were passed
    ``dropped_rows``   readings whose tag is gone from the plant, each time they were passed
    ``refused``        appends refused for want of room
    ``rewinds``        reads from a position of another spool, begun at the oldest record instead
    ``expired_bytes``  left because of their age, before everybody had taken them
    """

    torn_bytes: int = 0
    damaged_bytes: int = 0
    dropped_rows: int = 0
    refused: int = 0
    rewinds: int = 0
    expired_bytes: int = 0


@dataclass(slots=True)
class _Segment:
    """A segment being written: its number, descriptor and length in bytes."""

    number: int
    file: int
    length: int


class Spool:
    """Ticks in the order of their arrival, durable from :meth:`commit` on.

    ``append``, ``commit``, ``adopt``, ``drop`` and ``close`` may block on the disk and belong on a
    writer thread; ``read``, ``position``, ``depth`` and ``lag`` may be used from any.

    :param tags: names of the rows of every batch appended and read.
    :param gateways: the same for the column ``gateway``.
    :param segment_bytes: a segment that has reached this is followed by the next.
    :param max_bytes: bound of all segments together.
    :param max_age_s: a segment last written so long ago may expire.
    """

    def __init__(
        self,
        directory: Path,
        tags: Sequence[str],
        gateways: Sequence[str],
        *,
        segment_bytes: int = 64 << 20,
        max_bytes: int = 16 << 30,
        max_age_s: float = math.inf,
    ) -> None:
        self.counts = SpoolCounts()
        self._directory = directory
        self._segment_bytes = segment_bytes
        self._max_bytes = max_bytes
        self._max_age_s = max_age_s
        self._translation = Translation(Names(tuple(tags), tuple(gateways)))
        self._lock = threading.RLock()
        self._current: _Segment | None = None
        self._unsynced: list[_Segment] = []
        self._new_file = False
        directory.mkdir(parents=True, exist_ok=True)
        self._sizes = self._find_segments()
        self._position = self._end = self._recover()
        # Seconds since 1970 for the first: a spool made anew where an old one was deleted must
        # not give out the positions that a historian remembers of the old one.
        self._next_number = max(self._sizes, default=int(time.time())) + 1

    @property
    def position(self) -> SpoolPosition:
        """The end of what is committed."""
        return self._position

    @property
    def depth(self) -> SpoolDepth:
        """Bytes and files on disk, whether taken up or not."""
        sizes = list(self._sizes.values())
        return SpoolDepth(sum(sizes), len(sizes))

    def lag(self, since: SpoolPosition | None) -> int:
        """Committed bytes that follow ``since``."""
        begin, upto = self._begin(since), self._position
        sizes = list(self._sizes.items())
        behind = sum(size for number, size in sizes if begin.segment <= number < upto.segment)
        return behind + upto.offset - (begin.offset if begin.segment in self._sizes else 0)

    def append(self, record: TickRecord) -> None:
        """Write a tick behind the others; durable only after :meth:`commit`.

        :raises SpoolFullError: no room within ``max_bytes`` or on the disk; nothing was written.
        :raises OSError: the disk failed; nothing was written.
        """
        data = encode_tick(record)
        with self._lock:
            segment = self._writable(len(data))
            try:
                _write_all(segment.file, data)
            except OSError as error:
                self._cut(segment, segment.length)
                self._refuse_if_full(error)
                raise
            self._grow(segment, len(data))

    def commit(self) -> SpoolPosition:
        """Make everything appended so far durable.

        :raises OSError: it is not durable and was cut off (promise 3 above).
        """
        with self._lock:
            try:
                self._sync()
            except OSError:
                self._abandon()
                raise
            self._position = self._end
            return self._position

    def read(
        self, since: SpoolPosition | None = None
    ) -> Iterator[tuple[SpoolPosition, TickRecord]]:
        """Committed ticks after ``since`` (None: all), each with the position behind it.

        Rows and gateways are those of the present plant; readings whose tag is gone are left out
        and counted. Ends at what was committed when it began. Arrays are read-only.
        """
        return self.read_named(since)[1]

    def read_named(
        self, since: SpoolPosition | None = None
    ) -> tuple[tuple[str, ...], Iterator[tuple[SpoolPosition, TickRecord]]]:
        """The same, with the names of the rows: those of the plant at the moment of asking."""
        with self._lock:
            begin, upto, translation = self._begin(since), self._position, self._translation
        if since is not None and since > upto:
            self.counts.rewinds += 1
        return translation.today.tags, self._walk(begin, upto, translation)

    def _walk(
        self, begin: SpoolPosition, upto: SpoolPosition, translation: Translation
    ) -> Iterator[tuple[SpoolPosition, TickRecord]]:
        for number in sorted(self._sizes):
            if begin.segment <= number <= upto.segment:
                start = begin.offset if number == begin.segment else 0
                end = upto.offset if number == upto.segment else self._sizes[number]
                yield from self._read_segment(translation, number, start, end)

    def adopt(self, tags: Sequence[str], gateways: Sequence[str]) -> None:
        """Take over a changed plant: batches appended and read from now on have its rows."""
        with self._lock:
            self._translation = Translation(Names(tuple(tags), tuple(gateways)))
            self._retire()

    def drop(self, before: SpoolPosition) -> int:
        """Unlink the segments that lie wholly before a position; returns how many."""
        with self._lock:
            done = [number for number in self._sizes if number < before.segment]
            for number in done:
                self._unlink(number)
            return len(done)

    def expire(self, before: SpoolPosition, now_s: float) -> int:
        """Unlink the segments before a position that are too old for anybody to keep.

        :param now_s: seconds since 1970, by the clock of the file system.
        :returns: how many bytes left, counted in ``counts.expired_bytes``.
        """
        with self._lock:
            earlier = [number for number in self._sizes if number < before.segment]
            old = [number for number in earlier if now_s - self._written(number) > self._max_age_s]
            expired = sum(self._sizes[number] for number in old)
            for number in old:
                self._unlink(number)
            self.counts.expired_bytes += expired
            return expired

    def close(self) -> None:
        """Let go of the files; what was not committed stays without a promise."""
        with self._lock:
            self._retire()
            for segment in self._unsynced:
                os.close(segment.file)
            self._unsynced = []

    def _unlink(self, number: int) -> None:
        self._path(number).unlink()
        del self._sizes[number]
        self._translation.known.pop(number, None)

    def _written(self, number: int) -> float:
        return self._path(number).stat().st_mtime

    # The writing side

    def _writable(self, more: int) -> _Segment:
        """The segment that the next ``more`` bytes go to."""
        if self.depth.bytes + more > self._max_bytes:
            self.counts.refused += 1
            raise SpoolFullError(f"the spool holds {self.depth.bytes} of {self._max_bytes} bytes")
        if self._current is not None and self._current.length >= self._segment_bytes:
            self._retire()
        if self._current is None:
            self._current = self._begin_segment()
        return self._current

    def _retire(self) -> None:
        """Write no more to the current segment; it is closed once it is synced."""
        if self._current is not None and self._current not in self._unsynced:
            os.close(self._current.file)
        self._current = None

    def _begin_segment(self) -> _Segment:
        number = self._next_number
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        header = encode_names(self._translation.today)
        try:
            file = os.open(self._path(number), flags, 0o640)
        except OSError as error:
            self._refuse_if_full(error)
            raise
        segment = _Segment(number, file, 0)
        try:
            _write_all(file, header)
        except OSError as error:
            os.close(file)
            self._path(number).unlink()
            self._refuse_if_full(error)
            raise
        self._next_number += 1
        self._new_file = True
        self._unsynced.append(segment)
        self._grow(segment, len(header))
        today = self._translation.today
        self._translation.known[number] = Mapping.between(today, today)
        return segment

    def _grow(self, segment: _Segment, more: int) -> None:
        segment.length += more
        self._sizes[segment.number] = segment.length
        self._end = SpoolPosition(segment.number, segment.length)
        if segment not in self._unsynced:
            self._unsynced.append(segment)

    def _sync(self) -> None:
        for segment in self._unsynced:
            os.fdatasync(segment.file)
        if self._new_file:
            sync_directory(self._directory)
            self._new_file = False
        for segment in self._unsynced:
            if segment is not self._current:
                os.close(segment.file)
        self._unsynced = []

    def _abandon(self) -> None:
        """Cut off what was not committed and write no more to the files concerned."""
        self._retire()
        for segment in self._unsynced:
            committed = segment.number == self._position.segment
            self._cut(segment, self._position.offset if committed else 0)
            os.close(segment.file)
        self._unsynced = []
        self._end = self._position

    def _cut(self, segment: _Segment, length: int) -> None:
        """Shorten a segment; where even that fails, a reader steps over the rest."""
        try:
            os.ftruncate(segment.file, length)
        except OSError:
            self._retire()
        segment.length = length
        self._sizes[segment.number] = length

    def _refuse_if_full(self, error: OSError) -> None:
        if error.errno in _NO_SPACE:
            self.counts.refused += 1
            raise SpoolFullError(str(error)) from error

    # The reading side

    def _begin(self, since: SpoolPosition | None) -> SpoolPosition:
        """Where to begin: the oldest record if ``since`` is none of this spool."""
        return since if since is not None and since <= self._position else NOTHING

    def _read_segment(
        self, translation: Translation, number: int, start: int, end: int
    ) -> Iterator[tuple[SpoolPosition, TickRecord]]:
        mapping = translation.known.get(number)
        base = start if mapping else 0
        with self._path(number).open("rb") as file:
            file.seek(base)
            data = file.read(end - base)
        mapping = mapping or translation.learn(number, data)
        expected = start - base
        for frame in walk(data, expected) if mapping else ():
            self.counts.damaged_bytes += frame.start - expected
            expected = frame.end
            if frame.kind == TICK and mapping:
                record, dropped = mapping.apply(decode_tick(frame.body))
                self.counts.dropped_rows += dropped
                yield SpoolPosition(number, base + frame.end), record
        self.counts.damaged_bytes += max(0, len(data) - expected)

    # The start

    def _path(self, number: int) -> Path:
        return self._directory / f"{number:012d}{_SUFFIX}"

    def _find_segments(self) -> dict[int, int]:
        files = self._directory.glob("[0-9]" * 12 + _SUFFIX)
        return {int(file.stem): file.stat().st_size for file in files}

    def _recover(self) -> SpoolPosition:
        """Cut the torn tail off the newest segment and sync it; returns the end of what stands.

        Damage that whole records follow is no torn tail and stays for the reader to count.
        """
        if not self._sizes:
            return NOTHING
        newest = max(self._sizes)
        with self._path(newest).open("r+b") as file:
            data = file.read()
            end = 0
            for frame in walk(data):
                end = frame.end
            file.truncate(end)
            os.fsync(file.fileno())
        self.counts.torn_bytes += len(data) - end
        self._sizes[newest] = end
        return SpoolPosition(newest, end)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
