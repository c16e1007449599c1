"""The tables of the handling records, and an entry and a record as rows of them, both ways.

Columns and their meaning live here; what is asked of them is :mod:`alerting.handling_book`'s.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from alerting.chain import SEQ, Chain, make_head
from alerting.handling import (
    Activation,
    Attachment,
    Call,
    Ending,
    Handling,
    HandlingEntry,
    Happening,
    Opening,
    Side,
    Verdict,
)
from alerting.handling_clocks import find_due, find_turn
from alerting.journal_tables import METADATA

ENTRIES: Final = Table(
    "handling",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False),
    Column("record", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("alarm", Text, nullable=False),
    Column("happening", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("side", String(16), nullable=False),
    Column("actor", Text, nullable=False),
    Column("behalf", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("plant_hash", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Index("handling_once", "record", "version", unique=True),
)
"""One row an entry, append-only; instants are ms UTC, ``detail`` is JSON, empty where there is
none."""

HANDLING_CHAIN: Final = Chain(ENTRIES, make_head("handling_head", METADATA))

RECORDS: Final = Table(
    "handling_record",
    METADATA,
    Column("record", BigInteger, primary_key=True, autoincrement=False),
    Column("alarm", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("enterprise", Text, nullable=False),
    Column("step", String(16), nullable=False),
    Column("turn", String(16)),
    Column("due", BigInteger),
    Column("drill", Boolean, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Index("handling_record_alarm", "alarm", "open"),
    Index("handling_record_open", "open", "record"),
    Index("handling_record_opened", "opened_at"),
)
"""One row a record: ``state`` is the fold of its entries as JSON, the other columns are what lists
ask for. All of it follows from :data:`ENTRIES`, and the verifier makes it anew and compares."""

_DETAILS: Final[Mapping[Happening, type]] = {
    Happening.OPENED: Opening,
    Happening.RECURRED: Activation,
    Happening.RETURNED: Ending,
    Happening.REMOVED: Ending,
    Happening.VERIFIED: Verdict,
    Happening.CALLED: Call,
    Happening.ATTACHED: Attachment,
}


def make_row(entry: HandlingEntry) -> dict[str, Any]:
    """An entry's columns; ``seq`` and ``previous`` are those that it has."""
    return {
        "seq": entry.seq,
        "previous": entry.previous,
        "record": entry.record,
        "version": entry.version,
        "alarm": entry.alarm,
        "happening": entry.happening.value,
        "at": entry.at,
        "side": entry.side.value,
        "actor": entry.actor,
        "behalf": entry.behalf,
        "words": entry.words,
        "plant_hash": entry.plant_hash,
        "detail": "" if entry.detail is None else msgspec.json.encode(entry.detail).decode(),
    }


def read_row(row: Mapping[Any, Any]) -> HandlingEntry:
    """The entry of a row.

    :raises ValueError: nothing of ours wrote it.
    """
    happening = Happening(row["happening"])
    kind = _DETAILS.get(happening)
    return HandlingEntry(
        record=row["record"],
        alarm=row["alarm"],
        happening=happening,
        at=row["at"],
        side=Side(row["side"]),
        actor=row["actor"],
        version=row["version"],
        plant_hash=row["plant_hash"],
        words=row["words"],
        behalf=row["behalf"],
        detail=None if kind is None else msgspec.json.decode(row["detail"], type=kind),
        seq=row["seq"],
        previous=row["previous"],
    )


def make_record_row(record: Handling) -> dict[str, Any]:
    """A record's columns."""
    turn = find_turn(record)
    return {
        "record": record.id,
        "alarm": record.alarm,
        "hazard": record.hazard,
        "enterprise": record.enterprise,
        "step": record.step.value,
        "turn": turn.value if turn else None,
        "due": find_due(record),
        "drill": record.drill,
        "open": record.open,
        "opened_at": record.opened_at,
        "state": msgspec.json.encode(record, order="deterministic").decode(),
    }


def read_state(state: str) -> Handling:
    """A record from its ``state``."""
    return msgspec.json.decode(state, type=Handling)
