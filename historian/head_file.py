"""The embedded store's journal in SQLite: batches not sealed yet, and how far the spool was taken.

A batch and the spool position behind it are one durable transaction, so after any crash the two
agree. Every row bears a checksum and the batches are numbered without a gap, so what is damaged or
gone is noticed on opening. Written from one thread; another process may read. What was sealed is
in :mod:`historian.day_file`.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from historian.checksum import checksum
from historian.head import Columns
from historian.port import SpoolPosition
from historian.sqlite_file import is_damage, open_file, open_to_read, replace_damaged, transaction

FILE_NAME: Final = "head.sqlite"

SPARE_PAGES: Final = 1000
"""Of 8 KiB, kept for the batches to come: giving back and taking again costs a writer time."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tag (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS head (
    id INTEGER PRIMARY KEY, n INTEGER NOT NULL, data BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS newest (
    one INTEGER PRIMARY KEY CHECK (one = 1), data BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS state (
    one INTEGER PRIMARY KEY CHECK (one = 1), sealed INTEGER NOT NULL, batch INTEGER NOT NULL,
    segment INTEGER, at INTEGER, crc INTEGER NOT NULL
);
"""


class HeadState(NamedTuple):
    """The newest batch sealed and the newest written (0: none yet), how far the spool was taken."""

    sealed: int = 0
    batch: int = 0
    position: SpoolPosition | None = None


@dataclass(frozen=True, slots=True)
class HeadContents:
    """What a head file holds and is whole.

    :param tags: name → the number that ``batches`` and ``newest`` know it by.
    :param batches: what is not sealed yet, in the order of writing.
    :param newest: the newest reading of each tag when batches were last removed.
    :param complaints: what is damaged or gone, empty in a sound file.
    """

    state: HeadState
    tags: Mapping[str, int]
    batches: Sequence[Columns]
    newest: Columns
    complaints: Sequence[str]


class HeadFile:
    """An open head file; every method that writes is durable when it returns."""

    def __init__(self, path: Path) -> None:
        self._file = open_file(path, _SCHEMA)
        self._state = HeadState()

    @property
    def state(self) -> HeadState:
        """Which batches it holds and how far the spool was taken up."""
        return self._state

    def contents(self) -> HeadContents:
        """Everything in the file, checked."""
        found = _read_contents(self._file)
        self._state = found.state
        return found

    def adopt(self, tags: Sequence[str]) -> dict[str, int]:
        """Give every tag a number that it keeps for good; returns name → number of all."""
        numbers = {name: number for number, name in self._file.execute("SELECT id, name FROM tag")}
        fresh = [tag for tag in dict.fromkeys(tags) if tag not in numbers]
        first = max(numbers.values(), default=0) + 1
        rows = [(number, tag, checksum(number, tag)) for number, tag in enumerate(fresh, first)]
        with transaction(self._file):
            self._file.executemany("INSERT INTO tag VALUES (?, ?, ?)", rows)
        return numbers | {tag: number for number, tag, _ in rows}

    def append(self, columns: Columns, upto: SpoolPosition) -> None:
        """Keep a batch, which may be empty, and the position behind it."""
        sealed, batch, _ = self._state
        with transaction(self._file):
            if len(columns):
                batch += 1
                self._insert(batch, columns)
            self._write_state(state := HeadState(sealed, batch, upto))
        self._state = state

    def remove(self, upto: int, newest: Columns | None = None) -> None:
        """Let go of the batches up to a number, which are sealed; their room goes back.

        :param newest: the newest reading of every tag, to be kept with the first removal of
            several.
        """
        state = self._state._replace(sealed=max(upto, self._state.sealed))
        with transaction(self._file):
            self._file.execute("DELETE FROM head WHERE id <= ?", (upto,))
            if newest is not None:
                row = (data := newest.to_bytes(), checksum(data))
                self._file.execute("INSERT OR REPLACE INTO newest VALUES (1, ?, ?)", row)
            self._write_state(state)
        self._state = state
        self._give_back()

    def _give_back(self) -> None:
        """Give free pages back to the disk, but for those that the next batches will want."""
        ((free,),) = self._file.execute("PRAGMA freelist_count")
        if free > SPARE_PAGES:
            # Not with execute: that takes one step, and every step gives back one page.
            self._file.executescript(f"PRAGMA incremental_vacuum({free - SPARE_PAGES})")

    def close(self) -> None:
        self._file.close()

    def _write_state(self, state: HeadState) -> None:
        row = (state.sealed, state.batch, *(state.position or (None, None)))
        self._file.execute(
            "INSERT OR REPLACE INTO state VALUES (1, ?, ?, ?, ?, ?)", (*row, checksum(*row))
        )

    def take_over(self, others: HeadContents) -> None:
        """Begin with another file's contents; batch numbers go on where its end."""
        sealed = others.state.batch
        with transaction(self._file):
            self._file.executemany(
                "INSERT INTO tag VALUES (?, ?, ?)",
                [(number, name, checksum(number, name)) for name, number in others.tags.items()],
            )
            for number, columns in enumerate(others.batches, sealed + 1):
                self._insert(number, columns)
            newest = others.newest.to_bytes()
            self._file.execute("INSERT INTO newest VALUES (1, ?, ?)", (newest, checksum(newest)))
            state = HeadState(sealed, sealed + len(others.batches), others.state.position)
            self._write_state(state)
        self._state = state

    def _insert(self, number: int, columns: Columns) -> None:
        row = (number, len(columns), columns.to_bytes())
        self._file.execute("INSERT INTO head VALUES (?, ?, ?, ?)", (*row, checksum(*row)))


def open_head(path: Path) -> tuple[HeadFile, HeadContents, Path | None]:
    """A head file with its contents.

    :returns: also where a damaged one was set aside. A new one then holds what was whole, and no
        position: what the spool still has is taken up again, which changes nothing that is known.
    """
    head, contents = _try_to_open(path)
    if head is not None and not contents.complaints:
        return head, contents, None
    if head is not None:
        head.close()
    state = contents.state._replace(position=None)
    head, aside = renew_head(path, replace(contents, state=state))
    return head, head.contents(), aside


def renew_head(path: Path, contents: HeadContents) -> tuple[HeadFile, Path]:
    """Set a damaged head file aside and put a new one with other contents in its place."""

    def build(fresh: Path, _: Path) -> None:
        with closing(HeadFile(fresh)) as head:
            head.take_over(contents)

    aside = replace_damaged(path, build)
    head = HeadFile(path)
    head.contents()
    return head, aside


def read_head(path: Path) -> HeadContents:
    """What a head file holds now, without a lock and without writing; empty if there is none.

    :raises sqlite3.DatabaseError: it can't be read.
    """
    if not path.exists():
        return HeadContents(HeadState(), {}, (), Columns.room(0), ())
    with closing(open_to_read(path)) as file:
        file.execute("BEGIN")
        return _read_contents(file)


def _try_to_open(path: Path) -> tuple[HeadFile | None, HeadContents]:
    head = None
    try:
        head = HeadFile(path)
        return head, head.contents()
    except sqlite3.Error as error:
        if head is not None:
            head.close()
        if not is_damage(error):
            raise
        return None, HeadContents(HeadState(), {}, (), Columns.room(0), (str(error),))


def _read_contents(file: sqlite3.Connection) -> HeadContents:
    """Everything that is whole, and what is not."""
    complaints: list[str] = []
    state = _read_state(file, complaints)
    tags, numbers, batches, newest = {}, set(), [], Columns.room(0)
    for number, name, crc in _rows(file, "SELECT id, name, crc FROM tag", complaints):
        if checksum(number, name) == crc:
            tags[name] = number
        else:
            complaints.append(f"tag {number}: its row is not what was written")
    for number, count, data, crc in _rows(
        file, "SELECT id, n, data, crc FROM head ORDER BY id", complaints
    ):
        if checksum(number, count, data) == crc:
            numbers.add(number)
            batches.append(Columns.from_bytes(data))
        else:
            complaints.append(f"batch {number}: its row is not what was written")
    if numbers != (due := set(range(state.sealed + 1, state.batch + 1))):
        complaints.append(f"batches: {len(due - numbers)} of {len(due)} are gone or damaged")
    for data, crc in _rows(file, "SELECT data, crc FROM newest", complaints):
        if checksum(data) == crc:
            newest = Columns.from_bytes(data)
        else:
            complaints.append("newest readings: their row is not what was written")
    known = set(tags.values())
    whole = [columns.of_tags(known) for columns in batches]
    return HeadContents(state, tags, whole, newest.of_tags(known), complaints)


def _read_state(file: sqlite3.Connection, complaints: list[str]) -> HeadState:
    for sealed, batch, segment, at, crc in _rows(
        file, "SELECT sealed, batch, segment, at, crc FROM state", complaints
    ):
        if checksum(sealed, batch, segment, at) == crc:
            position = None if segment is None else SpoolPosition(segment, at)
            return HeadState(sealed, batch, position)
        complaints.append("state: its row is not what was written")
    return HeadState()


def _rows(file: sqlite3.Connection, query: str, complaints: list[str]) -> Iterator[tuple[Any, ...]]:
    """The rows up to where the file is damaged, if it is."""
    try:
        yield from file.execute(query)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        complaints.append(str(error))
