"""What a journal's database can fail with, told apart by what its caller can do about it.

Every statement of the journal runs inside :func:`translate_errors`, so no driver's exception
leaves ``alerting``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from sqlite3 import SQLITE_BUSY, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_NOTADB
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

__all__ = ["JournalRefusedError", "JournalUnavailableError", "translate_errors"]

_PRIMARY: Final = 0xFF
"""The bits of SQLite's code that say what it is, without the detail."""


class JournalRefusedError(Exception):
    """This release can't use that database as it is; trying again will not help."""


class JournalUnavailableError(Exception):
    """The database can't be reached or takes nothing for now: keep the entries and try again."""

    full = False
    """Whether its disk, on this machine, has no more room."""

    busy = False
    """Whether another one holds the file."""

    damaged = False
    """Whether the file is no database (any more)."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn what the driver raises into :class:`JournalUnavailableError`."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError, OSError) as error:
        unavailable = JournalUnavailableError(str(error))
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY
        out_of_room = isinstance(cause, OSError) and cause.errno in (ENOSPC, EDQUOT)
        unavailable.full = out_of_room or code == SQLITE_FULL
        unavailable.busy = code == SQLITE_BUSY
        unavailable.damaged = code in (SQLITE_CORRUPT, SQLITE_NOTADB)
        raise unavailable from error
