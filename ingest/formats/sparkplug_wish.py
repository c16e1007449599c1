"""The wish that an edge node be born again: why, from when, and how often it may be told.

Births are large, and the link that lost messages may be thin. So a wish is told at once, then at
ever longer pauses, and stands until it is fulfilled. Telling it to the node is the caller's
business.
"""

from dataclasses import dataclass
from typing import Final

from plant.reading import Instant

_DOUBLINGS: Final = 5
"""How often the pause doubles: 10 s become 5 min."""


@dataclass(slots=True)
class Wish:
    """``reason`` empty: none. ``since``: not to be told before. ``told``: how often it was."""

    reason: str = ""
    since: Instant = 0
    told: int = 0
    told_at: Instant | None = None

    def want(self, reason: str, since: Instant) -> None:
        """Wish, not before an instant; of two wishes the earlier counts."""
        if not self.reason or since < self.since:
            self.reason, self.since = reason, since

    def fulfil(self) -> None:
        """Nothing is wished for any more. The next wish still keeps one pause to the last."""
        self.reason, self.told = "", min(self.told, 1)

    def due(self, pause_ms: int) -> Instant | None:
        """When to tell it next; None where nothing is wished for."""
        if not self.reason:
            return None
        if self.told_at is None:
            return self.since
        doublings = min(max(self.told - 1, 0), _DOUBLINGS)
        return max(self.since, self.told_at + (pause_ms << doublings))

    def tell(self, now: Instant, pause_ms: int) -> str:
        """The reason if it is time to tell it, else empty."""
        due = self.due(pause_ms)
        if due is None or due > now:
            return ""
        self.told, self.told_at = self.told + 1, now
        return self.reason
