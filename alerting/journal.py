"""The journal: every event of every alarm, kept for good, each row bearing witness to the last.

Append-only and hash-chained: a row's ``previous`` is the SHA-256 of the row before it. One append
is one durable transaction, the group commit of a tick. One thread appends; others read meanwhile
on connections of their own. What is appended and what an alarm makes of it is
:mod:`alerting.alarms`' business.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from errno import EDQUOT, ENOSPC
from sqlite3 import SQLITE_FULL
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, tuple_, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from alerting.alarm import Entry
from alerting.journal_engine import JournalRefusedError, open_engines
from alerting.journal_tables import HEAD, JOURNAL, begin_chain, digest_row, make_row, read_row
from plant.reading import Instant

__all__ = ["Break", "Journal", "JournalRefusedError", "JournalUnavailableError"]

_PAGE: Final = 5000
_INSERT: Final = insert(JOURNAL).returning(JOURNAL.c.seq)
"""Asks for ``seq`` only because SQLAlchemy then sends many rows a statement: pg8000 by itself sends
one, which takes three times as long for a flood of 5,000."""

_KEYS: Final = 300
"""Keys asked for in one statement, well below every store's number of parameters."""


class JournalUnavailableError(Exception):
    """The database can't be reached or takes nothing for now: keep the entries and try again."""

    full = False
    """Whether its disk, on this machine, has no more room."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain first fails: the row it concerns, and how."""

    seq: int
    detail: str


_Key = tuple[str, str, Instant]
"""What is unique: (alarm, event, at)."""


class _Tip(NamedTuple):
    seq: int
    digest: str


class Journal:
    """The journal in the database of ``url``, created there if there is none.

    :param url: SQLAlchemy's, ``sqlite:///file`` or ``postgresql://user@host/database``.
    :raises JournalUnavailableError: it can't be reached.
    :raises JournalRefusedError: it belongs to a newer release, or the URL is of no use.
    """

    id: str
    """Random, given at creation, the same ever after: the epoch of the websocket's ``q``."""
    last_seq: int
    """The ``seq`` of the newest row this object has committed or found; 0 in an empty journal."""

    def __init__(self, url: str) -> None:
        with _translate():
            self._engines = open_engines(url)
        (head,) = self._select(select(HEAD))
        self.id, self.last_seq = head["id"], head["seq"]

    def append(self, entries: Iterable[Entry]) -> list[Entry]:
        """Commit entries durably in one transaction, in their order.

        An entry whose (alarm, event, at) the journal already has is left out. The exception are
        rows that this object committed without learning so, because the answer was lost: they
        are given back as if they had been committed now, so that trying again loses nothing.

        :returns: the entries committed, with ``seq`` and ``previous``.
        :raises JournalUnavailableError: nothing is known to be committed; append the same again.
        """
        wanted: dict[_Key, Entry] = {}
        for entry in entries:
            wanted.setdefault(_key(entry), entry)
        with _translate():
            try:
                committed = self._commit(list(wanted.values()))
            except IntegrityError:
                committed = self._commit_absent(wanted)
        if committed:
            self.last_seq = committed[-1].seq
        return committed

    def read(
        self,
        after: int = 0,
        limit: int | None = None,
        alarm: str | None = None,
        start: Instant | None = None,
        end: Instant | None = None,
        *,
        before: int | None = None,
        newest_first: bool = False,
    ) -> list[Entry]:
        """Committed entries in the order of ``seq``, or against it.

        :param after: only those with a greater ``seq``.
        :param before: only those with a smaller ``seq``.
        :param limit: at most so many.
        :param alarm: only this alarm's.
        :param start: only those with start ≤ at.
        :param end: only those with at < end.
        """
        bounds = [JOURNAL.c.seq > after]
        if alarm is not None:
            bounds.append(JOURNAL.c.alarm == alarm)
        if start is not None:
            bounds.append(JOURNAL.c.at >= start)
        if end is not None:
            bounds.append(JOURNAL.c.at < end)
        if before is not None:
            bounds.append(JOURNAL.c.seq < before)
        order = JOURNAL.c.seq.desc() if newest_first else JOURNAL.c.seq
        query = select(JOURNAL).where(*bounds).order_by(order).limit(limit)
        return [read_row(row) for row in self._select(query)]

    def stream(self, after: int = 0) -> Iterator[Entry]:
        """All committed entries after a ``seq``, a page at a time, however many there are."""
        while page := self.read(after, limit=_PAGE):
            yield from page
            after = page[-1].seq

    def verify(self) -> Break | None:
        """Walk the whole chain.

        :returns: the first row that was changed, lost or put in, None if every row stands as it
            was committed. A chain rewritten from some row to its head is found only by comparing
            with a ``seq`` and ``previous`` kept elsewhere.
        """
        newest = select(func.coalesce(func.max(JOURNAL.c.seq), 0)).scalar_subquery()
        (head,) = self._select(select(HEAD, newest.label("newest")))  # one statement, one moment
        tip = _Tip(0, begin_chain(head["id"]))
        for row in self._walk(head["seq"]):
            if row["seq"] != tip.seq + 1:
                return Break(tip.seq + 1, f"missing: row {row['seq']} follows row {tip.seq}")
            if row["previous"] != tip.digest:
                return Break(max(tip.seq, 1), f"does not match what row {row['seq']} says of it")
            tip = _Tip(row["seq"], digest_row(row))
        if tip.seq != head["seq"]:
            return Break(tip.seq + 1, f"missing: the head says {head['seq']} rows")
        if tip.digest != head["digest"]:
            return Break(tip.seq, "does not match what the head says of it")
        if head["newest"] > head["seq"]:
            return Break(head["seq"] + 1, f"put in: the head says {head['seq']} rows")
        return None

    def close(self) -> None:
        """Let go of all connections."""
        self._engines.dispose()

    def _commit(self, entries: Sequence[Entry]) -> list[Entry]:
        if not entries:
            return []
        with self._engines.write.begin() as connection:
            rows, tip = _chain(entries, _take_tip(connection))
            connection.execute(_INSERT, rows)
            connection.execute(update(HEAD).values(seq=tip.seq, digest=tip.digest))
        return [
            replace(entry, seq=row["seq"], previous=row["previous"])
            for entry, row in zip(entries, rows, strict=True)
        ]

    def _commit_absent(self, wanted: dict[_Key, Entry]) -> list[Entry]:
        """Commit what the journal does not have, after what it has without our knowing."""
        found = self._find(list(wanted))
        untold = [entry for entry in found.values() if entry.seq > self.last_seq]
        absent = [entry for key, entry in wanted.items() if key not in found]
        return sorted(untold, key=lambda entry: entry.seq) + self._commit(absent)

    def _find(self, keys: Sequence[_Key]) -> dict[_Key, Entry]:
        columns = tuple_(JOURNAL.c.alarm, JOURNAL.c.event, JOURNAL.c.at)
        rows: list[RowMapping] = []
        for first in range(0, len(keys), _KEYS):
            rows += self._select(select(JOURNAL).where(columns.in_(keys[first : first + _KEYS])))
        return {_key(entry): entry for entry in map(read_row, rows)}

    def _walk(self, last: int) -> Iterator[RowMapping]:
        """Every row up to ``last`` as it is stored, even if no entry can be read from it."""
        rows = select(JOURNAL).where(JOURNAL.c.seq <= last).order_by(JOURNAL.c.seq).limit(_PAGE)
        seq = 0
        while page := self._select(rows.where(JOURNAL.c.seq > seq)):
            yield from page
            seq = page[-1]["seq"]

    def _select(self, query: Select[Any]) -> Sequence[RowMapping]:
        with _translate(), self._engines.read.begin() as connection:
            return connection.execute(query).mappings().all()


def _take_tip(connection: Connection) -> _Tip:
    """The head, locked until the transaction ends: writers take turns here on PostgreSQL."""
    head = select(HEAD.c.seq, HEAD.c.digest).with_for_update()
    return _Tip(*connection.execute(head).one())


def _chain(entries: Iterable[Entry], tip: _Tip) -> tuple[list[dict[str, Any]], _Tip]:
    """The entries' rows, each linked to the one before, and the digest of the last."""
    rows = []
    for entry in entries:
        row = make_row(entry) | {"seq": tip.seq + 1, "previous": tip.digest}
        tip = _Tip(tip.seq + 1, digest_row(row))
        rows.append(row)
    return rows, tip


def _key(entry: Entry) -> _Key:
    return entry.alarm, entry.event.value, entry.at


@contextmanager
def _translate() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeoutError, OSError) as error:
        unavailable = JournalUnavailableError(str(error))
        unavailable.full = _is_disk_full(error)
        raise unavailable from error


def _is_disk_full(error: Exception) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return cause.errno in (ENOSPC, EDQUOT)
    return getattr(cause, "sqlite_errorcode", None) == SQLITE_FULL
