"""The journal's tables, and an entry as a row of them: both ways, and its digest.

Columns and their meaning live here; transactions and engines are :mod:`alerting.journal`'s, the
steps from one release's tables to the next :mod:`alerting.migrations`'.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from alerting.alarm import Entry, Event, Held, State, Terms
from alerting.chain import SEQ, Chain, make_head
from plant.condition import Priority

METADATA: Final = MetaData()
VERSION_TABLE: Final = "journal_version"
"""Where alembic keeps the revision; our own name, for a database shared with other tables."""

HEAD_REVISION: Final = "0010"
"""The newest revision, so that an up-to-date journal opens without importing alembic."""

JOURNAL: Final = Table(
    "journal",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False),
    Column("alarm", Text, nullable=False),
    Column("event", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("onset", BigInteger, nullable=False),
    Column("state", String(32), nullable=False),
    Column("held", String(32)),
    Column("priority", String(16), nullable=False),
    Column("value", Double),
    Column("limit", Double),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("plant_hash", String(64), nullable=False),
    Column("marks", Text, nullable=False),
    Column("source_time", BigInteger),
    Column("received_time", BigInteger),
    Column("detected_time", BigInteger),
    Column("terms", Text),
    UniqueConstraint("alarm", "event", "at", name="journal_once"),
    Index("journal_at", "at"),
)
"""One row an entry. Every instant is ms UTC, ``marks`` are words with spaces between, ``terms``
JSON: only what begins to hold an alarm has any."""

HEAD: Final = make_head("journal_head", METADATA)
"""One row: the journal's id, its last ``seq`` and that row's digest; see
:func:`alerting.chain.make_head`."""

JOURNAL_CHAIN: Final = Chain(JOURNAL, HEAD, later=frozenset({"terms"}))

SNAPSHOT: Final = Table(
    "journal_snapshot",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("row_digest", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("format", String(32), nullable=False),
    Column("alarms", BigInteger, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""One row a finished snapshot: the row ``seq`` up to which it is the fold, that row's digest, when
it was taken, its form, how many alarms in how many parts, and a digest over all of it."""

SNAPSHOT_PART: Final = Table(
    "journal_snapshot_part",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
"""The parts, from 0. Those of a ``seq`` that :data:`SNAPSHOT` lacks were never finished."""


def digest_row(row: Mapping[Any, Any]) -> str:
    """SHA-256 over all columns in their order, the row's own ``previous`` among them."""
    return JOURNAL_CHAIN.digest(row)


def make_row(entry: Entry) -> dict[str, Any]:
    """An entry's columns."""
    return {
        "seq": entry.seq,
        "previous": entry.previous,
        "alarm": entry.alarm,
        "event": entry.event.value,
        "at": entry.at,
        "onset": entry.onset,
        "state": entry.state.value,
        "held": entry.held.value if entry.held else None,
        "priority": entry.priority.word,
        "value": _store_number(entry.value),
        "limit": _store_number(entry.limit),
        "actor": entry.actor,
        "reason": entry.reason,
        "version": entry.version,
        "plant_hash": entry.plant_hash,
        "marks": " ".join(entry.marks),
        "source_time": entry.source,
        "received_time": entry.received,
        "detected_time": entry.detected,
        "terms": None if entry.terms is None else _store_terms(entry.terms),
    }


def read_row(row: RowMapping) -> Entry:
    """The entry of a row."""
    return Entry(
        alarm=row["alarm"],
        event=Event(row["event"]),
        at=row["at"],
        onset=row["onset"],
        state=State(row["state"]),
        held=Held(row["held"]) if row["held"] else None,
        priority=Priority[row["priority"].upper()],
        value=row["value"],
        limit=row["limit"],
        actor=row["actor"],
        reason=row["reason"],
        version=row["version"],
        plant_hash=row["plant_hash"],
        marks=tuple(row["marks"].split()),
        source=row["source_time"],
        received=row["received_time"],
        detected=row["detected_time"],
        terms=None if row["terms"] is None else Terms(**json.loads(row["terms"])),
        seq=row["seq"],
        previous=row["previous"],
    )


def _store_terms(terms: Terms) -> str:
    """What the terms say beyond their defaults, in one form only."""
    said = {
        one.name: getattr(terms, one.name)
        for one in fields(terms)
        if getattr(terms, one.name) != one.default
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _store_number(number: float | None) -> float | None:
    """A float as every store gives it back: SQLite keeps neither NaN nor the sign of zero."""
    return None if number is None or not math.isfinite(number) else float(number) + 0.0
