"""SQLite as the embedded store uses it: how a file is opened, and transactions that clean up.

Also what its errors mean: a file that is busy or a disk that is full may be tried again, a file
that is no longer what was written may not.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from historian.syncing import sync_directory

BESIDE: Final = ("-wal", "-shm")
"""What SQLite keeps beside a file in use, by the end of its name."""

_DAMAGE: Final = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,  # our statements are right, so the schema they meet is not
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_IOERR_SHORT_READ,
    }
)


def open_file(path: Path, schema: str) -> sqlite3.Connection:
    """A file for durable writing, made with its tables if it isn't there yet.

    WAL lets readers go on while a commit is under way, FULL syncs at every commit. Freed pages
    can be given back to the disk in slices (``PRAGMA incremental_vacuum``), and a log that once
    grew long is cut when it begins anew.

    :raises sqlite3.DatabaseError: it can't be opened or is not what was written.
    """
    if path.exists() and path.stat().st_size and not has_sound_header(path):
        raise sqlite3.DatabaseError(f"{path.name} does not begin as it was written")
    # One thread at a time, but not always the same one: the executor's may be replaced.
    file = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=False)
    try:
        file.execute("PRAGMA page_size = 8192")  # before WAL, which fixes it
        file.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before the first table, likewise
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        _take_care(file)
        file.execute("PRAGMA wal_autocheckpoint = 1000")
        file.execute("PRAGMA journal_size_limit = 1048576")
        file.executescript(schema)
    except BaseException:
        file.close()
        raise
    return file


def open_to_read(path: Path) -> sqlite3.Connection:
    """A file for reading, which must be there; it is never written to.

    Where nobody may write (a backup on a read-only place) nobody can be writing, and SQLite's own
    files beside it could not be made.
    """
    how = "mode=ro" if os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"
    # Used by one thread at a time: the one that opened it may hand it on.
    file = sqlite3.connect(
        f"{path.resolve().as_uri()}?{how}",
        uri=True,
        timeout=10.0,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _take_care(file)
    except BaseException:
        file.close()
        raise
    return file


def has_sound_header(path: Path) -> bool:
    """Whether a file says that it is SQLite's and in WAL mode; else SQLite would not write to it.

    See "The Database Header" in SQLite's file format: 16 bytes of magic, versions at 18 and 19.
    """
    with path.open("rb") as file:
        header = file.read(20)
    return header[:16] == b"SQLite format 3\0" and header[18:] == b"\x02\x02"


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the file is not what was written; else it may be tried again."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code in _DAMAGE or code & 0xFF in _DAMAGE


def replace_damaged(path: Path, build: Callable[[Path, Path], None]) -> Path:
    """Put a new file in the place of a damaged one, which is kept under a name that nobody opens.

    At every moment there is one of the two to read.

    :param build: makes the new file at the first path from the damaged one at the second.
    :returns: where the damaged one is kept.
    """
    free = (path.with_name(f"{path.name}.damaged-{number}") for number in range(1, 10_000))
    aside = next(name for name in free if not name.exists())
    for end in (*BESIDE, ""):
        if (found := path.with_name(path.name + end)).exists():
            _link(found, aside.with_name(aside.name + end))
    fresh = path.with_suffix(".unfinished")
    fresh.unlink(missing_ok=True)
    build(fresh, aside)
    for end in BESIDE:  # of the old file: the new one must not take its log for its own
        path.with_name(path.name + end).unlink(missing_ok=True)
    fresh.replace(path)
    sync_directory(path.parent)
    return aside


def rename_new(path: Path, name: Path) -> None:
    """Give a file a name that nobody has.

    :raises FileExistsError: somebody has it.
    """
    try:
        name.hardlink_to(path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if name.exists():
            raise FileExistsError(name) from None
        path.replace(name)


@contextmanager
def transaction(file: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; takes the writer's lock at once, so it can't fail half way for want of it."""
    file.execute("BEGIN IMMEDIATE")
    try:
        yield
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:
            file.execute("ROLLBACK")
        raise


def _link(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copy2(path, name)


def _take_care(file: sqlite3.Connection) -> None:
    """Damaged text must come to its checksum as some text, not end in an error of decoding.

    :raises sqlite3.DatabaseError: even the names of the tables can't be read.
    """
    file.text_factory = lambda text: text.decode(errors="replace")
    file.execute("PRAGMA cell_size_check = ON")
    try:
        file.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except UnicodeDecodeError as error:  # of SQLite's own message, which quotes what it met
        raise sqlite3.DatabaseError("its schema is damaged") from error
