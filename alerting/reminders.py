"""Reminders: of each alarm the one instant at which to look at it again.

A queue of instants that can be moved, for cores that are told the time; what is to be seen then is
its caller's business.
"""

import heapq
from typing import Final, Generic, TypeVar

from plant.reading import NEVER, Instant

_SLACK: Final = 64
"""Outdated places in the queue, beside as many as there are reminders, before it is made anew."""


Name = TypeVar("Name", str, tuple[str, str])


class Reminders(Generic[Name]):
    """One instant each by name, the earliest found at once. Holds about twice as many as names."""

    def __init__(self) -> None:
        self._at: dict[Name, Instant] = {}
        self._queue: list[tuple[Instant, Name]] = []

    def put(self, name: Name, at: Instant) -> None:
        """Remind of ``name`` at an instant, instead of any before; NEVER: not at all."""
        if at >= NEVER:
            self._at.pop(name, None)
        elif self._at.get(name) != at:
            self._at[name] = at
            heapq.heappush(self._queue, (at, name))
        if len(self._queue) > 2 * len(self._at) + _SLACK:
            self._queue = [(at, name) for name, at in self._at.items()]
            heapq.heapify(self._queue)

    def take(self, now: Instant) -> list[Name]:
        """The names due by now, each once; they are no longer reminded of."""
        due = []
        while self.next_due() <= now:
            _, name = heapq.heappop(self._queue)
            del self._at[name]
            due.append(name)
        return due

    def next_due(self) -> Instant:
        """The earliest instant, NEVER if there is none."""
        queue = self._queue
        while queue and self._at.get(queue[0][1]) != queue[0][0]:
            heapq.heappop(queue)
        return queue[0][0] if queue else int(NEVER)
