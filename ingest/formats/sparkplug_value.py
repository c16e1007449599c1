"""What a Sparkplug value, quality and unit mean: raw fields in, numbers and status codes out.

The field that holds a value decides its kind; the datatype only says how to read the bits of an
integer. So a float in a metric declared Int32 is still that float, and nothing is cut: an integer
that does not fit its datatype is taken whole, as uncertain, because the 300 of an "Int8" may be a
real 300 and must not be judged as 44.

Strings are no numbers (contract section 5); templates, data sets, bytes, files and arrays are
unsupported. Both leave a reading of bad quality, since what the tag's value now is isn't known.

Source: Sparkplug 3.0.0, 6.4.16 and 6.4.17 (datatypes), 6.4.9 (quality); OPC Data Access 3.00, 6.8
(quality bits); OPC 10000-4, 7.39 (status codes).
"""

import math
from functools import lru_cache
from struct import Struct
from typing import Final, NamedTuple

from ingest.formats.sparkplug_payload import (
    BOOLEAN,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    STRING,
    MalformedError,
    Property,
    Raw,
    read_properties,
)
from ingest.frame import Reason
from ingest.readings import as_status, as_value, clean
from plant.quality import (
    BAD,
    GOOD,
    GOOD_LOCAL_OVERRIDE,
    UNCERTAIN,
    UNCERTAIN_LAST_USABLE,
    UNCERTAIN_NO_COMMUNICATION_LAST_USABLE,
)

UNKNOWN_DATATYPE: Final = 0

_SIGNED: Final = {1: 8, 2: 16, 3: 32, 4: 64}
_UNSIGNED: Final = {5: 8, 6: 16, 7: 32, 8: 64, 11: 1, 13: 64}
"""Bits of the unsigned datatypes; of Boolean (11) and DateTime (13, ms since 1970) too."""

_WIDTH: Final = {INT: 32, LONG: 64}
_FLOAT: Final = Struct("<f")
_DOUBLE: Final = Struct("<d")

_QUALITIES: Final = {0: BAD, 192: GOOD, 500: UNCERTAIN_NO_COMMUNICATION_LAST_USABLE}
"""Bad, good and stale."""

_DATA_ACCESS: Final = {
    0xC0: GOOD,
    0xD8: GOOD_LOCAL_OVERRIDE,
    0x40: UNCERTAIN,
    0x44: UNCERTAIN_LAST_USABLE,
    0x00: BAD,
}
"""OPC DA qualities less their limit bits; one not named here goes by its two major bits."""

_REMEMBERED: Final = 256
"""Only properties of up to this many bytes are remembered; most of a birth's are alike."""

_UNIT_NAMES: Final = frozenset({"engunit", "engineeringunit", "engineeringunits", "unit", "units"})


class Value(NamedTuple):
    """A value as a number; NaN where it is none, ``word`` being the source's own text.

    ``reason`` and ``detail`` say what is wrong with it; ``status`` is the best that it deserves.
    """

    number: float
    word: str | None = None
    status: int = GOOD
    reason: Reason | None = None
    detail: str = ""


NULL_VALUE: Final = Value(math.nan, None, BAD, Reason.NOT_A_NUMBER, "null")


def read_value(datatype: int, key: int, raw: Raw) -> Value:
    """The value of a metric, or of anything built like one.

    :param datatype: as the birth or the metric itself says; 0 where neither does.
    :param key: of the field that holds the value, 0 for none.
    """
    if isinstance(raw, bytes):
        if key == DOUBLE:
            number = _DOUBLE.unpack(raw)[0]
        elif key == FLOAT:
            number = _FLOAT.unpack(raw)[0]
        else:
            return _read_text(key, raw)
        return Value(number) if math.isfinite(number) else _refuse("not finite")
    if key == BOOLEAN:
        return Value(1.0 if raw else 0.0)
    return _read_integer(datatype, key, raw) if key in _WIDTH else NULL_VALUE


def _refuse(detail: str) -> Value:
    return Value(math.nan, None, BAD, Reason.NOT_A_NUMBER, detail)


def _read_text(key: int, raw: bytes) -> Value:
    if key != STRING:
        return Value(math.nan, None, BAD, Reason.UNSUPPORTED, f"field {key >> 3} holds no scalar")
    number, word, wrong = as_value(raw.decode("utf-8", "replace"))
    return Value(number, word, BAD, Reason.NOT_A_NUMBER, wrong)


def _read_integer(datatype: int, key: int, raw: int) -> Value:
    """An integer by its datatype; whole and uncertain where it does not fit.

    Encoders write a negative number either in the datatype's own bits or extended to the field's.
    """
    width = _WIDTH[key]
    raw &= (1 << width) - 1
    bits = _UNSIGNED.get(datatype)
    if bits is not None:
        return Value(float(raw)) if raw >> bits == 0 else _doubt(datatype, raw)
    signed = raw - (1 << width) if raw >> (width - 1) else raw
    bits = _SIGNED.get(datatype)
    if bits is None:
        return Value(float(raw)) if raw < 0x80 else _doubt(datatype, signed)
    if raw >> bits == 0:
        return Value(float(raw - (1 << bits) if raw >> (bits - 1) else raw))
    if -(1 << (bits - 1)) <= signed < 0:
        return Value(float(signed))
    return _doubt(datatype, signed)


def _doubt(datatype: int, number: int) -> Value:
    said = f"{number} in a metric of datatype {datatype}"
    return Value(float(number), None, UNCERTAIN, Reason.UNSUPPORTED, said)


class Annotations(NamedTuple):
    """What a metric's properties say of its value.

    ``status`` is GOOD where they say nothing of quality; ``unit`` empty where nothing of that;
    ``detail`` tells what could not be understood, the status being BAD then.
    """

    status: int = GOOD
    unit: str = ""
    detail: str = ""


PLAIN: Final = Annotations()


def read_annotations(properties: bytes) -> Annotations:
    """Quality and unit among a metric's properties; never raises."""
    if not properties:
        return PLAIN
    return (_remember if len(properties) <= _REMEMBERED else _read_annotations)(properties)


def _read_annotations(properties: bytes) -> Annotations:
    try:
        pairs = read_properties(properties)
    except (MalformedError, IndexError) as error:
        return Annotations(BAD, "", f"properties: {error}")
    status, unit, detail = GOOD, "", ""
    for name, value in pairs.items():
        plain = name.lower().replace(" ", "").replace("_", "")
        if plain == "quality":
            known = _read_quality(value)
            status = BAD if known is None else known
            detail = "" if known is not None else f"quality {value.raw!r:.40}"
        elif plain in _UNIT_NAMES and value.key == STRING:
            unit = _as_text(value.raw)[:64]
    return Annotations(status, unit, detail)


_remember = lru_cache(maxsize=1024)(_read_annotations)


def _as_text(raw: Raw) -> str:
    return clean(raw.decode("utf-8", "replace")) if isinstance(raw, bytes) else ""


def _read_quality(value: Property) -> int | None:
    """A status code of Sparkplug's three qualities, an OPC DA quality, or an OPC UA code."""
    if value.key == STRING:
        return as_status(_as_text(value.raw))
    if value.key not in _WIDTH or not isinstance(value.raw, int):
        return None
    code = value.raw
    if code in _QUALITIES:
        return _QUALITIES[code]
    if code <= 0xFF:
        return _DATA_ACCESS.get(code & 0xFC, _DATA_ACCESS.get(code & 0xC0))
    return code & 0xFFFF_FFFF if code & 0xFFFF_0000 else None
