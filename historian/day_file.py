"""One UTC day of sealed blocks in one SQLite file, which says by itself which tags they are of.

Retention is unlinking the file, a damaged disk sector costs one day at most, and another process
may read while the store writes. What a block holds is :mod:`historian.block`'s business.
"""

import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from historian.sealing import BLOCK_MS, DAY_MS, Sealed
from historian.sqlite_file import open_file, open_to_read, transaction
from plant.reading import Instant

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_SUFFIX: Final = ".blocks"
_NAMES: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]" + _SUFFIX

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS block (
    tag INTEGER NOT NULL, t0 INTEGER NOT NULL, seq INTEGER NOT NULL, t1 INTEGER NOT NULL,
    n INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (tag, t0, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS block_t0 ON block (t0);
CREATE TABLE IF NOT EXISTS written (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL);
INSERT OR IGNORE INTO written VALUES (1, 0);
"""


def list_days(directory: Path) -> list[int]:
    """The days (since 1970-01-01) that have a file, in order."""
    names = (file.name.removesuffix(_SUFFIX) for file in directory.glob(_NAMES))
    return sorted(dt.date.fromisoformat(name).toordinal() - _EPOCH for name in names)


def find_days(directory: Path, start: Instant, end: Instant) -> list[int]:
    """The days with a file that hold any of [start, end)."""
    return [
        day for day in list_days(directory) if day * DAY_MS < end and start < (day + 1) * DAY_MS
    ]


def write_day(
    directory: Path, day: int, blocks: Iterable[Sealed], names: Mapping[int, str]
) -> None:
    """Add blocks to a day in one durable transaction; where they overlap others, they come later.

    :param names: the name of every tag number in ``blocks``.
    """
    path = _path(directory, day)
    if not path.exists():
        _create(path)
    with closing(open_file(path, _SCHEMA)) as file, transaction(file):
        tags = ((name,) for name in names.values())
        file.executemany("INSERT OR IGNORE INTO tag (name) VALUES (?)", tags)
        number_of = {name: number for number, name in file.execute("SELECT id, name FROM tag")}
        file.execute("UPDATE written SET seq = seq + 1")
        ((seq,),) = file.execute("SELECT seq FROM written")
        file.executemany(
            "INSERT INTO block (tag, t0, seq, t1, n, data) VALUES (?, ?, ?, ?, ?, ?)",
            ((number_of[names[b.tag]], b.first, seq, b.last, b.readings, b.data) for b in blocks),
        )


def read_tag(directory: Path, day: int, tag: str, start: Instant, end: Instant) -> list[bytes]:
    """A tag's blocks that may hold any of [start, end), in the order of their writing."""
    rows = _select(
        _path(directory, day),
        "SELECT data FROM block WHERE tag = (SELECT id FROM tag WHERE name = ?)"
        " AND t0 > ? AND t0 < ? AND t1 >= ? ORDER BY seq",
        (tag, start - BLOCK_MS, end, start),
    )
    return [data for (data,) in rows]


def read_window(directory: Path, day: int, start: Instant, end: Instant) -> list[tuple[str, bytes]]:
    """All tags' blocks that may hold any of [start, end), in the order of their writing."""
    return _select(
        _path(directory, day),
        "SELECT name, data FROM block JOIN tag ON tag.id = block.tag"
        " WHERE t0 > ? AND t0 < ? AND t1 >= ? ORDER BY seq",
        (start - BLOCK_MS, end, start),
    )


def unlink_day(directory: Path, day: int) -> None:
    """Forget a day, with what SQLite keeps beside the file."""
    path = _path(directory, day)
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)


def _path(directory: Path, day: int) -> Path:
    return directory / f"{dt.date.fromordinal(_EPOCH + day).isoformat()}{_SUFFIX}"


def _create(path: Path) -> None:
    """Make an empty day whole before anyone can see it, and its name durable."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    open_file(unfinished, _SCHEMA).close()
    unfinished.replace(path)
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _select(path: Path, query: str, arguments: tuple[object, ...]) -> list[Any]:
    try:
        with closing(open_to_read(path)) as file:
            return file.execute(query, arguments).fetchall()
    except sqlite3.OperationalError:
        if path.exists():
            raise
        return []  # forgotten between the listing and now
