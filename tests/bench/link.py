"""A bare connection to the broker: MQTT 3.1.1 over a blocking socket, and packets taken apart.

Just what the publisher and the raw subscribers need, so that the broker is measured and not a
client library. Clauses are those of MQTT 3.1.1 (OASIS).
"""

import socket
from typing import Final

from simulators.broker import Broker
from simulators.raw_link import write_connect

PUBLISH: Final = 0x30
PUBACK: Final = 0x40
_SUBSCRIBE: Final = 0x82
_SUBACK: Final = 0x90
_CONNACK: Final = 0x20
_QOS_1: Final = 1

HOST: Final = "127.0.0.1"
READ_BYTES: Final = 1 << 18
PATIENCE_S: Final = 10.0
"""Nothing for so long on a loaded link means that nothing more will come."""


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


def write_puback(publish: bytes) -> bytes:
    """The acknowledgement of a QoS 1 PUBLISH's body (§3.4)."""
    place = 2 + int.from_bytes(publish[:2])
    return b"\x40\x02" + publish[place : place + 2]


def open_link(port: int, name: str) -> socket.socket:
    """Connect with a clean session.

    :raises ConnectionError: the broker refused or went away.
    """
    link = socket.create_connection((HOST, port), PATIENCE_S)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.sendall(write_connect(Broker(HOST, port), name))
    _expect(link, _CONNACK, b"\x00\x00")
    return link


def subscribe(link: socket.socket, topics: str) -> None:
    """Subscribe to one filter at QoS 1; before anything is published to it."""
    wish = topics.encode()
    body = b"\x00\x01" + len(wish).to_bytes(2) + wish + bytes([_QOS_1])
    link.sendall(bytes([_SUBSCRIBE, len(body)]) + body)
    _expect(link, _SUBACK, b"\x00\x01\x01")


def receive(link: socket.socket) -> bytes:
    """What has arrived, waiting for it.

    :raises TimeoutError: nothing came within the patience.
    :raises ConnectionError: the broker closed the connection.
    """
    data = link.recv(READ_BYTES)
    if not data:
        raise ConnectionResetError("the broker closed the connection")
    return data


def _expect(link: socket.socket, kind: int, body: bytes) -> None:
    packets = Packets()
    answer = packets.split(receive(link))
    while not answer:
        answer = packets.split(receive(link))
    if answer != [(kind, body)]:
        raise ConnectionRefusedError(f"the broker answered {answer}")
