"""A chain of rows: each bears witness to the one before, and a head tells of the last.

Used for every append-only table of the journal's database. A row's ``previous`` is the SHA-256 of
the row before it, over all columns in their order; the head is one row, with the chain's id, its
last ``seq`` and that row's digest. Walking a chain to verify it is :mod:`alerting.chain_walk`'s.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    insert,
    select,
    update,
)

SEQ: Final = BigInteger().with_variant(Integer, "sqlite")
"""The type of ``seq``; with SQLite it is the row's own number."""


class Tip(NamedTuple):
    """The last row of a chain: its ``seq`` and digest."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A table of chained rows and its head.

    ``later``: columns that older rows lack; absent, they are no part of the digest, whatever wrote
    the row.
    """

    rows: Table
    head: Table
    later: frozenset[str] = frozenset()

    def digest(self, row: Mapping[Any, Any]) -> str:
        """SHA-256 over all columns in their order, the row's own ``previous`` among them."""
        names = (column.name for column in self.rows.columns)
        kept = [row[name] for name in names if name not in self.later or row[name] is not None]
        return hashlib.sha256(json.dumps(kept).encode()).hexdigest()

    def take_tip(self, connection: Connection) -> Tip:
        """The head, locked until the transaction ends: writers take turns here on PostgreSQL."""
        head = select(self.head.c.seq, self.head.c.digest).with_for_update()
        return Tip(*connection.execute(head).one())

    def link(self, rows: Iterable[Mapping[str, Any]], tip: Tip) -> tuple[list[dict[str, Any]], Tip]:
        """Rows with their ``seq`` and ``previous``, and the tip after them."""
        linked = []
        for row in rows:
            own = dict(row) | {"seq": tip.seq + 1, "previous": tip.digest}
            tip = Tip(tip.seq + 1, self.digest(own))
            linked.append(own)
        return linked, tip

    def extend(
        self, connection: Connection, rows: Iterable[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """Put rows at the end, in their order.

        :returns: what was kept, with ``seq`` and ``previous``.
        """
        linked, tip = self.link(rows, self.take_tip(connection))
        # It asks for ``seq`` only because SQLAlchemy then sends many rows a statement: pg8000 by
        # itself sends one, which takes three times as long for a flood of 5,000.
        connection.execute(insert(self.rows).returning(self.rows.c.seq), linked)
        connection.execute(update(self.head).values(seq=tip.seq, digest=tip.digest))
        return linked


def make_head(name: str, metadata: MetaData) -> Table:
    """The table of a chain's head, of which there is one row.

    It gives the next row its place, is the lock under which writers take turns, and shows a change
    or loss of the newest rows, to which no later row bears witness. ``cut_seq`` is the last row
    that the retention deleted, 0 if none, and ``cut_digest`` its digest: there the chain begins.
    """
    return Table(
        name,
        metadata,
        Column("one", SmallInteger, primary_key=True, autoincrement=False),
        Column("id", String(64), nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("digest", String(64), nullable=False),
        Column("cut_seq", BigInteger, nullable=False, server_default="0"),
        Column("cut_digest", String(64), nullable=False, server_default=""),
        CheckConstraint("one = 1", name=f"{name}_one"),
    )


def begin_chain(chain_id: str) -> str:
    """What the first row of a chain has as its ``previous``."""
    return hashlib.sha256(chain_id.encode()).hexdigest()
