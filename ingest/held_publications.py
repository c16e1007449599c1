"""Retained messages that wait for the broker: of each topic the newest, of topics a bounded number.

What is not retained is not kept: it was for those who listened then.
"""

from typing import Final

HELD_PUBLICATIONS: Final = 4096
"""Retained topics whose newest message is kept while the broker is away."""


class HeldPublications:
    """Feed while the broker is away, drain when it is back."""

    def __init__(self, most: int = HELD_PUBLICATIONS) -> None:
        self._most = most
        self._held: dict[str, tuple[bytes, int]] = {}

    def hold(self, topic: str, payload: bytes, qos: int) -> bool:
        """Keep it in place of an older one of its topic; False where there is no room."""
        if topic not in self._held and len(self._held) >= self._most:
            return False
        self._held[topic] = (payload, qos)
        return True

    def drain(self) -> list[tuple[str, bytes, int]]:
        """All of them as (topic, payload, QoS), in the order in which their topics came."""
        held, self._held = self._held, {}
        return [(topic, payload, qos) for topic, (payload, qos) in held.items()]
