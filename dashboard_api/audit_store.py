"""The audit log on disk: an SQLite file of its own beside the accounts, appended to and read.

Everything here blocks and raises :class:`alerting.journal_errors.JournalUnavailableError` where
the file can't be used. Several processes may append: a command beside a running platform takes
its turn. Grouping commits and what is done while the file is away is
:mod:`dashboard_api.audit_log`'s business.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)

from alerting.chain import begin_chain
from alerting.chain_walk import Break, Walk, read_head
from alerting.journal_chain import Anchor, check_anchors
from alerting.journal_errors import translate_errors
from dashboard_api.audit import Act, AuditEntry
from dashboard_api.audit_tables import AUDIT, AUDIT_CHAIN, HEAD, METADATA, make_row, read_row
from plant.reading import Instant

BITE: Final = 1000
"""Rows deleted in one transaction, so that an append waits some ms for it."""

_PAGE: Final = 1000
_PRAGMAS: Final = (
    "PRAGMA busy_timeout = 400",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which rows, at most ``limit`` of them: ``start`` ≤ at < ``end``; ``before`` and ``after``
    bound the number, both exclusive. None asks for nothing in particular.
    """

    limit: int
    before: int | None = None
    after: int | None = None
    actor: str | None = None
    action: str | None = None
    object: str | None = None
    start: Instant | None = None
    end: Instant | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk over the chain found: rows ``first`` to ``seq``, the newest's digest, and every
    row that is not what it was.
    """

    id: str
    first: int
    seq: int
    digest: str
    findings: tuple[Break, ...]

    @property
    def rows(self) -> int:
        """How many rows there should be."""
        return self.seq - self.first + 1


class AuditStore:
    """The file at ``url`` (SQLAlchemy, SQLite); opened, and made, with the first use.

    :param make: whether a file without tables gets them; who only reads never changes anything.
    """

    def __init__(self, url: str, *, make: bool = True) -> None:
        self._url = url
        self._make = make
        self._lock = Lock()
        self._engines: tuple[Engine, Engine] | None = None

    def append(self, acts: Sequence[Act]) -> int:
        """Make acts durable, in their order, in one transaction; the number of the last row."""
        with translate_errors(), self._open()[1].begin() as connection:
            rows = AUDIT_CHAIN.extend(connection, [make_row(act) for act in acts])
        return int(rows[-1]["seq"])

    def read(self, query: AuditQuery) -> list[AuditEntry]:
        """Rows, newest first; oldest first where ``after`` is given."""
        with translate_errors(), self._open()[0].connect() as connection:
            return [read_row(row) for row in connection.execute(_ask(query)).mappings()]

    def stream(self, query: AuditQuery) -> Iterator[list[AuditEntry]]:
        """Every row that a query asks for, oldest first, page by page; at least one page."""
        query = replace(query, limit=_PAGE, after=query.after or 0)
        while True:
            page = self.read(query)
            yield page
            if len(page) < _PAGE:
                return
            query = replace(query, after=page[-1].seq)

    def verify(self, anchors: Sequence[Anchor] = ()) -> Verified:
        """Walk the whole chain from where the retention has cut it.

        :param anchors: kept elsewhere; a chain that was rewritten up to its head is found only so.
        """
        engine, wanted = self._open()[0], {anchor.seq for anchor in anchors}
        while True:
            head = read_head(engine, AUDIT_CHAIN)
            walk = Walk(AUDIT_CHAIN, head, wanted)
            broken = walk.run(engine, lambda _more, _all: None)
            now = read_head(engine, AUDIT_CHAIN)
            if broken is None or now["cut_seq"] == head["cut_seq"]:
                break
            # The retention deleted rows meanwhile: what is missing may only be gone.
        findings = (broken,) if broken else tuple(check_anchors(anchors, walk.digests, head))
        return Verified(head["id"], head["cut_seq"] + 1, head["seq"], head["digest"], findings)

    def forget(self, before: Instant, most: int = BITE) -> int:
        """Delete the oldest rows that are older than an instant; how many, 0 once there is none.

        The chain then begins behind them, and can still be verified.
        """
        with translate_errors(), self._open()[1].begin() as connection:
            connection.execute(select(HEAD).with_for_update())
            oldest = select(AUDIT.c.seq, AUDIT.c.at).order_by(AUDIT.c.seq).limit(most)
            cut = 0
            gone = 0
            for seq, at in connection.execute(oldest):
                if at >= before:
                    break
                cut, gone = seq, gone + 1
            if cut:
                _cut(connection, cut)
        return gone

    def close(self) -> None:
        """Let go of the file."""
        for engine in self._engines or ():
            engine.dispose()

    def _open(self) -> tuple[Engine, Engine]:
        """The engines to read and to write with; a failed opening is tried again the next time."""
        with self._lock:
            if self._engines is None:
                read, write = create_engine(self._url), create_engine(self._url, pool_size=1)
                for engine in (read, write):
                    event.listen(engine, "connect", _prepare)
                event.listen(write, "begin", _begin_writing)
                try:
                    if self._make:
                        with translate_errors(), write.begin() as connection:
                            _make_tables(connection)
                except BaseException:
                    read.dispose()
                    write.dispose()
                    raise
                self._engines = read, write
            return self._engines


def _make_tables(connection: Connection) -> None:
    METADATA.create_all(connection)
    if connection.execute(select(HEAD.c.one)).first() is None:
        name = secrets.token_hex(8)
        first = {"one": 1, "id": name, "seq": 0, "digest": begin_chain(name)}
        connection.execute(insert(HEAD).values(first))


def _ask(query: AuditQuery) -> Select[Any]:
    told = {"actor": query.actor, "action": query.action, "object": query.object}
    wanted = [AUDIT.c[name] == word for name, word in told.items() if word is not None]
    bounds: dict[Callable[[Any], Any], int | None] = {
        AUDIT.c.seq.__lt__: query.before,
        AUDIT.c.seq.__gt__: query.after,
        AUDIT.c.at.__ge__: query.start,
        AUDIT.c.at.__lt__: query.end,
    }
    wanted += [bind(bound) for bind, bound in bounds.items() if bound is not None]
    order = AUDIT.c.seq.desc() if query.after is None else AUDIT.c.seq
    return select(AUDIT).where(*wanted).order_by(order).limit(query.limit)


def _cut(connection: Connection, seq: int) -> None:
    row = connection.execute(select(AUDIT).where(AUDIT.c.seq == seq)).mappings().one()
    connection.execute(update(HEAD).values(cut_seq=seq, cut_digest=AUDIT_CHAIN.digest(row)))
    connection.execute(delete(AUDIT).where(AUDIT.c.seq <= seq))


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin late and never exclusively
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # writers take turns from the first statement
