"""Properties of MQTT 5 (§2.2.2): which may stand in which packet, and what each looks like."""

from enum import IntEnum
from typing import Final

from ingest.mqtt_endpoint.codes import Code, PacketError
from ingest.mqtt_endpoint.cursor import Cursor


class Property(IntEnum):
    """Those that a client may send."""

    PAYLOAD_FORMAT = 0x01
    MESSAGE_EXPIRY = 0x02
    CONTENT_TYPE = 0x03
    RESPONSE_TOPIC = 0x08
    CORRELATION = 0x09
    SUBSCRIPTION_ID = 0x0B
    SESSION_EXPIRY = 0x11
    METHOD = 0x15
    AUTHENTICATION = 0x16
    WANTS_PROBLEMS = 0x17
    WILL_DELAY = 0x18
    WANTS_RESPONSE = 0x19
    REASON_TEXT = 0x1F
    RECEIVE_MAXIMUM = 0x21
    ALIAS_MAXIMUM = 0x22
    ALIAS = 0x23
    USER = 0x26
    LARGEST = 0x27


Values = dict[Property, int | str | bytes]

_P = Property
_MESSAGE: Final = frozenset(
    {_P.PAYLOAD_FORMAT, _P.MESSAGE_EXPIRY, _P.CONTENT_TYPE, _P.RESPONSE_TOPIC, _P.CORRELATION}
    | {_P.USER}
)
OF_CONNECT: Final = frozenset(
    {_P.SESSION_EXPIRY, _P.RECEIVE_MAXIMUM, _P.LARGEST, _P.ALIAS_MAXIMUM, _P.WANTS_RESPONSE}
    | {_P.WANTS_PROBLEMS, _P.USER, _P.METHOD, _P.AUTHENTICATION}
)
OF_WILL: Final = _MESSAGE | {_P.WILL_DELAY}
OF_PUBLISH: Final = _MESSAGE | {_P.ALIAS}
OF_SUBSCRIBE: Final = frozenset({_P.SUBSCRIPTION_ID, _P.USER})
OF_UNSUBSCRIBE: Final = frozenset({_P.USER})
OF_ACKNOWLEDGEMENT: Final = frozenset({_P.REASON_TEXT, _P.USER})
OF_DISCONNECT: Final = frozenset({_P.SESSION_EXPIRY, _P.REASON_TEXT, _P.USER})

_SIZES: Final = {
    _P.PAYLOAD_FORMAT: 1,
    _P.WANTS_PROBLEMS: 1,
    _P.WANTS_RESPONSE: 1,
    _P.RECEIVE_MAXIMUM: 2,
    _P.ALIAS_MAXIMUM: 2,
    _P.ALIAS: 2,
    _P.MESSAGE_EXPIRY: 4,
    _P.SESSION_EXPIRY: 4,
    _P.WILL_DELAY: 4,
    _P.LARGEST: 4,
}
_SWITCHES: Final = frozenset({_P.PAYLOAD_FORMAT, _P.WANTS_PROBLEMS, _P.WANTS_RESPONSE})
_NEVER_ZERO: Final = frozenset({_P.RECEIVE_MAXIMUM, _P.LARGEST, _P.SUBSCRIPTION_ID})
_BINARY: Final = frozenset({_P.CORRELATION, _P.AUTHENTICATION})


def read_properties(cursor: Cursor, allowed: frozenset[Property]) -> Values:
    """The properties at the front, each at most once; user properties are read and not kept.

    :raises PacketError: one is unknown, not of this packet, said twice or out of its range.
    """
    values: Values = {}
    part = cursor.part()
    while part.left:
        kind = _identify(part.variable(), allowed)
        value = _read(part, kind)
        if kind is _P.USER:
            continue
        if kind in values or not _is_in_range(kind, value):
            raise PacketError(Code.PROTOCOL_ERROR)
        values[kind] = value
    return values


def number(values: Values, kind: Property, absent: int) -> int:
    """A property that is a number."""
    value = values.get(kind, absent)
    return value if isinstance(value, int) else absent


def _identify(identifier: int, allowed: frozenset[Property]) -> Property:
    try:
        kind = Property(identifier)
    except ValueError:
        raise PacketError(Code.MALFORMED) from None
    if kind not in allowed:
        raise PacketError(Code.PROTOCOL_ERROR)
    return kind


def _read(part: Cursor, kind: Property) -> int | str | bytes:
    if size := _SIZES.get(kind):
        return part.number(size)
    if kind is _P.SUBSCRIPTION_ID:
        return part.variable()
    if kind in _BINARY:
        return part.binary()
    if kind is _P.USER:
        part.text()
    return part.text()


def _is_in_range(kind: Property, value: int | str | bytes) -> bool:
    if kind in _SWITCHES:
        return value in (0, 1)
    return bool(value) or kind not in _NEVER_ZERO
