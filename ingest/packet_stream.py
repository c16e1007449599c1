"""Bytes of a connection in, MQTT 5 packets out: half packets, huge ones, and ones that are none.

The codec is ``mqtt5``, which reads one packet from the begin of a buffer; this owns the buffer.
Nothing that a peer sends raises anything but :class:`MalformedPacketError` out of here. What the
packets mean is in :mod:`ingest.client_protocol`.
"""

from collections.abc import Iterator
from typing import Final

import mqtt5

from ingest.varint import write_varint

RECEIVE_BYTES: Final = 64 << 10
"""Room for one reading of the socket: some hundred single readings, a millisecond's work. More
makes a message no cheaper and the loop wait longer."""

PACKET_BYTES: Final = 4 << 20
"""The largest packet that is held, well above the largest frame that is judged."""

_PUBLISH: Final = 3
_TOPIC_BYTES: Final = (1 << 16) - 1
_HEADER_BYTES: Final = 5
"""A fixed header at its longest (5.0 §2.1.4)."""


_OLD_CONNACK: Final = b"\x20\x02"
"""How a broker answers that knows only MQTT 3.1.1: without a property length."""


class MalformedPacketError(ValueError):
    """What the peer sends is no MQTT 5; the connection can't go on."""


class PacketStream:
    """Feed by :meth:`make_room` and :meth:`fill`, drain by :meth:`packets`.

    A PUBLISH beyond ``most_bytes`` comes out cut to them and the rest is passed over as it comes:
    it is refused as too large where frames are judged, as every other, and not sent again for ever
    by a broker that would only see its connection closed.
    """

    def __init__(self, most_bytes: int = PACKET_BYTES) -> None:
        self._most = most_bytes
        self._view = memoryview(bytearray(RECEIVE_BYTES))
        self._begin = self._end = 0
        self._needed = 0
        """How long the packet is that has come in part; 0 where that is not known."""
        self._passing = 0
        """Bytes of a packet that was cut, still to come."""

    def make_room(self) -> memoryview:
        """Where the next bytes are to be put; valid until :meth:`fill`."""
        held = self._end - self._begin
        size = max(RECEIVE_BYTES, min(self._needed, self._most))
        size += RECEIVE_BYTES if held >= size else 0
        if size != len(self._view):
            view = memoryview(bytearray(size))
            view[:held] = self._view[self._begin : self._end]
            self._view = view
        elif self._begin:
            self._view[:held] = bytes(self._view[self._begin : self._end])
        self._begin, self._end = 0, held
        return self._view[held:]

    def fill(self, count: int) -> None:
        """So many bytes were put there."""
        self._end += count

    def clear(self) -> None:
        """Pass over all that came."""
        self._begin = self._end = 0

    def packets(self) -> Iterator[mqtt5.Packet]:
        """Whole packets in their order; whoever stops in between goes on there later.

        :raises MalformedPacketError: no packet begins here.
        """
        read, view, end = mqtt5.read, self._view, self._end
        self._pass_over()
        begin, self._needed = self._begin, 0
        while begin < end:
            try:
                packet, size = read(view[begin:end])
            except BaseException as error:  # noqa: BLE001 - a panic in the codec is no Exception
                made = self._make_out(error, view[begin:end])
                if made is None:
                    return
                packet, size = made
            begin = self._begin = begin + size
            yield packet

    def _pass_over(self) -> None:
        passed = min(self._passing, self._end - self._begin)
        self._passing -= passed
        self._begin += passed

    def _make_out(self, error: BaseException, data: memoryview) -> tuple[mqtt5.Packet, int] | None:
        """What the codec could not read: None where more is to come."""
        if not _is_of_codec(error):
            raise error
        if bytes(data[:2]) == _OLD_CONNACK:
            raise MalformedPacketError("it answers in MQTT 3.1.1: set mqtt.version = 3") from None
        head, self._needed = _measure(data)
        if not self._needed:
            return None
        cut = self._needed > self._most
        if cut and data[0] >> 4 != _PUBLISH:
            raise MalformedPacketError(f"a packet of {self._needed} bytes") from None
        size = min(self._needed, self._most)
        if len(data) < size:
            return None
        packet = _read_again(data[0], bytes(data[head:size]), error)
        self._passing, self._needed = self._needed - size, 0
        return packet, size


def _measure(data: memoryview) -> tuple[int, int]:
    """Bytes of the fixed header and of the packet that begins here; (0, 0) where too few came.

    :raises MalformedPacketError: this is no length.
    """
    length = 0
    for place in range(1, min(len(data), _HEADER_BYTES)):
        length |= (data[place] & 0x7F) << 7 * (place - 1)
        if data[place] < 0x80:
            return place + 1, place + 1 + length
    if len(data) >= _HEADER_BYTES:
        raise MalformedPacketError("a length of more than four bytes")
    return 0, 0


def _read_again(first: int, body: bytes, error: BaseException) -> mqtt5.Packet:
    """A PUBLISH that is whole, or cut: with a length that is right, and a topic that is text.

    :raises MalformedPacketError: that was not what was wrong with it.
    """
    if first >> 4 != _PUBLISH or len(body) < 2:
        raise MalformedPacketError(_tell(error)) from None
    length = int.from_bytes(body[:2])
    topic = body[2 : 2 + length].decode("utf-8", "replace").encode()
    topic = topic[:_TOPIC_BYTES].decode("utf-8", "ignore").encode()
    mended = len(topic).to_bytes(2) + topic + body[2 + length :]
    try:
        return mqtt5.read(memoryview(bytes([first]) + write_varint(len(mended)) + mended))[0]
    except BaseException as again:
        if not _is_of_codec(again):
            raise
        raise MalformedPacketError(_tell(error)) from None


def _is_of_codec(error: BaseException) -> bool:
    """Whether the codec complains; its panics (a string that is no text) are no Exceptions."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _tell(error: BaseException) -> str:
    return str(error) if isinstance(error, Exception) else "a string that is no text"
