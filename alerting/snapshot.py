"""A snapshot: where all alarms stand as the fold of the journal up to one of its rows.

What belongs to it and its form in parts, bytes in and out, live here. Taking one from alarms is
:mod:`alerting.alarms`' business, keeping it in the database :mod:`alerting.journal_snapshots`'.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Final, TypeVar

import msgspec

from alerting.alarm import Alarm, Event, Hold, Terms
from plant.reading import Instant

_T = TypeVar("_T")

MEANING: Final = 1
"""To be raised when the fold makes something else of the same entries: all that was taken before
is then passed over."""


def _list_fields() -> str:
    return " ".join(one.name for kind in (Alarm, Hold, Terms) for one in fields(kind))


FORMAT: Final = f"{MEANING}-{hashlib.sha256(_list_fields().encode()).hexdigest()[:16]}"
"""What a snapshot must be of to stand for the journal: this meaning, an alarm of these fields."""

_PART: Final = 500
"""Alarms a part: some ms to encode, so that whoever waits for the interpreter waits no longer."""
_PLACES: Final = 4_000
"""Places of the ledger, or ids, a part."""

_CHEAP: Final = 1
"""zlib's level: three times the speed of the usual one, for a fifth more bytes."""

LatePlace = tuple[str, Event, Instant]
Place = tuple[str, Event]


class SnapshotDamagedError(Exception):
    """The parts of a snapshot are not what was written, or of a form that can't be read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the fold of the journal up to row ``seq`` comes to.

    ``alarms`` in the order of their first entry, ``standing`` the ids of those on the list, in the
    order in which they came up. ``last``: the newest instant of each event of each alarm.
    ``late``: what only late data showed.
    """

    seq: int
    alarms: Mapping[str, Alarm]
    standing: Sequence[str]
    last: Mapping[Place, Instant]
    late: Collection[LatePlace]


class _Part(msgspec.Struct, omit_defaults=True):
    alarms: Sequence[Alarm] = ()
    standing: Sequence[str] = ()
    last: Sequence[tuple[str, Event, Instant]] = ()
    late: Sequence[LatePlace] = ()


_DECODER: Final = msgspec.msgpack.Decoder(_Part)


def encode_snapshot(snapshot: Snapshot) -> Iterator[bytes]:
    """The parts, each encoded when it is asked for."""
    places = ((*key, at) for key, at in snapshot.last.items())
    for alarms in _cut(snapshot.alarms.values(), _PART):
        yield _pack(_Part(alarms=alarms))
    for standing in _cut(snapshot.standing, _PLACES):
        yield _pack(_Part(standing=standing))
    for last in _cut(places, _PLACES):
        yield _pack(_Part(last=last))
    for late in _cut(snapshot.late, _PLACES):
        yield _pack(_Part(late=late))


def decode_snapshot(seq: int, parts: Iterable[bytes]) -> Snapshot:
    """The snapshot of its parts.

    A field that an alarm did not have then has its default.

    :raises SnapshotDamagedError: see there.
    """
    alarms: dict[str, Alarm] = {}
    standing: list[str] = []
    last: dict[Place, Instant] = {}
    late: set[LatePlace] = set()
    for data in parts:
        part = _unpack(data)
        alarms.update((alarm.id, alarm) for alarm in part.alarms)
        standing += part.standing
        last.update(((alarm, event), at) for alarm, event, at in part.last)
        late.update(part.late)
    if not alarms.keys() >= set(standing):
        raise SnapshotDamagedError("it lists alarms that it does not have")
    return Snapshot(seq, alarms, standing, last, late)


def digest_part(data: bytes) -> str:
    """SHA-256 of a part."""
    return hashlib.sha256(data).hexdigest()


def digest_snapshot(heading: Sequence[object], parts: Iterable[str]) -> str:
    """SHA-256 over what a snapshot says of itself and the digests of its parts, in their order."""
    return hashlib.sha256(json.dumps([*heading, *parts]).encode()).hexdigest()


def _cut(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    source = iter(things)
    while piece := list(islice(source, size)):
        yield piece


def _pack(part: _Part) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(part), _CHEAP)


def _unpack(data: bytes) -> _Part:
    try:
        return _DECODER.decode(zlib.decompress(data))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise SnapshotDamagedError(str(error)) from error
