"""The table of the handovers, and an entry as a row of it, both ways.

Columns and their meaning live here; what is asked of them is :mod:`alerting.handover_book`'s.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from alerting.chain import SEQ, Chain, make_head
from alerting.handover import Content, Deed, HandoverEntry, Turn
from alerting.journal_chain import Anchor
from alerting.journal_tables import METADATA
from alerting.kpi.terms import Period

HANDOVER: Final = Table(
    "handover",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("previous", String(64), nullable=False),
    Column("handover", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("deed", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("shift", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("period_start", BigInteger, nullable=False),
    Column("period_end", BigInteger, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("section", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("content", Text, nullable=False),
    Index("handover_once", "handover", "version", unique=True),
    Index("handover_period", "period_end", "handover"),
)
"""One row a deed, append-only. Instants are ms UTC; ``content`` is the page of a draft as JSON,
empty with every other deed."""

HANDOVER_CHAIN: Final = Chain(HANDOVER, make_head("handover_head", METADATA))

WITHOUT_CONTENT: Final = [column for column in HANDOVER.columns if column.name != "content"]
"""The columns that say how a handover stands; the pages are a thousand times as large."""


def make_row(entry: HandoverEntry) -> dict[str, Any]:
    """An entry's columns; ``seq`` and ``previous`` are those that it has."""
    turn = entry.turn
    return {
        "seq": entry.seq,
        "previous": entry.previous,
        "handover": turn.id,
        "version": entry.version,
        "deed": entry.deed.value,
        "at": entry.at,
        "actor": entry.actor,
        "shift": turn.shift,
        "day": turn.day,
        "period_start": turn.period.start,
        "period_end": turn.period.end,
        "edition": entry.edition,
        "section": entry.section,
        "words": entry.words,
        "content": "" if entry.content is None else write_content(entry.content),
    }


def read_row(row: Mapping[Any, Any]) -> HandoverEntry:
    """The entry of a row, without its content where the row was read without.

    :raises ValueError: nothing of ours wrote it.
    :raises msgspec.DecodeError: the same of its content.
    """
    content = row.get("content", "")
    return HandoverEntry(
        turn=Turn(Period(row["period_start"], row["period_end"]), row["shift"], row["day"]),
        deed=Deed(row["deed"]),
        at=row["at"],
        actor=row["actor"],
        version=row["version"],
        edition=row["edition"],
        section=row["section"],
        words=row["words"],
        content=read_content(content) if content else None,
        seq=row["seq"],
        previous=row["previous"],
    )


def write_content(content: Content) -> str:
    """A page as it is kept."""
    return msgspec.json.encode(content).decode()


def read_content(text: str) -> Content:
    """A page from what was kept.

    :raises msgspec.DecodeError: nothing of ours wrote it.
    """
    return msgspec.json.decode(text, type=Content)


class _Witness(msgspec.Struct):
    seq: int
    digest: str


def read_anchor(text: str) -> Anchor | None:
    """The row of the journal of which a page bears witness; None if it can't be read.

    That it can't is found by whoever walks the chain.
    """
    try:
        witness = msgspec.json.decode(text, type=_Witness)
    except msgspec.DecodeError:
        return None
    return Anchor(witness.seq, witness.digest)
