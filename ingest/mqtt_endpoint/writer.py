"""What the endpoint says: the packets of a server, in MQTT 3.1.1 and 5.

PUBACKs are written where they are counted, in :mod:`.unacknowledged`.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ingest.mqtt_endpoint.codes import IN_311, Code
from ingest.mqtt_endpoint.reader import FIVE
from ingest.varint import write_varint

PONG: Final = b"\xd0\x00"

_CONNACK: Final = 0x20
_SUBACK: Final = 0x90
_UNSUBACK: Final = 0xB0
_DISCONNECT: Final = 0xE0
_NOT_AUTHORIZED_311: Final = 5
_FAILED_311: Final = 0x80


class Terms(NamedTuple):
    """What a server grants in CONNACK; in MQTT 3.1.1 none of it can be said."""

    session_present: bool
    expiry_s: int
    keep_alive_s: int
    receive_maximum: int
    largest: int
    assigned: str = ""


def write_welcome(version: int, terms: Terms) -> bytes:
    """CONNACK of a client that may come in; it may use neither topic aliases nor QoS 2."""
    head = bytes((terms.session_present, 0))
    if version != FIVE:
        return _frame(_CONNACK, head)
    properties = b"".join(
        (
            b"\x11" + terms.expiry_s.to_bytes(4),
            b"\x13" + terms.keep_alive_s.to_bytes(2),
            b"\x21" + terms.receive_maximum.to_bytes(2),
            b"\x24\x01",  # the highest QoS
            b"\x27" + terms.largest.to_bytes(4),
            b"\x29\x00\x2a\x00",  # neither subscription identifiers nor shared subscriptions
            b"\x12" + _write_text(terms.assigned) if terms.assigned else b"",
        )
    )
    return _frame(_CONNACK, head + write_varint(len(properties)) + properties)


def write_rejection(version: int, code: Code) -> bytes:
    """CONNACK of a client that may not."""
    if version != FIVE:
        return _frame(_CONNACK, bytes((0, IN_311.get(code, _NOT_AUTHORIZED_311))))
    return _frame(_CONNACK, bytes((0, code, 0)))


def write_unknown_version() -> bytes:
    """CONNACK of MQTT 3.1.1, which every client can read: the level is not spoken here."""
    return write_rejection(0, Code.UNSUPPORTED_VERSION)


def write_granted(version: int, packet: int, codes: Sequence[int]) -> bytes:
    """SUBACK: the QoS granted or the code of a refusal, one a filter."""
    if version != FIVE:
        codes = [min(_FAILED_311, code) for code in codes]
        return _frame(_SUBACK, packet.to_bytes(2) + bytes(codes))
    return _frame(_SUBACK, packet.to_bytes(2) + b"\0" + bytes(codes))


def write_ungranted(version: int, packet: int, codes: Sequence[int]) -> bytes:
    """UNSUBACK, which says nothing of each filter in MQTT 3.1.1."""
    if version != FIVE:
        return _frame(_UNSUBACK, packet.to_bytes(2))
    return _frame(_UNSUBACK, packet.to_bytes(2) + b"\0" + bytes(codes))


def write_goodbye(version: int, code: Code) -> bytes:
    """DISCONNECT of a server; MQTT 3.1.1 has none, and the connection just ends."""
    return _frame(_DISCONNECT, bytes((code,))) if version == FIVE else b""


class Message(NamedTuple):
    """Something to publish; ``packet`` 0 in QoS 0."""

    topic: str
    payload: bytes
    packet: int = 0
    retain: bool = False
    duplicate: bool = False


def write_publish(version: int, message: Message) -> bytes:
    """PUBLISH of QoS 0 or 1, without properties."""
    first = 0x30 | message.retain | (0x02 if message.packet else 0) | message.duplicate << 3
    body = _write_text(message.topic)
    if message.packet:
        body += message.packet.to_bytes(2)
    if version == FIVE:
        body += b"\0"
    return _frame(first, body + message.payload)


def _frame(first: int, body: bytes) -> bytes:
    return bytes((first,)) + write_varint(len(body)) + body


def _write_text(text: str) -> bytes:
    raw = text.encode()
    return len(raw).to_bytes(2) + raw
