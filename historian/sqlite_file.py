"""SQLite as the embedded store uses it: how a file is opened, and transactions that clean up."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def open_file(path: Path, schema: str) -> sqlite3.Connection:
    """A file for durable writing, made with its tables if it isn't there yet.

    WAL lets readers go on while a commit is under way, FULL syncs at every commit.
    """
    # One thread at a time, but not always the same one: the executor's may be replaced.
    file = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=False)
    file.execute("PRAGMA page_size = 8192")  # before WAL, which fixes it
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = FULL")
    file.execute("PRAGMA wal_autocheckpoint = 4000")
    file.executescript(schema)
    return file


def open_to_read(path: Path) -> sqlite3.Connection:
    """A file for reading, which must be there."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10.0)


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
