"""One UTC day of sealed blocks in one SQLite file, which says by itself which tags they are of.

Retention is unlinking the file, a damaged disk sector costs one day at most, and another process
may read while the store writes. Every row bears a checksum over its tag's name, its place and its
block: a block never passes for another tag's, another hour's or a later writing. What a block
holds is :mod:`historian.block`'s business.
"""

import datetime as dt
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

from historian.block import DamagedBlockError, TagColumns, decode_block
from historian.checksum import checksum
from historian.sealing import BLOCK_MS, DAY_MS, Sealed
from historian.sqlite_file import (
    BESIDE,
    has_sound_header,
    is_damage,
    open_file,
    open_to_read,
    rename_new,
    replace_damaged,
    transaction,
)
from historian.syncing import sync_directory
from plant.reading import Instant

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_SUFFIX: Final = ".blocks"
_NAMES: Final = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]" + _SUFFIX

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS block (
    tag INTEGER NOT NULL, t0 INTEGER NOT NULL, seq INTEGER NOT NULL, t1 INTEGER NOT NULL,
    n INTEGER NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (tag, t0, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS block_t0 ON block (t0);
CREATE TABLE IF NOT EXISTS written (
    one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, seq INTEGER NOT NULL,
    blocks INTEGER NOT NULL, readings INTEGER NOT NULL, crc INTEGER NOT NULL
);
"""
_BLOCKS: Final = (
    "SELECT name, t0, seq, t1, n, data, crc FROM block LEFT JOIN tag ON tag.id = block.tag"
)


class StoredBlock(NamedTuple):
    """A block as it lies in a day: whose, first time, which writing, last time, how many, bytes."""

    tag: str | None
    first: int
    seq: int
    last: int
    readings: int
    data: bytes
    crc: int

    @property
    def whole(self) -> bool:
        """Whether it is what was written."""
        return checksum(*self[:-1]) == self.crc

    def decode(self) -> TagColumns:
        """Its readings.

        :raises DamagedBlockError: it is not what was written.
        """
        if not self.whole:
            raise DamagedBlockError("a block is not what was written")
        return decode_block(self.data)


class Written(NamedTuple):
    """What a day file says of itself.

    ``id`` is random, given when the file is made, and ``seq`` grows with every writing, so that
    the two name its contents. ``blocks`` and ``readings`` count what is in it.
    """

    id: str
    seq: int
    blocks: int
    readings: int


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
    :raises sqlite3.DatabaseError: of damage, see :func:`mend_day`; else it may be tried again.
    """
    path = path_of(directory, day)
    if not path.exists():
        _create(path)
    with closing(open_file(path, _SCHEMA)) as file, transaction(file):
        told = read_written(file)
        if told is None:
            raise sqlite3.DatabaseError(f"{path.name} does not say what was written to it")
        _insert(file, told, (_stored(block, names, told.seq + 1) for block in blocks))


def read_tag(
    directory: Path, day: int, tag: str, start: Instant, end: Instant
) -> list[StoredBlock]:
    """A tag's blocks that may hold any of [start, end), in the order of their writing."""
    return _select(
        path_of(directory, day),
        _BLOCKS + " WHERE name = ? AND t0 > ? AND t0 < ? AND t1 >= ? ORDER BY seq",
        (tag, start - BLOCK_MS, end, start),
    )


def read_window(directory: Path, day: int, start: Instant, end: Instant) -> list[StoredBlock]:
    """All tags' blocks that may hold any of [start, end), in the order of their writing."""
    return _select(
        path_of(directory, day),
        _BLOCKS + " WHERE t0 > ? AND t0 < ? AND t1 >= ? ORDER BY seq",
        (start - BLOCK_MS, end, start),
    )


def read_blocks(file: sqlite3.Connection) -> Iterator[StoredBlock]:
    """All blocks of an open day, tag by tag."""
    return map(StoredBlock._make, file.execute(_BLOCKS + " ORDER BY block.tag, t0, seq"))


def read_written(file: sqlite3.Connection) -> Written | None:
    """What an open day says of itself; None where that is damaged or missing."""
    row = file.execute("SELECT id, seq, blocks, readings, crc FROM written").fetchone()
    return Written(*row[:-1]) if row and checksum(*row[:-1]) == row[-1] else None


def is_sound(directory: Path, day: int) -> bool:
    """Whether a day can be read from end to end and every block is what was written."""
    path = path_of(directory, day)
    if not path.exists():
        return True
    if not has_sound_header(path):
        return False
    try:
        with closing(open_to_read(path)) as file:
            whole = all(block.whole for block in read_blocks(file))
            checked = file.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            return whole and checked and read_written(file) is not None
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return False


def mend_day(directory: Path, day: int) -> Path | None:
    """Set a damaged day aside and put what is whole of it into a new one.

    :returns: where the damaged one is now, None if the day is gone.
    """
    path = path_of(directory, day)
    return replace_damaged(path, _rebuild) if path.exists() else None


def unlink_day(directory: Path, day: int) -> None:
    """Forget a day, with what SQLite keeps beside the file."""
    path = path_of(directory, day)
    for end in ("", *BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)


def path_of(directory: Path, day: int) -> Path:
    """Where a day lies."""
    return directory / f"{dt.date.fromordinal(_EPOCH + day).isoformat()}{_SUFFIX}"


def _create(path: Path) -> None:
    """Make an empty day whole before anyone can see it, and its name durable.

    Another process may be making it, too (one left over from a platform that was killed): the
    first one stands.
    """
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    unfinished.unlink(missing_ok=True)
    _begin(unfinished)
    with suppress(FileExistsError):
        rename_new(unfinished, path)
    unfinished.unlink(missing_ok=True)
    sync_directory(path.parent)


def _begin(path: Path) -> None:
    row = (secrets.token_hex(8), 0, 0, 0)
    with closing(open_file(path, _SCHEMA)) as file:
        file.execute("INSERT INTO written VALUES (1, ?, ?, ?, ?, ?)", (*row, checksum(*row)))


def _rebuild(fresh: Path, damaged: Path) -> None:
    """Make a new day of what is whole of a damaged one."""
    blocks = [block for block in _salvage(damaged).values() if block.whole]
    _begin(fresh)
    with closing(open_file(fresh, _SCHEMA)) as file, transaction(file):
        if told := read_written(file):
            newest = max((block.seq for block in blocks), default=0)
            _insert(file, told._replace(seq=newest), blocks)


def _stored(block: Sealed, names: Mapping[int, str], seq: int) -> StoredBlock:
    row = (names[block.tag], block.first, seq, block.last, block.readings, block.data)
    return StoredBlock(*row, checksum(*row))


def _insert(file: sqlite3.Connection, told: Written, blocks: Iterable[StoredBlock]) -> None:
    """Add blocks one after the other, and say so in what the file says of itself."""
    number_of = {name: number for number, name in file.execute("SELECT id, name FROM tag")}
    count = readings = 0

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal count, readings
        for block in blocks:
            if block.tag not in number_of:
                added = file.execute("INSERT INTO tag (name) VALUES (?)", (block.tag,))
                number_of[block.tag] = added.lastrowid
            count, readings = count + 1, readings + block.readings
            yield number_of[block.tag], *block[1:]

    file.executemany(
        "INSERT INTO block (tag, t0, seq, t1, n, data, crc) VALUES (?, ?, ?, ?, ?, ?, ?)", rows()
    )
    now = Written(told.id, told.seq + 1, told.blocks + count, told.readings + readings)
    file.execute(
        "UPDATE written SET id = ?, seq = ?, blocks = ?, readings = ?, crc = ?",
        (*now, checksum(*now)),
    )


def _salvage(path: Path) -> dict[tuple[str | None, int, int], StoredBlock]:
    """The blocks of a damaged file up to where it can't be read, from both of its ends."""
    found: dict[tuple[str | None, int, int], StoredBlock] = {}
    for order in ("", " ORDER BY block.tag DESC, t0 DESC, seq DESC"):
        try:
            with closing(open_to_read(path)) as file:
                for block in map(StoredBlock._make, file.execute(_BLOCKS + order)):
                    found.setdefault(block[:3], block)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
    return found


def _select(path: Path, query: str, arguments: tuple[object, ...]) -> list[StoredBlock]:
    try:
        with closing(open_to_read(path)) as file:
            return [StoredBlock(*row) for row in file.execute(query, arguments)]
    except sqlite3.OperationalError:
        if path.exists():
            raise
        return []  # forgotten between the listing and now
