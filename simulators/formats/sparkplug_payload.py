"""Metrics out as the bytes of a Sparkplug B payload: the writing half of ingest's reader.

Written by hand for the reasons that stand at the head of :mod:`ingest.formats.sparkplug_payload`;
fields go out in the order of their numbers, as protobuf's own encoders write them.

The mark of simulation (contract section 1, rule 15) is the payload's ``uuid``, which the
specification has for metadata of a payload.

Source: Sparkplug 3.0.0, 6.4.1 (schema); protobuf.dev/programming-guides/encoding.
"""

import math
from collections.abc import Iterable
from enum import IntEnum
from functools import cache, lru_cache
from struct import pack
from typing import Final, NamedTuple

from ingest.varint import write_varint
from plant.reading import Instant


class DataType(IntEnum):
    """The datatypes that simulated nodes use (6.4.16)."""

    INT32 = 3
    INT64 = 4
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12


_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5
_LONG, _FLOAT, _DOUBLE, _BOOLEAN = 11, 12, 13, 14  # a metric's value fields
_QUALITY: Final = "Quality"
_UNIT: Final = "engUnit"


class MetricValue(NamedTuple):
    """One metric of a payload. ``name`` stands in births only; elsewhere it goes by its alias.

    ``datatype`` chooses the field of the value, and is written in births. ``value`` NaN is written
    as null. ``quality`` None is good, and left out.
    """

    name: str
    alias: int
    ts: Instant
    datatype: DataType
    value: float
    quality: int | None = None
    unit: str = ""
    historical: bool = False


def write_payload(
    sent: Instant | None, metrics: Iterable[bytes], seq: int | None, uuid: str = ""
) -> bytes:
    """A payload of metrics that are written already.

    :param sent: the node's clock, None in a will.
    :param seq: 0 to 255, None in a death.
    """
    out = b"" if sent is None else _number(1, sent)
    out += b"".join(_counted(2, metric) for metric in metrics)
    out += b"" if seq is None else _number(3, seq)
    return out + (_counted(4, uuid.encode()) if uuid else b"")


def write_metric(metric: MetricValue) -> bytes:
    """The bytes of a metric that measures."""
    out = _open(metric.name, metric.alias, metric.ts, metric.datatype if metric.name else None)
    out += _number(5, 1) if metric.historical else b""
    null = math.isnan(metric.value)
    out += _number(7, 1) if null else b""
    properties = _write_properties(metric.quality, metric.unit)
    out += _counted(9, properties) if properties else b""
    return out if null else out + _write_value(metric.datatype, metric.value)


def write_bd_seq(number: int, ts: Instant | None) -> bytes:
    """``bdSeq``, which binds a death to its birth."""
    return _open("bdSeq", None, ts, DataType.INT64) + _number(_LONG, number)


def write_control(name: str, ts: Instant) -> bytes:
    """A metric that hosts may command, false as births show it."""
    return _open(name, None, ts, DataType.BOOLEAN) + _number(_BOOLEAN, 0)


def _open(name: str, alias: int | None, ts: Instant | None, datatype: DataType | None) -> bytes:
    out = _counted(1, name.encode()) if name else b""
    out += b"" if alias is None else _number(2, alias)
    out += b"" if ts is None else _number(3, ts)
    return out + (b"" if datatype is None else _number(4, datatype))


def _write_value(datatype: DataType, value: float) -> bytes:
    """A value in the field of its datatype; what is no boolean goes out whole all the same."""
    if datatype is DataType.BOOLEAN and value in {0.0, 1.0}:
        return _number(_BOOLEAN, int(value))
    if datatype is DataType.FLOAT:
        return _key(_FLOAT, _FOUR_BYTES) + pack("<f", value)
    return _key(_DOUBLE, _EIGHT_BYTES) + pack("<d", value)


def _write_properties(quality: int | None, unit: str) -> bytes:
    """A PropertySet: all keys, then all values."""
    pairs: dict[str, bytes] = {}
    if quality is not None:
        pairs[_QUALITY] = _number(1, DataType.INT32) + _number(3, quality)
    if unit:
        pairs[_UNIT] = _number(1, DataType.STRING) + _counted(8, unit.encode())
    keys = b"".join(_counted(1, key.encode()) for key in pairs)
    return keys + b"".join(_counted(2, value) for value in pairs.values())


@lru_cache(maxsize=1 << 16)
def _number(field: int, value: int) -> bytes:
    """A varint field; remembered, because aliases and one time make up most of a payload."""
    return _key(field, _VARINT) + write_varint(value)


def _counted(field: int, content: bytes) -> bytes:
    return _key(field, _COUNTED) + write_varint(len(content)) + content


@cache
def _key(field: int, wire: int) -> bytes:
    return write_varint(field << 3 | wire)
