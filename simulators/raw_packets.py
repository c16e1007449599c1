"""Packets of MQTT 3.1.1 as bytes: the few that a load generator and a counting subscriber need.

Bytes out and bytes in, no socket. A client library spends some hundred microseconds a message, and
then a benchmark measures the library. Clauses are those of MQTT 3.1.1 (OASIS).
"""

from typing import Final

from simulators.broker import Broker

CONNACK: Final = 0x20
PUBLISH: Final = 0x30
PUBACK: Final = 0x40
SUBACK: Final = 0x90
DISCONNECT: Final = b"\xe0\x00"
LAST_PACKET_ID: Final = 0xFFFF

_CONNECT: Final = 0x10
_PUBLISH_QOS_1: Final = 0x32
_RETAIN: Final = 0x01
_SUBSCRIBE: Final = 0x82
_QOS_1: Final = 1


class Packets:
    """Bytes in as they arrive, whole packets out."""

    def __init__(self) -> None:
        self._rest = b""

    def split(self, data: bytes) -> list[tuple[int, bytes]]:
        """Packets complete by now: first byte without its flags, and what follows the header."""
        data = self._rest + data
        found: list[tuple[int, bytes]] = []
        start, size = 0, len(data)
        while start + 2 <= size:
            place, shift, length = start + 1, 0, 0  # §2.2.3: seven bits a byte, lowest first
            while place < size:
                length |= (data[place] & 0x7F) << shift
                place += 1
                shift += 7
                if data[place - 1] < 0x80:
                    break
            else:
                break
            if place + length > size:
                break
            found.append((data[start] & 0xF0, data[place : place + length]))
            start = place + length
        self._rest = data[start:]
        return found


def read_topic(publish: bytes) -> bytes:
    """The topic of a PUBLISH's body (§3.3.2.1)."""
    return publish[2 : 2 + int.from_bytes(publish[:2])]


def read_payload(publish: bytes) -> bytes:
    """The payload of a QoS 1 PUBLISH's body: what follows topic and packet id (§3.3.3)."""
    return publish[4 + int.from_bytes(publish[:2]) :]


def write_connect(broker: Broker, name: str) -> bytes:
    """CONNECT with a clean session and without keep-alive (§3.1)."""
    login = [each.encode() for each in (broker.username, broker.password) if each is not None]
    flags = 0x02 | (0x80 if broker.username is not None else 0)
    flags |= 0x40 if broker.password is not None else 0
    head = b"\x00\x04MQTT\x04" + bytes([flags, 0, 0])
    return _frame(_CONNECT, head + b"".join(_prefix(each) for each in [name.encode(), *login]))


def write_publish(topic: str, payload: bytes, packet_id: int, *, retain: bool = False) -> bytes:
    """PUBLISH with QoS 1 (§3.3)."""
    first = _PUBLISH_QOS_1 | (_RETAIN if retain else 0)
    return _frame(first, _prefix(topic.encode()) + packet_id.to_bytes(2) + payload)


def write_subscribe(topics: str) -> bytes:
    """SUBSCRIBE to one filter at QoS 1, as packet 1 (§3.8)."""
    return _frame(_SUBSCRIBE, b"\x00\x01" + _prefix(topics.encode()) + bytes([_QOS_1]))


def write_puback(publish: bytes) -> bytes:
    """The acknowledgement of a QoS 1 PUBLISH's body (§3.4)."""
    place = 2 + int.from_bytes(publish[:2])
    return b"\x40\x02" + publish[place : place + 2]


def _frame(first: int, body: bytes) -> bytes:
    """A fixed header with the remaining length, seven bits a byte (§2.2.3), and the body."""
    length, left = bytearray(), len(body)
    while True:
        left, digit = left >> 7, left & 0x7F
        length.append(digit | (0x80 if left else 0))
        if not left:
            return bytes([first]) + length + body


def _prefix(text: bytes) -> bytes:
    """A text with its length before it (§1.5.3)."""
    return len(text).to_bytes(2) + text
