"""Messages on their way from a gateway to the broker: lost, broken, doubled, late, out of order.

Feed, then drain: what is put in comes out when its time has come, by the show's clock. Seeded: the
same messages at the same steps suffer the same.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from plant.reading import Instant
from simulators.gateway_faults import GatewayFaultKind, Wrong
from simulators.wire import Message


class Transit:
    """The way of one gateway's data messages."""

    def __init__(self, seed: int, gateway: int) -> None:
        self._generator = np.random.default_rng([seed, gateway, 0x7A])
        self._under_way: list[tuple[float, int, Message]] = []
        self._stalled: list[Message] = []
        self._count = 0
        self.lost = 0

    def put(self, messages: Iterable[Message], elapsed_s: float, wrong: Wrong) -> None:
        """Send messages off under what is wrong now."""
        self._release(elapsed_s, wrong)
        for message in messages:
            for one in self._spoil(message, wrong):
                if GatewayFaultKind.STALLED in wrong:
                    self._stalled.append(one)
                else:
                    self._send(one, elapsed_s + self._delay_s(wrong))

    def take(self, at: Instant, elapsed_s: float, wrong: Wrong) -> Iterator[Message]:
        """What arrives by now, in the order of arrival; ``at`` is the true time of that."""
        self._release(elapsed_s, wrong)
        while self._under_way and self._under_way[0][0] <= elapsed_s:
            yield replace(heapq.heappop(self._under_way)[2], at=at)

    def flush(self, at: Instant) -> Iterator[Message]:
        """Everything that is still under way: the show is over."""
        return self.take(at, np.inf, {})

    def _release(self, elapsed_s: float, wrong: Wrong) -> None:
        """What a stall held back goes before anything newer, once it is over."""
        if GatewayFaultKind.STALLED not in wrong:
            burst, self._stalled = self._stalled, []
            for message in burst:
                self._send(message, elapsed_s)

    def _send(self, message: Message, due_s: float) -> None:
        self._count += 1
        heapq.heappush(self._under_way, (due_s, self._count, message))

    def _delay_s(self, wrong: Wrong) -> float:
        delay_s = 0.0
        if (late := wrong.get(GatewayFaultKind.LATE)) is not None:
            delay_s += late.amount
        if (order := wrong.get(GatewayFaultKind.REORDERED)) is not None:
            delay_s += order.amount * self._generator.random()
        return delay_s

    def _spoil(self, message: Message, wrong: Wrong) -> list[Message]:
        if self._hits(GatewayFaultKind.LOST, wrong):
            self.lost += 1
            return []
        if self._hits(GatewayFaultKind.TRUNCATED, wrong):
            message = replace(message, payload=message.payload[: len(message.payload) // 2])
        if self._hits(GatewayFaultKind.GARBLED, wrong):
            message = replace(message, payload=self._generator.bytes(len(message.payload)))
        if self._hits(GatewayFaultKind.MISENCODED, wrong):
            text = message.payload.decode("utf-8", "replace")
            message = replace(message, payload=text.encode("utf-16"))
        if GatewayFaultKind.RETAINED in wrong:
            message = replace(message, retain=True)
        twice = self._hits(GatewayFaultKind.DUPLICATED, wrong)
        return [message, message] if twice else [message]

    def _hits(self, kind: GatewayFaultKind, wrong: Wrong) -> bool:
        """Whether one that strikes a share of the messages strikes this one."""
        fault = wrong.get(kind)
        return fault is not None and bool(self._generator.random() < fault.amount)
