"""Keeping the register of filed stops: entries into the journal's database and out of it again.

One append is one durable transaction. What an entry means is :mod:`alerting.filed_stops.register`'s
business.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from alerting.filed_stops.stop import StopEntry
from alerting.filed_stops.tables import FILED_STOP, FILED_STOP_CHAIN, make_row, read_row


def append_entries(connection: Connection, entries: Iterable[StopEntry]) -> list[StopEntry]:
    """Add entries in their order, in the transaction that is given.

    :returns: the entries with ``seq`` and ``previous``.
    :raises sqlalchemy.exc.IntegrityError: another one has written that version of a stop.
    """
    entries = list(entries)
    if not entries:
        return []
    rows = FILED_STOP_CHAIN.extend(connection, map(make_row, entries))
    return [
        replace(entry, seq=row["seq"], previous=row["previous"])
        for entry, row in zip(entries, rows, strict=True)
    ]


def read_entries(connection: Connection) -> list[StopEntry]:
    """All of them, in the order in which they were added."""
    rows = connection.execute(select(FILED_STOP).order_by(FILED_STOP.c.seq)).mappings()
    return [read_row(row) for row in rows]
