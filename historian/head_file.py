"""The embedded store's journal in SQLite: batches not sealed yet, and how far the spool was taken.

A batch and the spool position behind it are one durable transaction, so after any crash the two
agree. Used from one thread. What was sealed is in :mod:`historian.day_file`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from historian.head import Columns
from historian.port import SpoolPosition
from historian.sqlite_file import open_file, transaction

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS head (
    id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS newest (one INTEGER PRIMARY KEY CHECK (one = 1), data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS position (
    one INTEGER PRIMARY KEY CHECK (one = 1), segment INTEGER NOT NULL, at INTEGER NOT NULL
);
"""


class HeadFile:
    """An open head file; every method that writes is durable when it returns."""

    def __init__(self, path: Path) -> None:
        self._file = open_file(path, _SCHEMA)

    def adopt(self, tags: Sequence[str]) -> dict[str, int]:
        """Give every tag a number that it keeps for good; returns name → number of all."""
        with transaction(self._file):
            self._file.executemany(
                "INSERT OR IGNORE INTO tag (name) VALUES (?)", ((tag,) for tag in tags)
            )
        return {name: number for number, name in self._file.execute("SELECT id, name FROM tag")}

    @property
    def position(self) -> SpoolPosition | None:
        """How far the spool was taken up."""
        row = self._file.execute("SELECT segment, at FROM position").fetchone()
        return SpoolPosition(*row) if row else None

    def batches(self) -> Iterator[Columns]:
        """What is not sealed yet, in the order of writing."""
        for (data,) in self._file.execute("SELECT data FROM head ORDER BY id"):
            yield Columns.from_bytes(data)

    @property
    def last_batch(self) -> int:
        """The number of the newest batch, 0 before the first ever."""
        row = self._file.execute("SELECT seq FROM sqlite_sequence WHERE name = 'head'").fetchone()
        return int(row[0]) if row else 0

    def newest(self) -> Columns:
        """The newest reading of each tag at the last :meth:`remove`."""
        row = self._file.execute("SELECT data FROM newest").fetchone()
        return Columns.from_bytes(row[0] if row else b"")

    def append(self, columns: Columns, upto: SpoolPosition) -> None:
        """Keep a batch, which may be empty, and the position behind it."""
        with transaction(self._file):
            if len(columns):
                self._file.execute(
                    "INSERT INTO head (n, data) VALUES (?, ?)", (len(columns), columns.to_bytes())
                )
            self._file.execute("INSERT OR REPLACE INTO position VALUES (1, ?, ?)", upto)

    def remove(self, upto: int, newest: Columns) -> None:
        """Let go of the batches up to a number, which are sealed, and keep the newest readings."""
        with transaction(self._file):
            self._file.execute("DELETE FROM head WHERE id <= ?", (upto,))
            self._file.execute("INSERT OR REPLACE INTO newest VALUES (1, ?)", (newest.to_bytes(),))

    def close(self) -> None:
        self._file.close()
