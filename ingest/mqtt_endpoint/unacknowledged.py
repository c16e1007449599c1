"""Frames of one connection that wait for their PUBACK, and the answers in the order they came.

MQTT 5 §4.6 wants PUBACKs in the order of the PUBLISHes, while commits may come in any. Frames of
a connection are numbered without gaps, so what was confirmed in order, which is nearly always,
is a slice and not a look-up a frame.
"""

from collections.abc import Sequence
from typing import Final

from ingest.mqtt_endpoint.codes import Code

SLOT_BITS: Final = 13
"""Lower bits of a token: the place of its connection. What is above is the frame's number."""

_PUBACK: Final = b"\x40\x02"


class Unacknowledged:
    """``packets``: identifiers, two bytes each, of the frames numbered from ``first`` on.

    The fast lane appends to ``packets``; everybody else calls.
    """

    __slots__ = ("_confirmed", "_reasons", "first", "five", "packets")

    def __init__(self, first: int) -> None:
        self.first = first
        self.five = False
        self.packets: list[bytes] = []
        self._reasons: dict[int, Code] = {}
        self._confirmed: set[int] = set()

    def __len__(self) -> int:
        return len(self.packets)

    @property
    def next(self) -> int:
        """Number of the next frame."""
        return self.first + len(self.packets)

    def add(self, packet: int, reason: Code = Code.SUCCESS) -> int:
        """A frame came under a packet identifier; its number.

        :param reason: what its PUBACK will say once it is confirmed.
        """
        number = self.next
        self.packets.append(packet.to_bytes(2))
        if reason is not Code.SUCCESS:
            self._reasons[number] = reason
        return number

    def confirm(self, numbers: Sequence[int], reason: Code = Code.SUCCESS) -> tuple[bytes, int]:
        """Frames are dealt with.

        :returns: (the PUBACKs that are due now, how many numbers waited for nothing).
        """
        count = len(numbers)
        plain = not (self._confirmed or self._reasons) and reason is Code.SUCCESS
        in_order = plain and numbers == list(range(self.first, self.first + count))
        if in_order and count <= len(self.packets):
            return self._answer_plainly(count), 0
        known = [number for number in numbers if self.first <= number < self.next]
        fresh = set(known) - self._confirmed
        self._confirmed |= fresh
        if reason is not Code.SUCCESS:
            self._reasons = dict.fromkeys(fresh, reason) | self._reasons
        return self._answer_due(), count - len(fresh)

    def _answer_plainly(self, count: int) -> bytes:
        due = self.packets[:count]
        del self.packets[:count]
        self.first += count
        return _PUBACK + _PUBACK.join(due)

    def _answer_due(self) -> bytes:
        due = bytearray()
        count = 0
        while self.first + count in self._confirmed:
            number = self.first + count
            self._confirmed.discard(number)
            due += self._write(self.packets[count], self._reasons.pop(number, Code.SUCCESS))
            count += 1
        del self.packets[:count]
        self.first += count
        return bytes(due)

    def _write(self, packet: bytes, reason: Code) -> bytes:
        """MQTT 3.1.1 knows one answer only, and to hold it back would have the frame sent again."""
        if reason is Code.SUCCESS or not self.five:
            return _PUBACK + packet
        return b"\x40\x03" + packet + bytes([reason])
