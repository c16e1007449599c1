"""Snapshots in the journal's database: written in parts, found and read again, pruned.

A part a transaction, the row that makes a snapshot one comes last: between two parts others may
commit, and what was cut short is no snapshot. What is in a snapshot is :mod:`alerting.snapshot`'s
business, when one is written and which one a start takes :mod:`hazardwatch`'s.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Engine, delete, insert, select

from alerting.journal_errors import translate_errors
from alerting.journal_tables import JOURNAL, SNAPSHOT, SNAPSHOT_PART, digest_row
from alerting.snapshot import (
    FORMAT,
    Snapshot,
    SnapshotDamagedError,
    decode_snapshot,
    digest_part,
    digest_snapshot,
    encode_snapshot,
)
from plant.reading import Instant

KEPT: Final = 3
"""Snapshots kept of those that a start can take: if the newest is damaged, there is another."""

_PARTS_A_BITE: Final = 8
"""Parts deleted at a time."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says of a snapshot; see :data:`alerting.journal_tables.SNAPSHOT`."""

    seq: int
    row_digest: str
    at: Instant
    format: str
    alarms: int
    parts: int
    digest: str

    @property
    def exact(self) -> bool:
        """Whether this release would have taken the very same one."""
        return self.format == FORMAT

    @property
    def heading(self) -> list[object]:
        """What its digest is over beside its parts."""
        return [self.seq, self.row_digest, self.at, self.format, self.alarms, self.parts]


def list_stored(engine: Engine) -> list[Stored]:
    """The finished snapshots, newest first."""
    with translate_errors(), engine.begin() as connection:
        found = connection.execute(select(SNAPSHOT).order_by(SNAPSHOT.c.seq.desc())).mappings()
        return [_read(row) for row in found]


def _read(row: Mapping[Any, Any]) -> Stored:
    return Stored(**{one.name: row[one.name] for one in fields(Stored)})


def load_stored(engine: Engine, stored: Stored) -> Snapshot:
    """The snapshot itself, held against the journal's row and against its own digest.

    :raises SnapshotDamagedError: either does not match, or it can't be read.
    :raises JournalUnavailableError: the database can't be reached.
    """
    if _digest_row_of(engine, stored.seq) != stored.row_digest:
        raise SnapshotDamagedError("the journal has another row in its place")
    digests: list[str] = []
    snapshot = decode_snapshot(stored.seq, _note_digests(_read_parts(engine, stored), digests))
    if digest_snapshot(stored.heading, digests) != stored.digest:
        raise SnapshotDamagedError("it is not what was written")
    return snapshot


def _note_digests(parts: Iterable[bytes], digests: list[str]) -> Iterator[bytes]:
    for data in parts:
        digests.append(digest_part(data))
        yield data


def digest_stored(engine: Engine, stored: Stored) -> str:
    """The digest over what is stored now."""
    return digest_snapshot(stored.heading, map(digest_part, _read_parts(engine, stored)))


def write_snapshot(engine: Engine, snapshot: Snapshot, at: Instant, folded: int) -> Iterator[None]:
    """Write a snapshot, a short transaction for each step; then drop what is not needed any more.

    To be called on the writer's thread; left off anywhere, nothing but unfinished parts remain,
    and the next one takes them away.

    :param at: when it was taken.
    :param folded: how many of the newest rows a start folds one by one in any case, so that no
        snapshot after them is of use to it.
    :raises SnapshotDamagedError: the journal has no row of its ``seq``.
    :raises JournalUnavailableError: nothing more can be written.
    """
    yield from _drop_unfinished(engine)
    row_digest = _digest_row_of(engine, snapshot.seq)
    if row_digest is None:
        raise SnapshotDamagedError(f"the journal has no row {snapshot.seq}")
    written: list[str] = []
    for part, data in enumerate(encode_snapshot(snapshot)):
        row = {"seq": snapshot.seq, "part": part, "data": data}
        with translate_errors(), engine.begin() as connection:
            connection.execute(insert(SNAPSHOT_PART), [row])
        written.append(digest_part(data))
        yield
    count, parts = len(snapshot.alarms), len(written)
    unsigned = Stored(snapshot.seq, row_digest, at, FORMAT, count, parts, "")
    digest = digest_snapshot(unsigned.heading, written)
    values = {one.name: getattr(unsigned, one.name) for one in fields(Stored)}
    with translate_errors(), engine.begin() as connection:
        connection.execute(insert(SNAPSHOT), [values | {"digest": digest}])
    yield
    _drop_old(engine, snapshot.seq - folded)
    yield from _drop_unfinished(engine)


def _digest_row_of(engine: Engine, seq: int) -> str | None:
    with translate_errors(), engine.begin() as connection:
        query = select(JOURNAL).where(JOURNAL.c.seq == seq)
        row = connection.execute(query).mappings().one_or_none()
    return None if row is None else digest_row(row)


def _read_parts(engine: Engine, stored: Stored) -> Iterator[bytes]:
    """The parts one by one, as many as there are; the digest tells whether one is missing."""
    data = select(SNAPSHOT_PART.c.data).where(SNAPSHOT_PART.c.seq == stored.seq)
    for part in range(stored.parts):
        with translate_errors(), engine.begin() as connection:
            found = connection.scalar(data.where(SNAPSHOT_PART.c.part == part))
        yield bytes(found or b"")


def _drop_old(engine: Engine, useful: int) -> None:
    """Keep the newest few of those that are of use to a start, and all that will be of use."""
    older = select(SNAPSHOT.c.seq).where(SNAPSHOT.c.seq <= useful).order_by(SNAPSHOT.c.seq.desc())
    with translate_errors(), engine.begin() as connection:
        surplus = connection.scalars(older.offset(KEPT).limit(1000)).all()
        if surplus:
            connection.execute(delete(SNAPSHOT).where(SNAPSHOT.c.seq.in_(surplus)))


def _drop_unfinished(engine: Engine) -> Iterator[None]:
    """Take away, a few at a time, parts that belong to no snapshot."""
    known = select(SNAPSHOT.c.seq)
    orphans = select(SNAPSHOT_PART.c.seq, SNAPSHOT_PART.c.part).where(
        SNAPSHOT_PART.c.seq.not_in(known)
    )
    while True:
        with translate_errors(), engine.begin() as connection:
            found = connection.execute(orphans.limit(_PARTS_A_BITE)).all()
            for seq, part in found:
                one = (SNAPSHOT_PART.c.seq == seq, SNAPSHOT_PART.c.part == part)
                connection.execute(delete(SNAPSHOT_PART).where(*one))
        if not found:
            return
        yield
