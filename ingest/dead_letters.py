"""The store of what was refused (拒收数据): for a person to look at, bounded, oldest out.

SQLite in one file with one connection. Called from a writer thread; readers may call from
another, a lock keeps them apart. Counting per gateway for screens is :mod:`ingest.counters`'.

Not the durable promise of the platform, hence synchronous NORMAL: a power cut may cost the last
letters, never the file.
"""

import json
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

LONGEST_PAYLOAD: Final = 256 << 10
"""Bytes kept of a payload: what is longer can be looked at, and not be offered again."""

_VERSION: Final = 2
"""Of the tables; a store of other ones is set aside."""

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
    payload integer not null references payloads (id)
);
create index if not exists letters_by_shelf on letters (shelf, id);
create table if not exists payloads (
    id integer primary key autoincrement,
    shelf text not null,
    body blob not null,
    size integer not null
);
create index if not exists payloads_by_shelf on payloads (shelf, id);
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


@dataclass(frozen=True, slots=True)
class DeadFrame:
    """A frame of which something was refused, whole, so that it can be offered again.

    ``letters`` are the numbers of its letters; ``tags`` those whose readings were refused, empty
    where the whole frame was.
    """

    topic: str
    payload: bytes
    received: Instant
    letters: Sequence[int]
    tags: frozenset[str]


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
        most_bytes: int = 16 << 20,
    ) -> None:
        self.adopt(gateways)
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

    def adopt(self, gateways: Collection[str]) -> None:
        """Take over a changed plant: the gateways that have a shelf from now on."""
        self._gateways = frozenset(gateways)

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
            "select l.id, gateway, reason, tag, topic, detail, received, body, size"
            " from letters l join payloads p on p.id = l.payload"
            " where l.shelf = ? and (? is null or gateway = ?) and (? is null or reason = ?)"
            " and (? is null or l.id < ?) order by l.id desc limit ?"
        )
        wanted = (shelf, name, name, reason, reason, before, before, limit)
        with self._lock, closing(self._base.execute(query, wanted)) as rows:
            return [DeadLetter(row[0], row[1], Reason(row[2]), *row[3:]) for row in rows]

    def find_frames(
        self, gateway: str, reason: Reason | None = None, limit: int = 500
    ) -> list[DeadFrame]:
        """The oldest frames of a gateway of which something was refused and all is kept.

        :param gateway: an id of the plant, or what a stranger called itself.
        """
        known = gateway in self._gateways
        shelf, name = (gateway, None) if known else (STRANGERS, gateway)
        query = (
            "select topic, body, received, json_group_array(l.id), json_group_array(tag)"
            " from letters l join payloads p on p.id = l.payload"
            " where l.shelf = ? and (? is null or gateway = ?) and (? is null or reason = ?)"
            " and length(body) = size group by p.id order by p.id limit ?"
        )
        with (
            self._lock,
            closing(self._base.execute(query, (shelf, name, name, reason, reason, limit))) as rows,
        ):
            return [_read_frame(*row) for row in rows]

    def remove(self, letters: Sequence[int]) -> None:
        """Let letters go that were dealt with."""
        with self._lock, self._base:
            self._base.executemany("delete from letters where id = ?", [(n,) for n in letters])
            self._base.execute("delete from payloads where id not in (select payload from letters)")

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
        """The letters of one frame follow one another and share its payload."""
        frame: tuple[object, ...] = ()
        number = 0
        for letter in letters:
            own = (id(letter.payload), letter.topic, letter.received)
            if own != frame:
                frame, number = own, self._store_payload(shelf, letter.payload)
            said = (letter.gateway, letter.reason.value, letter.tag, letter.topic, letter.detail)
            self._base.execute(
                "insert into letters"
                " (shelf, gateway, reason, tag, topic, detail, received, payload)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                (shelf, *said, letter.received, number),
            )

    def _store_payload(self, shelf: str, payload: bytes) -> int:
        number: int = self._base.execute(
            "insert into payloads (shelf, body, size) values (?, ?, ?) returning id",
            (shelf, payload[:LONGEST_PAYLOAD], len(payload)),
        ).fetchone()[0]
        return number

    def _make_room(self, shelf: str, dropped: int) -> None:
        """Let the oldest go until the shelf is within its bounds, and count them."""
        whole = self._base.execute(
            "select min(id) from (select id, sum(length(body)) over (order by id desc) as bytes"
            " from payloads where shelf = ?) where bytes <= ?",
            (shelf, self._most_bytes),
        ).fetchone()[0]
        oldest = self._base.execute(
            "select id from letters where shelf = ? order by id desc limit 1 offset ?",
            (shelf, self._most_letters),
        ).fetchone()
        gone = self._base.execute(
            "delete from letters where shelf = ? and (id <= ? or ? is null or payload < ?)",
            (shelf, oldest[0] if oldest else 0, whole, whole),
        ).rowcount
        if gone:
            self._base.execute(
                "delete from payloads where shelf = ? and id < coalesce("
                "(select min(payload) from letters where shelf = ?), id + 1)",
                (shelf, shelf),
            )
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
        _check_version(base)
        base.executescript(_SCHEMA)
        _check(base)
        base.execute(f"pragma user_version = {_VERSION}")
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def _check_version(base: sqlite3.Connection) -> None:
    """A file without tables is new and of no version yet."""
    empty = base.execute("select count(*) from sqlite_master").fetchone()[0] == 0
    if not empty and base.execute("pragma user_version").fetchone()[0] != _VERSION:
        raise sqlite3.DatabaseError("the tables of another release")


def _read_frame(
    topic: str, payload: bytes, received: Instant, letters: str, tags: str
) -> DeadFrame:
    named = json.loads(tags)
    only = frozenset(named) if all(named) else frozenset[str]()
    return DeadFrame(topic, payload, received, json.loads(letters), only)


def _check(base: sqlite3.Connection) -> None:
    if base.execute("pragma quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("the check of the file failed")
