"""Bare connections to a broker: one that publishes without ever waiting, and a plain socket.

The generator owns the clock and the waiting, so a :class:`RawLink` only takes packets, writes what
the kernel takes, and says which of them were acknowledged. Everything else in the simulators uses
:mod:`simulators.gateway_link`; the bytes are :mod:`simulators.raw_packets`.
"""

import socket
import ssl
from contextlib import suppress
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulators.broker import Broker
from simulators.raw_packets import (
    CONNACK,
    DISCONNECT,
    LAST_PACKET_ID,
    PUBACK,
    SUBACK,
    Packets,
    write_connect,
    write_publish,
    write_subscribe,
)

PATIENCE_S: Final = 10.0
"""Nothing for so long on a loaded link means that nothing more will come."""

READ_BYTES: Final = 1 << 18
_PUBACK_BYTES: Final = 4
_LATER: Final = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


def open_socket(broker: Broker, name: str) -> socket.socket:
    """Connect with a clean session and wait until the broker has accepted.

    :raises OSError: the broker can't be reached, refused, or went away.
    """
    link = socket.create_connection((broker.host, broker.port), PATIENCE_S)
    try:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if broker.tls:
            link = ssl.create_default_context().wrap_socket(link, server_hostname=broker.host)
        link.sendall(write_connect(broker, name))
        _expect(link, CONNACK, b"\x00\x00")
    except BaseException:
        link.close()
        raise
    return link


def subscribe(link: socket.socket, topics: str) -> None:
    """Subscribe to one filter at QoS 1; before anything is published to it."""
    link.sendall(write_subscribe(topics))
    _expect(link, SUBACK, b"\x00\x01\x01")


def receive(link: socket.socket) -> bytes:
    """What has arrived, waiting for it.

    :raises TimeoutError: nothing came within the socket's time.
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


class RawLink:
    """A connection that publishes at QoS 1; ``in_flight`` bounds what is unacknowledged.

    :raises OSError: from every call, when the broker was lost.
    """

    def __init__(self, link: socket.socket, in_flight: int) -> None:
        link.setblocking(False)
        self.socket = link
        self.under_way = 0
        """Handed over and not yet acknowledged."""
        self.published = 0
        self._most = min(in_flight, LAST_PACKET_ID)
        self._packet_id = 0
        self._numbers = np.zeros(LAST_PACKET_ID + 1, dtype=np.int64)
        self._unwritten = bytearray()
        self._received = b""

    @classmethod
    def open(cls, broker: Broker, name: str, in_flight: int) -> Self:
        """Connect; waits until the broker has accepted."""
        return cls(open_socket(broker, name), in_flight)

    @property
    def full(self) -> bool:
        """Whether the next message has to wait for an acknowledgement."""
        return self.under_way >= self._most

    def publish(self, topic: str, payload: bytes, number: int, *, retain: bool = False) -> None:
        """Hand a message over, to be written by the next :meth:`flush`.

        :param number: by which its acknowledgement will be told.
        """
        self._packet_id = self._packet_id % LAST_PACKET_ID + 1
        self._numbers[self._packet_id] = number
        self.under_way += 1
        self.published += 1
        self._unwritten += write_publish(topic, payload, self._packet_id, retain=retain)

    def flush(self) -> bool:
        """Write what the kernel takes; whether that was all."""
        while self._unwritten:
            try:
                written = self.socket.send(self._unwritten)
            except _LATER:
                return False
            del self._unwritten[:written]
        return True

    def receive(self) -> NDArray[np.int64]:
        """The numbers of the messages acknowledged since, int64 (n,), without waiting.

        Nothing but PUBACK comes to who never subscribes.
        """
        parts = [self._received]
        with suppress(*_LATER):
            while True:
                parts.append(receive(self.socket))
                if len(parts[-1]) < READ_BYTES:
                    break
        data = b"".join(parts)
        whole = len(data) // _PUBACK_BYTES * _PUBACK_BYTES
        self._received = data[whole:]
        packets = np.frombuffer(data[:whole], dtype=np.uint8).reshape(-1, _PUBACK_BYTES)
        if (packets[:, 0] != PUBACK).any():
            raise ConnectionRefusedError("the broker sent what no publisher expects")
        self.under_way -= len(packets)
        ids = packets[:, 2].astype(np.intp) << 8 | packets[:, 3]
        numbers: NDArray[np.int64] = self._numbers[ids]
        return numbers

    def close(self) -> None:
        """Say goodbye and let go of the socket."""
        with suppress(OSError, ssl.SSLError):
            self.socket.setblocking(True)
            self.socket.settimeout(1.0)
            self.socket.sendall(bytes(self._unwritten) + DISCONNECT)
        self.socket.close()
