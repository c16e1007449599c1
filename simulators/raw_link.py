"""A publisher that does nothing but publish, for load: MQTT 3.1.1, QoS 1, acknowledgements counted.

Only what a load generator needs of the protocol, written straight to the socket: a client library
spends some hundred microseconds a message, and then a benchmark measures the library. Everything
else in the simulators uses :mod:`simulators.gateway_link`. Clauses are those of MQTT 3.1.1 (OASIS).
"""

import asyncio
import ssl
from typing import Final, Self

from simulators.broker import Broker

_CONNECT: Final = 0x10
_CONNACK: Final = 0x20
_PUBLISH_QOS_1: Final = 0x32
_RETAIN: Final = 0x01
_PUBACK: Final = 0x40
_DISCONNECT: Final = b"\xe0\x00"
_LAST_PACKET_ID: Final = 0xFFFF


class RawLink(asyncio.Protocol):
    """A connection that publishes; ``in_flight`` bounds what is unacknowledged.

    :raises ConnectionError: from every call, when the broker refused or was lost.
    """

    def __init__(self, in_flight: int) -> None:
        self.acknowledged = 0
        self._under_way = 0
        self._in_flight = min(in_flight, _LAST_PACKET_ID)
        self._packet_id = 0
        self._received = b""
        self._written: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._changed = asyncio.Event()
        self._accepted = False
        self._lost: ConnectionError | None = None

    @classmethod
    async def open(cls, broker: Broker, name: str, in_flight: int) -> Self:
        """Connect and wait until the broker has accepted."""
        tls = ssl.create_default_context() if broker.tls else None
        loop = asyncio.get_running_loop()
        _, link = await loop.create_connection(
            lambda: cls(in_flight), broker.host, broker.port, ssl=tls
        )
        try:
            await link.introduce(write_connect(broker, name))
        except BaseException:
            link.close()
            raise
        return link

    async def introduce(self, connect: bytes) -> None:
        """Send the CONNECT packet and wait for the answer."""
        self._written.append(connect)
        self._flush()
        while not self._accepted:
            await self._wait()

    async def send(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish; returns as soon as there is room for the next one."""
        while self._under_way >= self._in_flight:
            await self._wait()
        if self._lost is not None:
            raise self._lost
        self._packet_id = self._packet_id % _LAST_PACKET_ID + 1
        self._under_way += 1
        if not self._written:
            asyncio.get_running_loop().call_soon(self._flush)
        self._written.append(write_publish(topic, payload, self._packet_id, retain=retain))

    async def drain(self) -> None:
        """Wait until everything sent was acknowledged."""
        while self._under_way:
            await self._wait()

    def close(self) -> None:
        """Say goodbye and let go of the socket."""
        if self._transport is not None:
            self._flush()
            self._transport.write(_DISCONNECT)
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (TCP and TLS make no other)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take CONNACK and PUBACK; nothing else comes to who never subscribes."""
        self._received += data
        start = 0
        while len(self._received) >= start + 4:
            self._take(self._received[start : start + 4])
            start += 4
        self._received = self._received[start:]
        self._changed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        self._lost = self._lost or ConnectionResetError(f"the broker closed the connection: {exc}")
        self._changed.set()

    def _take(self, packet: bytes) -> None:
        if packet[0] == _PUBACK:
            self._under_way -= 1
            self.acknowledged += 1
        elif packet[0] == _CONNACK and packet[3] == 0:
            self._accepted = True
        else:
            self._lost = ConnectionRefusedError(f"the broker answered {packet.hex(' ')}")

    def _flush(self) -> None:
        """Hand everything written in this turn of the loop to the socket at once."""
        if self._transport is not None and self._written:
            self._transport.write(b"".join(self._written))
            self._written.clear()

    async def _wait(self) -> None:
        if self._lost is not None:
            raise self._lost
        self._changed.clear()
        await self._changed.wait()


def write_connect(broker: Broker, name: str) -> bytes:
    """CONNECT with a clean session and without keep-alive (§3.1)."""
    login = [each.encode() for each in (broker.username, broker.password) if each is not None]
    flags = 0x02 | (0x80 if broker.username is not None else 0)
    flags |= 0x40 if broker.password is not None else 0
    head = b"\x00\x04MQTT\x04" + bytes([flags, 0, 0])
    return _frame(_CONNECT, head + b"".join(_prefix(each) for each in [name.encode(), *login]))


def write_publish(topic: str, payload: bytes, packet_id: int, *, retain: bool) -> bytes:
    """PUBLISH with QoS 1 (§3.3)."""
    first = _PUBLISH_QOS_1 | (_RETAIN if retain else 0)
    return _frame(first, _prefix(topic.encode()) + packet_id.to_bytes(2) + payload)


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
