"""The bytes of a spool segment: framing, the header record and the tick record. Pure.

Every record is framed as ``magic, version, kind, length, crc32`` and a body; the checksum covers
everything but itself and the magic, so any flipped bit and any cut is noticed. Reading steps over
what is damaged and goes on at the next whole record: one bad sector must not cost what lies
behind it. Files, syncing and the mapping of names belong to :mod:`historian.spool`.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from plant.reading import Instant, ReadingBatch

_MAGIC: Final = b"HWSR"
_VERSION: Final = 1
_FRAME: Final = struct.Struct("<4sHHII")
_CHECKED: Final = struct.Struct("<HHI")
_TICK: Final = struct.Struct("<qIIII")

NAMES: Final = 1
"""Kind of the record that begins a segment: the names which its rows stand for."""
TICK: Final = 2
"""Kind of a record that holds one tick."""

LONGEST: Final = 1 << 28
"""Bytes; no body is longer, so a damaged length can't ask for the rest of the disk."""

_COLUMNS: Final = (
    ("source", "<i8"),
    ("received", "<i8"),
    ("time", "<i8"),
    ("fresh", "<i8"),
    ("value", "<f8"),
    ("row", "<i4"),
    ("status", "<u4"),
    ("marks", "<u2"),
    ("gateway", "<i2"),
)
"""Widest first, so that every column lies aligned in the body."""


@dataclass(frozen=True, slots=True)
class TickRecord:
    """What one tick took in, enough to judge it again after a crash.

    ``now`` is the tick's instant; ``note`` is the tick's own (what is no reading, such as gateway
    statuses) and means nothing here.
    """

    now: Instant
    batch: ReadingBatch
    note: bytes = b""


class Names(NamedTuple):
    """Which tag and gateway every row of a segment stands for."""

    tags: tuple[str, ...]
    gateways: tuple[str, ...]


class Frame(NamedTuple):
    """A whole record and where it lies; ``start`` beyond the last ``end`` means damage between."""

    kind: int
    body: memoryview
    start: int
    end: int


def encode_names(names: Names) -> bytes:
    """The record that begins a segment."""
    return _enclose(NAMES, json.dumps([names.tags, names.gateways], ensure_ascii=False).encode())


def decode_names(body: memoryview) -> Names:
    tags, gateways = json.loads(bytes(body))
    return Names(tuple(tags), tuple(gateways))


def encode_tick(record: TickRecord) -> bytes:
    """One tick: a small header, the columns laid end to end, the note, the words as JSON.

    :raises ValueError: when it is too long for one record (:data:`LONGEST`).
    """
    batch = record.batch
    words = json.dumps(dict(batch.words)).encode() if batch.words else b""
    head = _TICK.pack(record.now, len(batch), len(record.note), len(words), 0)
    columns = [
        np.ascontiguousarray(getattr(batch, name), dtype=kind).tobytes() for name, kind in _COLUMNS
    ]
    return _enclose(TICK, b"".join((head, *columns, record.note, words)))


def decode_tick(body: memoryview) -> TickRecord:
    """The tick of a whole record; its arrays are views of ``body`` and can't be written to."""
    now, count, note_length, words_length, _ = _TICK.unpack_from(body)
    at = _TICK.size
    columns = {}
    for name, kind in _COLUMNS:
        columns[name] = np.frombuffer(body, dtype=kind, count=count, offset=at)
        at += columns[name].nbytes
    note = bytes(body[at : at + note_length])
    words = bytes(body[at + note_length : at + note_length + words_length])
    known = {int(place): word for place, word in json.loads(words).items()} if words else {}
    return TickRecord(now, ReadingBatch(**columns, words=known), note)


def walk(data: bytes, at: int = 0) -> Iterator[Frame]:
    """All whole records of ``data`` from ``at`` on, stepping over what is damaged."""
    view = memoryview(data)
    while (frame := _frame(view, at) or _resume(data, view, at + 1)) is not None:
        yield frame
        at = frame.end


def _enclose(kind: int, body: bytes) -> bytes:
    if len(body) > LONGEST:
        raise ValueError(f"a record of {len(body)} bytes is longer than {LONGEST}")
    checked = _CHECKED.pack(_VERSION, kind, len(body))
    crc = zlib.crc32(body, zlib.crc32(checked))
    return _FRAME.pack(_MAGIC, _VERSION, kind, len(body), crc) + body


def _frame(view: memoryview, at: int) -> Frame | None:
    """The record that begins at ``at``, None unless it is whole and of a known version."""
    start = at + _FRAME.size
    if start > len(view):
        return None
    magic, version, kind, length, crc = _FRAME.unpack_from(view, at)
    end = start + length
    if magic != _MAGIC or version != _VERSION or length > LONGEST or end > len(view):
        return None
    body = view[start:end]
    if zlib.crc32(body, zlib.crc32(_CHECKED.pack(version, kind, length))) != crc:
        return None
    return Frame(kind, body, at, end)


def _resume(data: bytes, view: memoryview, at: int) -> Frame | None:
    """The next whole record at or after ``at``."""
    while (at := data.find(_MAGIC, at)) >= 0:
        if frame := _frame(view, at):
            return frame
        at += 1
    return None
