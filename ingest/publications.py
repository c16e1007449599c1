"""Our own QoS 1 messages from being handed over until the broker has them.

They outlive a connection: what was under way when it closed is sent again on the next one, under
its packet identifier and marked as a duplicate where the broker still has the session, as new
where it has not (5.0 §4.4). At most so many are kept; what leaves without arriving is counted.
"""

from collections import deque
from dataclasses import dataclass, replace
from typing import Final

import mqtt5

_PACKETS: Final = 65_535


@dataclass(frozen=True, slots=True)
class Publication:
    """``packet`` is 0 until it is sent for the first time."""

    topic: str
    payload: bytes
    retain: bool
    packet: int = 0

    def write(self, packet: int) -> bytes:
        """The PUBLISH; a duplicate where it has been sent before."""
        return mqtt5.PublishPacket(
            self.topic,
            self.payload,
            qos=mqtt5.QoS.AT_LEAST_ONCE,
            retain=self.retain,
            packet_id=packet,
            duplicate=self.packet != 0,
        ).write()


class Publications:
    """Feed by :meth:`offer`, drain by :meth:`write_due`; one for all connections of a session."""

    def __init__(self, most: int) -> None:
        self._lost = 0
        self._most = most
        self._window = 0
        self._largest = 0
        self._waiting: deque[Publication] = deque()
        self._sent: dict[int, Publication] = {}
        self._last = 0

    def __len__(self) -> int:
        return len(self._waiting) + len(self._sent)

    def renew(self, *, present: bool, window: int, largest: int) -> None:
        """A connection is accepted.

        :param present: whether the broker still has the session.
        :param window: how many it takes at a time.
        :param largest: bytes of a packet that it takes.
        """
        under_way = list(self._sent.values())
        if not present:
            under_way = [replace(each, packet=0) for each in under_way]
        self._waiting.extendleft(reversed(under_way))
        self._sent.clear()
        self._window, self._largest = window, largest

    def offer(self, topic: str, payload: bytes, *, retain: bool) -> bool:
        """Take a message in; False where there is no room."""
        if len(self) >= self._most:
            return False
        self._waiting.append(Publication(topic, payload, retain))
        return True

    def write_due(self) -> list[bytes]:
        """The PUBLISH packets that may leave now."""
        due = []
        while self._waiting and len(self._sent) < self._window:
            publication = self._waiting.popleft()
            packet = publication.packet or self.choose_packet()
            data = publication.write(packet)
            if len(data) > self._largest:
                self._lost += 1
                continue
            self._sent[packet] = replace(publication, packet=packet)
            due.append(data)
        return due

    def confirm(self, packet: int, *, refused: bool) -> None:
        """The broker has answered for one."""
        if self._sent.pop(packet, None) is not None:
            self._lost += refused

    def take_lost(self) -> int:
        """How many left without arriving since this was asked last."""
        lost, self._lost = self._lost, 0
        return lost

    def choose_packet(self) -> int:
        """An identifier that nothing under way has."""
        taken = {publication.packet for publication in self._waiting}
        while True:
            self._last = self._last % _PACKETS + 1
            if self._last not in self._sent and self._last not in taken:
                return self._last
