"""The tables of the audit log, and an act as a row of them: both ways.

The rows are chained as the journal's are (:mod:`alerting.chain`): each carries the SHA-256 of the
one before, so that a row that was changed or taken out is found.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

from alerting.chain import SEQ, Chain, make_head
from dashboard_api.audit import Act, AuditEntry

METADATA: Final = MetaData()

AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("place", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("remote", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Index("audit_at", "at"),
    Index("audit_actor", "actor", "seq"),
    Index("audit_action", "action", "seq"),
    Index("audit_object", "object", "seq"),
)
"""One row an act; ``at`` is ms UTC, what there is nothing to say of is empty."""

HEAD: Final = make_head("audit_head", METADATA)

AUDIT_CHAIN: Final = Chain(AUDIT, HEAD)

_FIELDS: Final = tuple(field.name for field in fields(Act))


def make_row(act: Act) -> dict[str, Any]:
    """An act's columns; ``seq`` and ``previous`` are the chain's to give."""
    return asdict(act)


def read_row(row: Mapping[Any, Any]) -> AuditEntry:
    """The entry of a row."""
    return AuditEntry(row["seq"], row["previous"], Act(**{name: row[name] for name in _FIELDS}))
