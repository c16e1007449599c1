"""The watch record: when the platform itself listened, and to which tags by which gateway.

Nothing else the house keeps says so: the alarm journal is silent while all is well *and* while the
platform is down, and it names no tag that was never missing. With it a rate can be counted again
for any time, under the plant and the links of that time. Written now and then (a *beat*), so after
a crash at most one beat of watching is missing from it: what is in doubt counts for nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, Connection, Table, Text, func, insert, select, update

from alerting.filed_stops.scope import Points
from alerting.journal_tables import METADATA
from plant.reading import Instant

BEAT_MS: Final = 60_000
"""How often the record is brought up to date while the platform listens."""

LONGEST_SILENCE_MS: Final = 3 * BEAT_MS
"""A beat that comes later than this begins a new span: the machine slept, or could not write."""

WATCH_SPAN: Final = Table(
    "watch_span",
    METADATA,
    Column("began", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger, nullable=False),
)
"""One row a time without a break in which the platform listened, ms UTC."""

WATCHED_TAG: Final = Table(
    "watched_tag",
    METADATA,
    Column("tag", Text, primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("until", BigInteger),
    Column("equipment", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("enterprise", Text, nullable=False),
    Column("gateway", Text, nullable=False),
)
"""One row a tag and place: from ``since`` until ``until`` (null: still) it was in the plant there
and came by that gateway.
"""

_PLACES: Final = ("tag", "equipment", "hazard", "enterprise", "gateway")


@dataclass(frozen=True, slots=True)
class Watched:
    """Tags and when they were watched there: ``points`` of shape (n,), ``since``/``until``
    int64.
    """

    points: Points
    since: NDArray[np.int64]
    until: NDArray[np.int64]


class _Place(NamedTuple):
    tag: str
    equipment: str
    hazard: str
    enterprise: str
    gateway: str


@dataclass(slots=True)
class WatchRecord:
    """Brings the record up to date. The thread that appends to the journal uses it.

    After a transaction that failed go on with a new one: what this one thinks is recorded may not
    be.
    """

    _began: Instant | None = None
    _beat: Instant = 0
    _places: frozenset[_Place] | None = None
    _points: Points | None = None

    def beat(self, connection: Connection, points: Points, now: Instant) -> None:
        """The platform has listened to these tags without a break since the last beat, if any.

        :param points: the plant in force and the gateways that bring its tags; another object
            where they have changed.
        """
        if self._began is None or not 0 <= now - self._beat <= LONGEST_SILENCE_MS:
            self._begin(connection, now)
        else:
            mine = WATCH_SPAN.c.began == self._began
            connection.execute(update(WATCH_SPAN).where(mine).values(until=now))
        self._beat = now
        if points is not self._points:  # to compare ten thousand places takes some ms
            self._note_places(connection, points, now)
        self._points = points

    def _begin(self, connection: Connection, now: Instant) -> None:
        newest = connection.scalar(select(func.max(WATCH_SPAN.c.began)))
        self._began = now if newest is None else max(now, newest + 1)
        connection.execute(insert(WATCH_SPAN), [{"began": self._began, "until": self._began}])

    def _note_places(self, connection: Connection, points: Points, now: Instant) -> None:
        """Close the rows of tags that are gone or elsewhere, open those of the others."""
        present = frozenset(_Place(*row) for row in _list_places(points))
        if self._places is None:
            self._places = _read_open(connection)
        gone, come = self._places - present, present - self._places
        for place in gone:
            mine = (WATCHED_TAG.c.tag == place.tag) & WATCHED_TAG.c.until.is_(None)
            connection.execute(update(WATCHED_TAG).where(mine).values(until=now))
        if come:
            rows = [{**place._asdict(), "since": now} for place in sorted(come)]
            connection.execute(insert(WATCHED_TAG), rows)
        self._places = present


def _list_places(points: Points) -> Iterable[tuple[str, ...]]:
    return zip(*(getattr(points, name).tolist() for name in _PLACES), strict=True)


def _read_open(connection: Connection) -> frozenset[_Place]:
    columns = [WATCHED_TAG.c[name] for name in _PLACES]
    rows = connection.execute(select(*columns).where(WATCHED_TAG.c.until.is_(None)))
    return frozenset(_Place(*row) for row in rows)
