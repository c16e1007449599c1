"""Reading the packets of a client, MQTT 3.1.1 and 5, strictly: what is not sound is refused.

One reader for both, because 5 is 3.1.1 with properties. It is our own although a compiled codec
for MQTT 5 is at hand: fed with a text that is not UTF-8, that one panics (a BaseException) and
prints a trace to standard error, which a stranger could have it do all day. The tests hold this
reader against it.

Where a packet begins and ends is :mod:`.framing`'s business. Source: MQTT 5.0 and 3.1.1, chapter 3.
"""

from typing import Final, Protocol

from ingest.mqtt_endpoint.codes import Code, PacketError
from ingest.mqtt_endpoint.cursor import Cursor
from ingest.mqtt_endpoint.packets import (
    Acknowledged,
    Connect,
    Disconnect,
    Filter,
    Packet,
    Ping,
    Publish,
    Subscribe,
    Unsubscribe,
    Will,
)
from ingest.mqtt_endpoint.properties import (
    OF_ACKNOWLEDGEMENT,
    OF_CONNECT,
    OF_DISCONNECT,
    OF_PUBLISH,
    OF_SUBSCRIBE,
    OF_UNSUBSCRIBE,
    OF_WILL,
    Property,
    Values,
    number,
    read_properties,
)

CONNECT: Final = 0x10
FIVE: Final = 5
_LEVELS: Final = {4: 4, 5: FIVE}
"""Protocol level → version; 3.1.1 is level 4."""

_OF_PUBACK: Final = frozenset({0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99})
_OF_DISCONNECT: Final = frozenset(
    {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99}
)
"""Reason codes that clients may give (§3.4.2.1, §3.14.2.1)."""

_FOR_EVER: Final = 0xFFFF_FFFF


class _Read(Protocol):
    """How one kind of packet is read."""

    def __call__(self, cursor: Cursor, *, five: bool) -> Packet:
        """Take it off the front."""
        ...


class UnknownVersionError(Exception):
    """A CONNECT of a protocol that is not spoken here."""


def read_connect(body: bytes) -> Connect:
    """A CONNECT.

    :raises UnknownVersionError: of another protocol, or another version of this one.
    :raises PacketError: it is not sound.
    """
    cursor = Cursor(body)
    name, level = cursor.binary(), cursor.number(1)
    version = _LEVELS.get(level) if name == b"MQTT" else None
    if version is None:
        raise UnknownVersionError
    flags, keep_alive_s = cursor.number(1), cursor.number(2)
    _check_flags(flags, version)
    five = version == FIVE
    values = read_properties(cursor, OF_CONNECT) if five else {}
    if Property.AUTHENTICATION in values and Property.METHOD not in values:
        raise PacketError(Code.PROTOCOL_ERROR)
    client_id = cursor.text()
    will = _read_will(cursor, flags, five=five) if flags & 0x04 else None
    username = cursor.text() if flags & 0x80 else None
    password = cursor.binary() if flags & 0x40 else None
    cursor.end()
    clean = bool(flags & 0x02)
    largest = number(values, Property.LARGEST, 0)
    return Connect(
        version=version,
        client_id=client_id,
        clean_start=clean,
        keep_alive_s=keep_alive_s,
        # A session of 3.1.1 that is not clean has no end of its own; the endpoint gives it one.
        expiry_s=number(values, Property.SESSION_EXPIRY, 0) if five or clean else _FOR_EVER,
        receive_maximum=number(values, Property.RECEIVE_MAXIMUM, 0xFFFF),
        largest=largest or None,
        will=will,
        username=username,
        password=password,
        method=str(values.get(Property.METHOD, "")),
    )


def read_packet(version: int, first: int, body: bytes) -> Packet:
    """Any packet of a client that has sent its CONNECT.

    :param first: the first byte of its fixed header.
    :raises PacketError: it is not sound, or none that a client may send us.
    """
    kind, five = first & 0xF0, version == FIVE
    if kind == 0x30:
        return _read_publish(first, Cursor(body), five=five)
    read = _READERS.get(first)
    if read is None:
        raise PacketError(_blame(kind))
    cursor = Cursor(body)
    packet = read(cursor, five=five)
    cursor.end()
    return packet


def is_topic_name(topic: str) -> bool:
    """Whether something can be published under this."""
    return bool(topic) and "+" not in topic and "#" not in topic


def _blame(kind: int) -> Code:
    """Why a packet is refused by its kind alone: QoS 2 and AUTH are protocol errors here."""
    known = {CONNECT, 0x40, 0x50, 0x60, 0x70, 0xF0}
    return Code.PROTOCOL_ERROR if kind in known else Code.MALFORMED


def _check_flags(flags: int, version: int) -> None:
    qos, will = flags >> 3 & 3, flags & 0x04
    if flags & 0x01 or qos == 3 or (not will and flags & 0x38):
        raise PacketError(Code.MALFORMED)
    if version != FIVE and flags & 0xC0 == 0x40:  # a password without a user (3.1.1 §3.1.2.9)
        raise PacketError(Code.MALFORMED)


def _read_will(cursor: Cursor, flags: int, *, five: bool) -> Will:
    values: Values = read_properties(cursor, OF_WILL) if five else {}
    topic, payload = cursor.text(), cursor.binary()
    if not is_topic_name(topic):
        raise PacketError(Code.BAD_TOPIC)
    delay_s = number(values, Property.WILL_DELAY, 0)
    return Will(topic, payload, flags >> 3 & 3, bool(flags & 0x20), delay_s)


def _read_publish(first: int, cursor: Cursor, *, five: bool) -> Publish:
    qos, duplicate = first >> 1 & 3, bool(first & 0x08)
    if qos == 3 or (duplicate and not qos):
        raise PacketError(Code.MALFORMED)
    topic = cursor.text()
    packet = _read_identifier(cursor) if qos else 0
    values = read_properties(cursor, OF_PUBLISH) if five else {}
    if Property.ALIAS in values:
        raise PacketError(Code.BAD_ALIAS)
    if not is_topic_name(topic):
        raise PacketError(Code.BAD_TOPIC if topic else Code.PROTOCOL_ERROR)
    if qos == 2:
        raise PacketError(Code.BAD_QOS)
    return Publish(topic, cursor.rest(), qos, bool(first & 0x01), duplicate, packet)


def _read_identifier(cursor: Cursor) -> int:
    packet = cursor.number(2)
    if not packet:
        raise PacketError(Code.PROTOCOL_ERROR)
    return packet


def _read_code(cursor: Cursor, known: frozenset[int]) -> int:
    code = cursor.number(1)
    if code not in known:
        raise PacketError(Code.MALFORMED)
    return code


def _read_subscribe(cursor: Cursor, *, five: bool) -> Subscribe:
    packet = _read_identifier(cursor)
    values = read_properties(cursor, OF_SUBSCRIBE) if five else {}
    filters: list[Filter] = []
    while cursor.left:
        text, options = cursor.text(), cursor.number(1)
        qos, handling = options & 3, options >> 4 & 3
        if qos == 3 or options & (0xC0 if five else 0xFC):
            raise PacketError(Code.MALFORMED)
        if handling == 3 or not text:
            raise PacketError(Code.PROTOCOL_ERROR)
        filters.append(Filter(text, qos, handling))
    if not filters:
        raise PacketError(Code.PROTOCOL_ERROR)
    return Subscribe(packet, tuple(filters), Property.SUBSCRIPTION_ID in values)


def _read_unsubscribe(cursor: Cursor, *, five: bool) -> Unsubscribe:
    packet = _read_identifier(cursor)
    if five:
        read_properties(cursor, OF_UNSUBSCRIBE)
    filters: list[str] = []
    while cursor.left:
        filters.append(cursor.text())
    if not all(filters) or not filters:
        raise PacketError(Code.PROTOCOL_ERROR)
    return Unsubscribe(packet, tuple(filters))


def _read_acknowledged(cursor: Cursor, *, five: bool) -> Acknowledged:
    packet = _read_identifier(cursor)
    if five and cursor.left:
        _read_code(cursor, _OF_PUBACK)  # whatever the client thinks of it, it has it
        if cursor.left:
            read_properties(cursor, OF_ACKNOWLEDGEMENT)
    return Acknowledged(packet)


def _read_ping(cursor: Cursor, *, five: bool) -> Ping:
    del cursor, five
    return Ping()


def _read_disconnect(cursor: Cursor, *, five: bool) -> Disconnect:
    if not five or not cursor.left:
        return Disconnect(Code.SUCCESS)
    code = _read_code(cursor, _OF_DISCONNECT)
    values = read_properties(cursor, OF_DISCONNECT) if cursor.left else {}
    if Property.SESSION_EXPIRY not in values:
        return Disconnect(code)
    return Disconnect(code, number(values, Property.SESSION_EXPIRY, 0))


_READERS: Final[dict[int, _Read]] = {
    0x40: _read_acknowledged,
    0x82: _read_subscribe,
    0xA2: _read_unsubscribe,
    0xC0: _read_ping,
    0xE0: _read_disconnect,
}
"""By the first byte, whose lower half is reserved and fixed (§2.1.3)."""
