"""Tests of the desks' sounds (声光测试): which signals and sirens a person heard at which desk, and
when.

A register beside the journal, in its database and only ever added to. What is played and asked is
the console's business; a handover's page shows what is kept here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Connection, Index, Table, Text, insert, select

from alerting.chain import SEQ
from alerting.journal_tables import METADATA
from plant.reading import Instant

SIGNALS: Final = ("critical", "high", "medium", "low", "lost")
"""What a desk can sound: an alarm of each priority, and that it has lost the platform."""

SOUND_TEST: Final = Table(
    "sound_test",
    METADATA,
    Column("number", SEQ, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("heard", Text, nullable=False),
    Column("silent", Text, nullable=False),
    Column("sirens", Text, nullable=False, server_default="[]"),
    Index("sound_test_at", "at"),
)
"""One row a test; ``at`` is ms UTC, ``heard`` and ``silent`` are words with spaces between,
``sirens`` a JSON array of objects, one a siren.
"""


@dataclass(frozen=True, slots=True)
class SirenTrial:
    """What became of one siren in a test.

    ``at`` is when it was told to sound, None where it was not tested; ``words`` what its channel
    said of the message, whether it took it or not. A siren may be heard of which no answer came.
    """

    siren: str
    at: Instant | None = None
    delivered: bool = False
    words: str = ""
    heard: bool = False

    @property
    def passed(self) -> bool:
        """Whether the siren did all that an alarm will ask of it."""
        return self.delivered and self.heard


@dataclass(frozen=True, slots=True)
class SoundTest:
    """One test: the signals that were heard, those that were played and not heard, and the sirens
    that there were to test.
    """

    at: Instant
    actor: str
    desk: str
    heard: tuple[str, ...]
    silent: tuple[str, ...]
    sirens: tuple[SirenTrial, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every signal and every siren was heard."""
        signals = set(SIGNALS) <= set(self.heard) and not self.silent
        return signals and all(one.passed for one in self.sirens)


@dataclass(frozen=True, slots=True)
class SoundTestBook:
    """The register, within a transaction of the journal's database."""

    connection: Connection

    def add(self, test: SoundTest) -> None:
        """Keep a test."""
        self.connection.execute(insert(SOUND_TEST).values(**_make_row(test)))

    def list_between(
        self, start: Instant, end: Instant, limit: int, desk: str | None = None
    ) -> Sequence[SoundTest]:
        """Those of start ≤ at < end, newest first, of one desk or of all."""
        rows = SOUND_TEST.c
        query = select(SOUND_TEST).where(rows.at >= start, rows.at < end)
        if desk is not None:
            query = query.where(rows.desk == desk)
        found = self.connection.execute(query.order_by(rows.number.desc()).limit(limit)).mappings()
        return [_read_row(row) for row in found]


def _make_row(test: SoundTest) -> dict[str, Any]:
    return {
        "at": test.at,
        "actor": test.actor,
        "desk": test.desk,
        "heard": " ".join(test.heard),
        "silent": " ".join(test.silent),
        "sirens": json.dumps([asdict(one) for one in test.sirens], ensure_ascii=False),
    }


def _read_row(row: Mapping[Any, Any]) -> SoundTest:
    return SoundTest(
        at=row["at"],
        actor=row["actor"],
        desk=row["desk"],
        heard=tuple(row["heard"].split()),
        silent=tuple(row["silent"].split()),
        sirens=tuple(SirenTrial(**one) for one in json.loads(row["sirens"])),
    )
