"""The table of filed stops in the journal's database: an entry as a row, both ways, and its digest.

Append-only and hash-chained as the journal is, in a chain of its own, and never forgotten: stops
are few. Committing is :mod:`alerting.filed_stops.store`'s business.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from alerting.chain import SEQ, Chain, make_head
from alerting.filed_stops.stop import Scope, StopEntry, StopEvent, StopState, StopWish
from alerting.journal_tables import METADATA
from plant.filed_stops import StopCategory

FILED_STOP: Final = Table(
    "filed_stop",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False),
    Column("stop", Text, nullable=False),
    Column("event", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(32), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("plant_hash", String(64), nullable=False),
    Column("wish", Text),
    UniqueConstraint("stop", "version", name="filed_stop_once"),
)
"""One row an entry; ``at`` is ms UTC, ``wish`` JSON: only a request has one."""

FILED_STOP_CHAIN: Final = Chain(FILED_STOP, make_head("filed_stop_head", METADATA))


def make_row(entry: StopEntry) -> dict[str, Any]:
    """An entry's columns."""
    return {
        "seq": entry.seq,
        "previous": entry.previous,
        "stop": entry.stop,
        "event": entry.event.value,
        "at": entry.at,
        "state": entry.state.value,
        "version": entry.version,
        "actor": entry.actor,
        "reason": entry.reason,
        "plant_hash": entry.plant_hash,
        "wish": None if entry.wish is None else _store_wish(entry.wish),
    }


def read_row(row: RowMapping | Mapping[str, Any]) -> StopEntry:
    """The entry of a row."""
    return StopEntry(
        stop=row["stop"],
        event=StopEvent(row["event"]),
        at=row["at"],
        state=StopState(row["state"]),
        version=row["version"],
        actor=row["actor"],
        reason=row["reason"],
        plant_hash=row["plant_hash"],
        wish=None if row["wish"] is None else _read_wish(json.loads(row["wish"])),
        seq=row["seq"],
        previous=row["previous"],
    )


def _store_wish(wish: StopWish) -> str:
    """A wish in one form only."""
    return json.dumps(asdict(wish), ensure_ascii=False, separators=(",", ":"))


def _read_wish(stored: Mapping[str, Any]) -> StopWish:
    scope = Scope(**{kind: tuple(ids) for kind, ids in stored["scope"].items()})
    return StopWish(**{**stored, "category": StopCategory(stored["category"]), "scope": scope})
