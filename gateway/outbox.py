"""Store and forward: frames wait here, on disk, until the platform says that they are durable.

A first-in first-out queue in one SQLite file, together with the places up to which the sources
have been read, so that taking rows from a source and keeping them is one transaction. Sending is
:mod:`gateway.forwarder`'s business, what the rows are :mod:`gateway.table_source`'s.

Frames are numbered once and keep their number. A *run* is a boot id under which the platform
counts these numbers without a gap; it belongs to the file, not to the process, so a restart goes
on in it.

Bounds: bytes and age. Beyond either the oldest go first, because the newest tell what the plant
does now; what went is counted in the file itself.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple, Self

from plant.reading import Instant

ROW_BYTES: Final = 32
"""What a frame takes beside its body, about."""

_KEPT: Final = 7 / 8
"""Share of the bytes kept when they overflow: dropping in large steps keeps gaps few."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS frames (seq INTEGER PRIMARY KEY, taken INTEGER, body BLOB) STRICT;
CREATE TABLE IF NOT EXISTS places (source TEXT PRIMARY KEY, place TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
"""


class OutboxError(Exception):
    """The outbox can't be used: another process has it, the disk is full, the file is damaged."""


class WaitingFrame(NamedTuple):
    """A frame that the platform has not confirmed; ``taken`` is when the gateway took it."""

    seq: int
    taken: Instant
    body: bytes


class Run(NamedTuple):
    """The run of numbers that the platform counts.

    ``confirmed``: everything up to it is durable there. ``opened``: the platform has begun to
    count at this run's first frame; until then its watermark promises nothing about what lies
    before the frame that it happened to see first.
    """

    boot: str
    confirmed: int
    opened: bool


class Outbox:
    """The queue; every method is one transaction, on disk when it returns, from any thread.

    :param max_age_ms: frames taken longer ago are dropped, by :meth:`put` and :meth:`expire`.
    :raises OutboxError: from every method.
    """

    def __init__(self, file: Path, *, max_bytes: int, max_age_ms: int) -> None:
        self._lock = Lock()
        self._max_bytes, self._max_age_ms = max_bytes, max_age_ms
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._database = _open(file)
        except (OSError, sqlite3.Error) as error:
            raise OutboxError(f"{file}: {error}") from error
        self._last = int(self._fact("last", 0))
        self._run = Run(
            str(self._fact("boot", "")),
            int(self._fact("confirmed", 0)),
            bool(self._fact("opened", 0)),
        )
        self.dropped = int(self._fact("dropped", 0))
        """Frames dropped over the life of the file before the platform confirmed them."""
        self.frames, self.bytes = self._measure(self._last + 1)
        if not self._run.boot:
            self.begin_run()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def run(self) -> Run:
        return self._run

    @property
    def last(self) -> int:
        """The highest number given so far, 0 before the first."""
        return self._last

    @property
    def half_full(self) -> bool:
        return self.bytes * 2 > self._max_bytes

    def put(self, bodies: Sequence[bytes], places: Mapping[str, str], now: Instant) -> int:
        """Keep frames, and how far the sources they came from have been read.

        :returns: the number of the last frame put so far.
        """
        with self._transaction() as database:
            frames = list(enumerate(bodies, self._last + 1))
            database.executemany(
                "INSERT INTO frames VALUES (?, ?, ?)", [(seq, now, body) for seq, body in frames]
            )
            database.executemany("REPLACE INTO places VALUES (?, ?)", list(places.items()))
            last = self._last + len(frames)
            self._note("last", last)
            added = sum(len(body) + ROW_BYTES for _, body in frames)
            gone = self._drop_oldest(self.bytes + added, now - self._max_age_ms)
        self._last = last
        self._count(len(frames) - gone[0], added - gone[1], gone[0])
        return last

    def expire(self, now: Instant) -> int:
        """Drop what is too old.

        :returns: how many frames that were.
        """
        with self._transaction():
            gone = self._drop_oldest(self.bytes, now - self._max_age_ms)
        self._count(-gone[0], -gone[1], gone[0])
        return gone[0]

    def waiting(self, after: int, limit: int) -> list[WaitingFrame]:
        """The oldest unconfirmed frames with a number above ``after``, in order."""
        with self._lock, _translated():
            rows = self._database.execute(
                "SELECT seq, taken, body FROM frames WHERE seq > ? ORDER BY seq LIMIT ?",
                (after, limit),
            ).fetchall()
        return [WaitingFrame(*row) for row in rows]

    def confirm(self, seq: int) -> None:
        """Everything up to ``seq`` is durable at the platform: let go of it.

        Being confirmed opens a run. A number that was never given is refused.

        :raises ValueError: ``seq`` is beyond the last number given.
        """
        if seq > self._last:
            raise ValueError(f"{seq} was never sent: the last is {self._last}")
        with self._transaction():
            gone = self._remove(seq + 1)
            confirmed = max(seq, self._run.confirmed)
            self._note("confirmed", confirmed)
            self._note("opened", 1)
        self._run = Run(self._run.boot, confirmed, opened=True)
        self._count(-gone[0], -gone[1], 0)

    def begin_run(self) -> None:
        """Count on under a new boot id; the frames that wait keep their numbers."""
        boot = secrets.token_hex(8)
        with self._transaction():
            self._note("boot", boot)
            self._note("opened", 0)
        self._run = Run(boot, self._run.confirmed, opened=False)

    def place(self, source: str) -> str | None:
        """How far a source has been read, as :meth:`put` was told."""
        with self._lock, _translated():
            row = self._database.execute(
                "SELECT place FROM places WHERE source = ?", (source,)
            ).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        with self._lock:
            self._database.close()

    # ------------------------------------------------------------------ inside a transaction

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on disk at its end, or has not happened."""
        with self._lock, _translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _drop_oldest(self, stored: int, since: Instant) -> tuple[int, int]:
        """Drop what is too old or too much; (frames, bytes) that went."""
        bound = self._find_bound(stored, since)
        frames, size = self._remove(bound)
        if frames:
            self._note("dropped", self.dropped + frames)
        return frames, size

    def _find_bound(self, stored: int, since: Instant) -> int:
        """The number from which on frames stay."""
        excess = stored - int(self._max_bytes * _KEPT) if stored > self._max_bytes else 0
        bound = 0
        for seq, taken, size in self._database.execute(
            "SELECT seq, taken, length(body) FROM frames ORDER BY seq"
        ):
            if excess <= 0 and taken >= since:
                break
            bound, excess = seq + 1, excess - size - ROW_BYTES
        return bound

    def _remove(self, bound: int) -> tuple[int, int]:
        """Remove the frames below ``bound``; (frames, bytes) that went."""
        gone = self._measure(bound)
        self._database.execute("DELETE FROM frames WHERE seq < ?", (bound,))
        return gone

    def _measure(self, bound: int) -> tuple[int, int]:
        """(frames, bytes) below ``bound``."""
        frames, size = self._database.execute(
            "SELECT count(*), coalesce(sum(length(body) + ?), 0) FROM frames WHERE seq < ?",
            (ROW_BYTES, bound),
        ).fetchone()
        return int(frames), int(size)

    def _note(self, name: str, value: int | str) -> None:
        self._database.execute("REPLACE INTO facts VALUES (?, ?)", (name, value))

    def _fact(self, name: str, default: int | str) -> Any:
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if row is None else row[0]

    def _count(self, frames: int, size: int, dropped: int) -> None:
        """After the commit: what stands in memory is what stands on disk."""
        self.frames += frames
        self.bytes += size
        self.dropped += dropped


def _open(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.executescript(_TABLES)
        # An empty write takes the lock, so that a second gateway is refused when it starts.
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")
    except sqlite3.Error:
        database.close()
        raise
    return database


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OutboxError(f"outbox: {error}") from error
