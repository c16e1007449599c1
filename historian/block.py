"""The bytes of a sealed block: the readings of one tag, column by column, bit for bit. Pure.

Each column becomes integers, less their minimum, cut into byte planes and deflated: what hardly
changes costs hardly anything. A value is stored as the steps between whole numbers when that gives
the very same float back (``19.52`` is 1952 / 100), else as float32 bits, else as float64 bits;
single values that don't fit (NaN, -0.0) are kept beside. Where blocks lie and when they are made
is not known here.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_VERSION: Final = 1
_HEAD: Final = struct.Struct("<BBI")
"""Version, whether deflated, CRC-32 of the rest."""
_SHAPE: Final = struct.Struct("<IBI")
"""Readings, how values are stored, how many of them beside."""
_FIRST: Final = struct.Struct("<q")
_COLUMN: Final = struct.Struct("<qB")
"""Minimum, bytes a number."""

_FLOAT64: Final = 255
_FLOAT32: Final = 254
_SCALES: Final = (0, 1, 2, 3, 4, 5, 6)
_EXACT: Final = float(2**53)
_BESIDE: Final = 8
"""One value in so many may be kept beside before another way of storing is taken."""


class DamagedBlockError(ValueError):
    """A block whose checksum or version is not right."""


@dataclass(frozen=True, slots=True)
class TagColumns:
    """Readings of one tag in time order, all of shape (n,).

    ``time`` and ``source`` int64 ms, ``value`` float64, ``status`` uint32, ``marks`` uint16.
    """

    time: NDArray[np.int64]
    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    source: NDArray[np.int64]
    marks: NDArray[np.uint16]


def encode_block(columns: TagColumns) -> bytes:
    """The readings of one tag, at least one, as a block."""
    how, numbers, beside = _numbers(columns.value)
    payload = b"".join(
        (
            _SHAPE.pack(len(columns.time), how, len(beside)),
            _pack_steps(columns.time),
            _pack_steps(numbers) if how in _SCALES else _pack(numbers),
            _pack(columns.status.astype(np.int64)),
            _pack(columns.source - columns.time),
            _pack(columns.marks.astype(np.int64)),
            beside.astype("<u4").tobytes(),
            columns.value[beside].astype("<f8").tobytes(),
        )
    )
    deflated = zlib.compress(payload, 1)
    smaller = len(deflated) < len(payload)
    body = deflated if smaller else payload
    return _HEAD.pack(_VERSION, smaller, _checksum(smaller, body)) + body


def decode_block(data: bytes) -> TagColumns:
    """The readings of a block.

    :raises DamagedBlockError: when it is not what was written.
    """
    reader = _Reader(_open(data))
    count, how, exceptions = reader.take(_SHAPE)
    time = reader.steps(count)
    numbers = reader.steps(count) if how in _SCALES else reader.numbers(count)
    status = reader.numbers(count).astype(np.uint32)
    source = reader.numbers(count) + time
    marks = reader.numbers(count).astype(np.uint16)
    value = _values(numbers, how)
    beside = reader.array("<u4", exceptions)
    value[beside] = reader.array("<f8", exceptions)
    return TagColumns(time, value, status, source, marks)


def _open(data: bytes) -> bytes:
    """The payload of a block that is whole."""
    if len(data) < _HEAD.size:
        raise DamagedBlockError("a block is cut off")
    version, deflated, crc = _HEAD.unpack_from(data)
    body = data[_HEAD.size :]
    if version != _VERSION or _checksum(deflated, body) != crc:
        raise DamagedBlockError("a block is not what was written")
    return zlib.decompress(body) if deflated else body


def _checksum(deflated: int, body: bytes) -> int:
    """CRC-32 of the body, begun from the flag so that it covers that too."""
    return zlib.crc32(body, deflated)


def _numbers(value: NDArray[np.float64]) -> tuple[int, NDArray[np.int64], NDArray[np.intp]]:
    """How to store values, the numbers to store, and the places which those don't reproduce."""
    few = len(value) // _BESIDE
    bits = value.view(np.int64)
    with np.errstate(all="ignore"):
        for scale in _SCALES:
            scaled = np.rint(value * 10.0**scale)
            whole = np.where(np.abs(scaled) < _EXACT, scaled, 0.0).astype(np.int64)
            wrong = (whole / 10.0**scale).view(np.int64) != bits
            beside = np.flatnonzero(wrong)
            if len(beside) <= few:
                return scale, _bridge(whole, wrong), beside
        single = value.astype(np.float32)
        beside = np.flatnonzero(single.astype(np.float64).view(np.int64) != bits)
    if len(beside) <= few:
        return _FLOAT32, single.view(np.uint32).astype(np.int64), beside
    return _FLOAT64, bits, np.empty(0, dtype=np.intp)


def _bridge(whole: NDArray[np.int64], wrong: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Each number that does not count replaced by the one before, so that no step is large."""
    return whole[np.maximum.accumulate(np.where(wrong, 0, np.arange(len(whole))))]


def _values(numbers: NDArray[np.int64], how: int) -> NDArray[np.float64]:
    if how == _FLOAT64:
        return numbers.view(np.float64)
    if how == _FLOAT32:
        return numbers.astype(np.uint32).view(np.float32).astype(np.float64)
    return numbers / 10.0**how


def _pack_steps(numbers: NDArray[np.int64]) -> bytes:
    """The first number and the steps to the others; differences wrap, so nothing is lost."""
    return _FIRST.pack(numbers[0]) + _pack(np.diff(numbers))


def _pack(numbers: NDArray[np.int64]) -> bytes:
    """Integers as minimum, bytes a number, and that many planes of bytes."""
    least, most = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    width = ((most - least).bit_length() + 7) // 8
    planes = (numbers - np.int64(least)).astype("<i8").view(np.uint8).reshape(-1, 8)
    return _COLUMN.pack(least, width) + planes[:, :width].T.tobytes()


class _Reader:
    """Takes one thing after the other from a payload."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0

    def take(self, form: struct.Struct) -> tuple[int, ...]:
        values = form.unpack_from(self._payload, self._at)
        self._at += form.size
        return values

    def steps(self, count: int) -> NDArray[np.int64]:
        """The next column of first number and steps (see :func:`_pack_steps`)."""
        (first,) = self.take(_FIRST)
        return np.cumsum(np.append(np.int64(first), self.numbers(count - 1)))

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self._payload, dtype=kind, count=count, offset=self._at)
        self._at += found.nbytes
        return found

    def numbers(self, count: int) -> NDArray[np.int64]:
        """The next column of integers (see :func:`_pack`)."""
        least, width = self.take(_COLUMN)
        planes = np.zeros((count, 8), dtype=np.uint8)
        planes[:, :width] = self.array("u1", count * width).reshape(width, count).T
        return planes.view("<i8").reshape(count) + np.int64(least)
