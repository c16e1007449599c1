"""The register of rule versions: every plant directory that was put in force, or refused.

A small SQLite file in the data directory. Each plant's rules are copied once, compressed, so that
what a version changed can be told when its files are gone. A register that can't be written keeps
no plant from being put in force: that is logged, and shown by what is missing.
"""

import asyncio
import json
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from dashboard_api.ports import UnavailableError
from dashboard_api.rule_versions import Cause, RuleVersion
from plant.changes import PlantChange
from plant.reading import Instant
from plant.rule_copy import RuleCopy, compare_copies, copy_rules
from plant.words import Plant

_TABLES: Final = MetaData()
_VERSIONS: Final = Table(
    "rule_versions",
    _TABLES,
    Column("seq", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("cause", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("tags", Integer, nullable=False),
    Column("complaints", Text, nullable=False),
)
_COPIES: Final = Table(
    "rule_copies",
    _TABLES,
    Column("hash", String(64), primary_key=True),
    Column("rules", LargeBinary, nullable=False),
)

_log = structlog.get_logger()


class RuleRegister:
    """Writes and reads the register at ``file``."""

    def __init__(self, file: Path, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self._engine = create_engine(f"sqlite:///{file}")
        event.listen(self._engine, "connect", _prepare)

    def note(self, plant: Plant, cause: Cause, by: str, complaints: Sequence[str] = ()) -> None:
        """Keep that a plant is in force now, or that it stays so because another was refused."""
        try:
            with self._engine.begin() as connection:
                _TABLES.create_all(connection)
                _keep_copy(connection, plant)
                connection.execute(
                    insert(_VERSIONS).values(
                        at=self._clock(),
                        hash=plant.hash,
                        cause=cause,
                        by=by,
                        tags=len(plant.tags),
                        complaints=json.dumps(list(complaints), ensure_ascii=False),
                    )
                )
        except (SQLAlchemyError, OSError) as error:
            _log.error("the rule version is not on record", plant_hash=plant.hash, error=str(error))

    async def list_versions(self, before: int | None, limit: int) -> Sequence[RuleVersion]:
        """The newest versions with a lower number."""
        return await asyncio.to_thread(self._read, self._list, before, limit)

    async def compare(self, seq: int) -> tuple[RuleVersion | None, Sequence[PlantChange]] | None:
        """What changed with a version against the one in force before it."""
        return await asyncio.to_thread(self._read, self._compare, seq)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _read(self, ask: Callable[..., Any], *words: Any) -> Any:
        try:
            with self._engine.begin() as connection:
                _TABLES.create_all(connection)
                return ask(connection, *words)
        except (SQLAlchemyError, OSError) as error:
            raise UnavailableError(str(error)) from error

    @staticmethod
    def _list(connection: Connection, before: int | None, limit: int) -> list[RuleVersion]:
        asked = select(_VERSIONS).order_by(_VERSIONS.c.seq.desc()).limit(limit)
        if before is not None:
            asked = asked.where(_VERSIONS.c.seq < before)
        return [_make_version(row) for row in connection.execute(asked)]

    @staticmethod
    def _compare(
        connection: Connection, seq: int
    ) -> tuple[RuleVersion | None, list[PlantChange]] | None:
        row = connection.execute(select(_VERSIONS).where(_VERSIONS.c.seq == seq)).first()
        if row is None:
            return None
        standing = (_VERSIONS.c.seq < seq) & (_VERSIONS.c.cause != "refused")
        asked = select(_VERSIONS).where(standing).order_by(_VERSIONS.c.seq.desc()).limit(1)
        before = connection.execute(asked).first()
        if before is None:
            return None, []
        old, new = (_find_copy(connection, one.hash) for one in (before, row))
        if old is None or new is None:
            return None
        return _make_version(before), compare_copies(old, new)


def _keep_copy(connection: Connection, plant: Plant) -> None:
    if _find_copy(connection, plant.hash) is None:
        text = json.dumps(copy_rules(plant), ensure_ascii=False, separators=(",", ":"))
        packed = zlib.compress(text.encode())
        connection.execute(insert(_COPIES).values(hash=plant.hash, rules=packed))


def _find_copy(connection: Connection, hash_: str) -> RuleCopy | None:
    packed = connection.scalar(select(_COPIES.c.rules).where(_COPIES.c.hash == hash_))
    with suppress(zlib.error, ValueError):
        copy: RuleCopy | None = None if packed is None else json.loads(zlib.decompress(packed))
        return copy
    return None


def _make_version(row: Row[Any]) -> RuleVersion:
    complaints = tuple(json.loads(row.complaints))
    return RuleVersion(row.seq, row.at, row.hash, row.cause, row.by, row.tags, complaints)


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()
