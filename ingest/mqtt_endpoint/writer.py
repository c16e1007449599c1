"""What the endpoint says: the packets of a server, in MQTT 3.1.1 and 5.

PUBACKs are written where they are counted, in :mod:`.unacknowledged`.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import mqtt5

from ingest.mqtt_endpoint.codes import IN_311, Code
from ingest.mqtt_endpoint.reader import FIVE

PONG: Final = b"\xd0\x00"

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
    """CONNACK of a client that may come in."""
    if version != FIVE:
        return bytes((0x20, 2, terms.session_present, 0))
    return mqtt5.ConnAckPacket(
        session_present=terms.session_present,
        session_expiry_interval=terms.expiry_s,
        assigned_client_id=terms.assigned or None,
        server_keep_alive=terms.keep_alive_s,
        receive_max=terms.receive_maximum,
        topic_alias_max=0,
        max_qos=mqtt5.QoS.AT_LEAST_ONCE,
        max_packet_size=terms.largest,
        subscription_id_available=False,
        shared_subscription_available=False,
    ).write()


def write_rejection(version: int, code: Code) -> bytes:
    """CONNACK of a client that may not."""
    if version != FIVE:
        return bytes((0x20, 2, 0, IN_311.get(code, _NOT_AUTHORIZED_311)))
    return mqtt5.ConnAckPacket(reason_code=mqtt5.ConnAckReasonCode(code)).write()


def write_unknown_version() -> bytes:
    """CONNACK of MQTT 3.1.1, which every client can read: the level is not spoken here."""
    return write_rejection(0, Code.UNSUPPORTED_VERSION)


def write_granted(version: int, packet: int, codes: Sequence[int]) -> bytes:
    """SUBACK: the QoS granted or the code of a refusal, one a filter."""
    if version != FIVE:
        body = bytes(min(_FAILED_311, code) for code in codes)
        return b"\x90" + write_length(2 + len(body)) + packet.to_bytes(2) + body
    reasons = [mqtt5.SubAckReasonCode(code) for code in codes]
    return mqtt5.SubAckPacket(packet, reasons).write()


def write_ungranted(version: int, packet: int, codes: Sequence[int]) -> bytes:
    """UNSUBACK."""
    if version != FIVE:
        return b"\xb0\x02" + packet.to_bytes(2)
    return mqtt5.UnsubAckPacket(packet, [mqtt5.UnsubAckReasonCode(code) for code in codes]).write()


def write_goodbye(version: int, code: Code) -> bytes:
    """DISCONNECT of a server; MQTT 3.1.1 has none, and the connection just ends."""
    if version != FIVE:
        return b""
    return mqtt5.DisconnectPacket(reason_code=mqtt5.DisconnectReasonCode(code)).write()


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
    topic = message.topic.encode()
    body = len(topic).to_bytes(2) + topic
    if message.packet:
        body += message.packet.to_bytes(2)
    if version == FIVE:
        body += b"\0"
    body += message.payload
    return bytes((first,)) + write_length(len(body)) + body


def write_length(size: int) -> bytes:
    """A variable byte integer (§1.5.5)."""
    groups = bytearray()
    while size > 0x7F:
        groups.append(size & 0x7F | 0x80)
        size >>= 7
    groups.append(size)
    return bytes(groups)
