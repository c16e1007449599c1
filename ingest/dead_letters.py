"""The store of what was refused (拒收数据): for a person to look at, bounded, oldest out.

SQLite in one file with one connection. Called from a writer thread; readers may call from
another, a lock keeps them apart. Counting per gateway for screens is :mod:`ingest.counters`'.

Not the durable promise of the platform, hence synchronous NORMAL: a power cut may cost the last
letters, never the file.
"""

import sqlite3
import threading
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.frame import Reason, Refusal
from plant.reading import Instant

LONGEST_PAYLOAD: Final = 16 << 10
"""Bytes kept of a payload: enough to see what is wrong with it."""

STRANGERS: Final = ""
"""The shelf for whoever is not in the plant, so that invented names can't fill the disk."""

_SCHEMA: Final = """
create table if not exists letters (
    id integer primary key autoincrement,
    shelf text not null,
    gateway text not null,
    reason text not null,
    tag text not null,
    topic text not null,
    detail text not null,
    received integer not null,
    payload blob not null,
    size integer not null
);
create index if not exists letters_by_shelf on letters (shelf, id);
create table if not exists totals (
    shelf text not null,
    reason text not null,
    refused integer not null,
    primary key (shelf, reason)
);
create table if not exists shelves (
    shelf text primary key,
    dropped integer not null
);
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refusal as it was kept; ``size`` is the payload's full length, which may be cut."""

    id: int
    gateway: str
    reason: Reason
    tag: str
    topic: str
    detail: str
    received: Instant
    payload: bytes
    size: int


class DeadLetters:
    """Refusals by gateway.

    :param gateways: ids that have a shelf of their own; all others share one.
    :param most_letters: kept a shelf, the oldest leave first and are counted.
    :param most_bytes: of payload a shelf.
    """

    def __init__(
        self,
        path: Path,
        gateways: Collection[str],
        most_letters: int = 1000,
        most_bytes: int = 4 << 20,
    ) -> None:
        self._gateways = frozenset(gateways)
        self._most_letters, self._most_bytes = most_letters, most_bytes
        self._lock = threading.Lock()
        self.set_aside: Path | None = None
        """Where a damaged store was put on opening; None if it was sound."""
        try:
            self._base = _open(path)
        except sqlite3.DatabaseError:
            self.set_aside = path.with_suffix(".damaged")
            path.replace(self.set_aside)
            self._base = _open(path)

    def keep(self, refusals: Sequence[Refusal]) -> None:
        """Store refusals in one transaction."""
        if not refusals:
            return
        shelves: dict[str, list[Refusal]] = {}
        for refusal in refusals:
            shelf = refusal.gateway if refusal.gateway in self._gateways else STRANGERS
            shelves.setdefault(shelf, []).append(refusal)
        with self._lock, self._base:
            for shelf, letters in shelves.items():
                self._total(shelf, letters)
                self._store(shelf, letters[-self._most_letters :])
                self._make_room(shelf, dropped=max(0, len(letters) - self._most_letters))

    def read(
        self,
        gateway: str,
        reason: Reason | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> list[DeadLetter]:
        """The newest letters of a gateway, those older than letter ``before`` if given.

        :param gateway: an id of the plant, what a stranger called itself, or :data:`STRANGERS`
            for all of those.
        """
        known = gateway in self._gateways
        shelf, name = (gateway, None) if known else (STRANGERS, gateway or None)
        query = (
            "select id, gateway, reason, tag, topic, detail, received, payload, size from letters"
            " where shelf = ? and (? is null or gateway = ?) and (? is null or reason = ?)"
            " and (? is null or id < ?) order by id desc limit ?"
        )
        wanted = (shelf, name, name, reason, reason, before, before, limit)
        with self._lock, closing(self._base.execute(query, wanted)) as rows:
            return [DeadLetter(row[0], row[1], Reason(row[2]), *row[3:]) for row in rows]

    def count(self) -> dict[str, dict[Reason, int]]:
        """Everything ever refused, kept or not: gateway or :data:`STRANGERS` → reason → count."""
        counts: dict[str, dict[Reason, int]] = {}
        with self._lock, closing(self._base.execute("select * from totals")) as rows:
            for shelf, reason, refused in rows:
                counts.setdefault(shelf, {})[Reason(reason)] = refused
        return counts

    def count_dropped(self) -> dict[str, int]:
        """Letters that had to leave for newer ones, by gateway."""
        with (
            self._lock,
            closing(
                self._base.execute("select shelf, dropped from shelves where dropped > 0")
            ) as rows,
        ):
            return dict(rows.fetchall())

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()

    def _total(self, shelf: str, letters: Sequence[Refusal]) -> None:
        reasons = Counter(letter.reason.value for letter in letters)
        self._base.executemany(
            "insert into totals values (?, ?, ?)"
            " on conflict do update set refused = refused + excluded.refused",
            [(shelf, reason, count) for reason, count in reasons.items()],
        )

    def _store(self, shelf: str, letters: Sequence[Refusal]) -> None:
        self._base.executemany(
            "insert into letters"
            " (shelf, gateway, reason, tag, topic, detail, received, payload, size)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    shelf,
                    letter.gateway,
                    letter.reason.value,
                    letter.tag,
                    letter.topic,
                    letter.detail,
                    letter.received,
                    letter.payload[:LONGEST_PAYLOAD],
                    len(letter.payload),
                )
                for letter in letters
            ],
        )

    def _make_room(self, shelf: str, dropped: int) -> None:
        """Let the oldest go until the shelf is within its bounds, and count them."""
        keep_from = self._base.execute(
            "select min(id) from (select id, row_number() over newest as place,"
            " sum(length(payload)) over newest as bytes from letters where shelf = ?"
            " window newest as (order by id desc)) where place <= ? and bytes <= ?",
            (shelf, self._most_letters, self._most_bytes),
        ).fetchone()[0]
        gone = self._base.execute(
            "delete from letters where shelf = ? and (? is null or id < ?)",
            (shelf, keep_from, keep_from),
        ).rowcount
        self._base.execute(
            "insert into shelves values (?, ?)"
            " on conflict do update set dropped = dropped + excluded.dropped",
            (shelf, gone + dropped),
        )


def _open(path: Path) -> sqlite3.Connection:
    """The store at ``path``, made if it is not there.

    :raises sqlite3.DatabaseError: the file is no sound store.
    """
    base = sqlite3.connect(path, check_same_thread=False)
    try:
        base.execute("pragma journal_mode = wal")
        base.execute("pragma synchronous = normal")
        base.executescript(_SCHEMA)
        _check(base)
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def _check(base: sqlite3.Connection) -> None:
    if base.execute("pragma quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("the check of the file failed")
