"""The journal: every event of every alarm, kept for years, each row bearing witness to the last.

Append-only and hash-chained: a row's ``previous`` is the SHA-256 of the row before it. One append
is one durable transaction, the group commit of a tick. One thread appends; others read meanwhile
on connections of their own. What is appended and what an alarm makes of it is
:mod:`alerting.alarms`' business; the verifier is :mod:`alerting.journal_chain`'s, snapshots and
forgetting are those of the files beside it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import Any, Final, TypeVar, overload

from sqlalchemy import Connection, Engine, RowMapping, Select, select, tuple_
from sqlalchemy.exc import IntegrityError

from alerting.alarm import Entry
from alerting.chain_walk import verify_chain
from alerting.handling_book import HandlingBook
from alerting.handling_opening import HandlingSite
from alerting.handover_book import HandoverBook
from alerting.handover_tables import HANDOVER_CHAIN
from alerting.journal_chain import Advance, Anchor, Break, Chain, inspect_chain
from alerting.journal_engine import open_engines
from alerting.journal_errors import JournalRefusedError, JournalUnavailableError, translate_errors
from alerting.journal_retention import BITE, forget_bite
from alerting.journal_snapshots import Stored, list_stored, load_stored, write_snapshot
from alerting.journal_tables import HEAD, JOURNAL, JOURNAL_CHAIN, make_row, read_row
from alerting.key_parts import cut_keys
from alerting.outbox import Calls, Outbox
from alerting.snapshot import Snapshot
from plant.condition import Condition
from plant.reading import Instant

__all__ = ["Break", "Chain", "Journal", "JournalRefusedError", "JournalUnavailableError"]

_PAGE: Final = 5000


_Key = tuple[str, str, Instant]
"""What is unique: (alarm, event, at)."""


Book = TypeVar("Book")


def _itself(connection: Connection) -> Connection:
    return connection


def list_alarms(sources: Collection[str]) -> list[str]:
    """Every alarm that these sources can have: by id, so that no part of an id is taken for one."""
    return [f"{source}:{condition}" for source in sources for condition in Condition]


@contextmanager
def _begin(engine: Engine, book: Callable[[Connection], Book]) -> Iterator[Book]:
    with translate_errors(), engine.begin() as connection:
        yield book(connection)


class Journal:
    """The journal in the database of ``url``, created there if there is none.

    :param url: SQLAlchemy's, ``sqlite:///file`` or ``postgresql://user@host/database``.
    :param upgrade: False for whoever only reads: no table is made or changed then.
    :raises JournalUnavailableError: it can't be reached.
    :raises JournalRefusedError: it belongs to a newer release, or the URL is of no use; without
        ``upgrade`` also if there is none, or one of an older release.
    """

    id: str
    """Random, given at creation, the same ever after: the epoch of the websocket's ``q``."""
    last_seq: int
    """The ``seq`` of the newest row this object has committed or found; 0 in an empty journal."""
    handling: HandlingSite | None = None
    """The plant in force as handling records note it; without one no record is opened."""

    def __init__(self, url: str, *, upgrade: bool = True) -> None:
        with translate_errors():
            self._engines = open_engines(url, upgrade=upgrade)
        (head,) = self._select(select(HEAD))
        self.id, self.last_seq = head["id"], head["seq"]

    def append(self, entries: Iterable[Entry], calls: Sequence[Calls] = ()) -> list[Entry]:
        """Commit entries durably in one transaction, in their order, with what became of calls.

        An entry whose (alarm, event, at) the journal already has is left out. The exception are
        rows that this object committed without learning so, because the answer was lost: they
        are given back as if they had been committed now, so that trying again loses nothing.

        :returns: the entries committed, with ``seq`` and ``previous``.
        :raises JournalUnavailableError: nothing is known to be committed; append the same again.
        """
        wanted: dict[_Key, Entry] = {}
        for entry in entries:
            wanted.setdefault(_key(entry), entry)
        with translate_errors():
            try:
                committed = self._commit(list(wanted.values()), calls)
            except IntegrityError:
                committed = self._commit_absent(wanted, calls)
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
        alarms: Collection[str] | None = None,
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
        :param alarms: only those of these alarms, however many.
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
        if alarms is None:
            return [read_row(row) for row in self._select(query)]
        parts = [
            [read_row(row) for row in self._select(query.where(JOURNAL.c.alarm.in_(part)))]
            for part in cut_keys(sorted(alarms))
        ]
        merged = merge(*parts, key=lambda entry: entry.seq, reverse=newest_first)
        return list(islice(merged, limit))

    def stream(
        self, after: int = 0, start: Instant | None = None, end: Instant | None = None
    ) -> Iterator[Entry]:
        """All committed entries after a ``seq``, a page at a time, however many there are.

        :param start: only those with start ≤ at.
        :param end: only those with at < end.
        """
        while page := self.read(after, limit=_PAGE, start=start, end=end):
            yield from page
            after = page[-1].seq

    @property
    def cut_seq(self) -> int:
        """The last row that the retention has deleted, 0 if it has none."""
        (head,) = self._select(select(HEAD.c.cut_seq))
        return int(head["cut_seq"])

    def verify(self) -> Break | None:
        """Walk the whole chain, from where the retention has cut it.

        :returns: the first row that was changed, lost or put in, None if every row stands as it
            was committed. A chain rewritten from some row to its head is found only by comparing
            with a ``seq`` and ``previous`` kept elsewhere.
        """
        return self.inspect().broken

    def inspect(
        self, anchors: Sequence[Anchor] = (), advance: Advance = lambda _more, _all: None
    ) -> Chain:
        """Verify chain, snapshots and anchors: see :func:`alerting.journal_chain.inspect_chain`.

        The handovers are verified as well: their own chain, and the rows to which they testify.
        """
        with self.reading(HandoverBook) as book:
            witnessed = book.list_anchors()
        chain = inspect_chain(self._engines.read, [*anchors, *witnessed], advance)
        broken = verify_chain(self.read_engine, HANDOVER_CHAIN)
        if broken is None:
            return chain
        named = Break(broken.seq, f"交接班记录 handovers: {broken.detail}")
        return replace(chain, findings=(*chain.findings, named))

    def list_snapshots(self) -> list[Stored]:
        """The finished snapshots, newest first."""
        return list_stored(self._engines.read)

    def load_snapshot(self, stored: Stored) -> Snapshot:
        """One of them: see :func:`alerting.journal_snapshots.load_stored`."""
        return load_stored(self._engines.read, stored)

    def write_snapshot(self, snapshot: Snapshot, at: Instant, folded: int) -> Iterator[None]:
        """Write one, step by step: see :func:`alerting.journal_snapshots.write_snapshot`."""
        return write_snapshot(self._engines.write, snapshot, at, folded)

    def forget(self, before: Instant, now: Instant, most: int = BITE) -> int:
        """Delete some of the oldest rows: see :func:`alerting.journal_retention.forget_bite`."""
        return forget_bite(self._engines.write, before, now, most)

    @property
    def url(self) -> str:
        """By which another process reaches the same journal; it may hold a password."""
        return self._engines.read.url.render_as_string(hide_password=False)

    def fetch(self, query: Select[Any]) -> Sequence[tuple[Any, ...]]:
        """The driver's own rows of a question: an object of each, as :meth:`read` makes them, costs
        a report over years ten times as much.

        :raises JournalUnavailableError: the database can't be read.
        """
        with translate_errors(), self._engines.read.begin() as connection:
            rows: Sequence[tuple[Any, ...]] = connection.execute(query).cursor.fetchall()
            return rows

    @property
    def read_engine(self) -> Engine:
        """For who walks a chain of the same database."""
        return self._engines.read

    @overload
    def reading(self) -> AbstractContextManager[Connection]: ...

    @overload
    def reading(self, book: Callable[[Connection], Book]) -> AbstractContextManager[Book]: ...

    def reading(self, book: Callable[[Connection], Any] = _itself) -> AbstractContextManager[Any]:
        """What is kept beside the journal, only to be asked: the outbox, records and the like."""
        return _begin(self._engines.read, book)

    @overload
    def writing(self) -> AbstractContextManager[Connection]: ...

    @overload
    def writing(self, book: Callable[[Connection], Book]) -> AbstractContextManager[Book]: ...

    def writing(self, book: Callable[[Connection], Any] = _itself) -> AbstractContextManager[Any]:
        """The same in a transaction of its own, for the thread that appends."""
        return _begin(self._engines.write, book)

    def close(self) -> None:
        """Let go of all connections."""
        self._engines.dispose()

    def _commit(self, entries: Sequence[Entry], calls: Sequence[Calls]) -> list[Entry]:
        if not (entries or calls):
            return []
        with self._engines.write.begin() as connection:
            outbox = Outbox(connection)
            for one in calls:
                outbox.record(one)
            if not entries:
                return []
            rows = JOURNAL_CHAIN.extend(connection, map(make_row, entries))
            committed = [
                replace(entry, seq=row["seq"], previous=row["previous"])
                for entry, row in zip(entries, rows, strict=True)
            ]
            if self.handling is not None:
                HandlingBook(connection).follow(committed, self.handling)
        return committed

    def _commit_absent(self, wanted: dict[_Key, Entry], calls: Sequence[Calls]) -> list[Entry]:
        """Commit what the journal does not have, after what it has without our knowing."""
        found = self._find(list(wanted))
        untold = [entry for entry in found.values() if entry.seq > self.last_seq]
        absent = [entry for key, entry in wanted.items() if key not in found]
        return sorted(untold, key=lambda entry: entry.seq) + self._commit(absent, calls)

    def _find(self, keys: Sequence[_Key]) -> dict[_Key, Entry]:
        columns = tuple_(JOURNAL.c.alarm, JOURNAL.c.event, JOURNAL.c.at)
        rows: list[RowMapping] = []
        for part in cut_keys(keys):
            rows += self._select(select(JOURNAL).where(columns.in_(part)))
        return {_key(entry): entry for entry in map(read_row, rows)}

    def _select(self, query: Select[Any]) -> Sequence[RowMapping]:
        with translate_errors(), self._engines.read.begin() as connection:
            return connection.execute(query).mappings().all()


def _key(entry: Entry) -> _Key:
    return entry.alarm, entry.event.value, entry.at
