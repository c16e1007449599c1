"""Store and forward: what a gateway keeps while its link is away."""

from collections import deque
from dataclasses import replace
from typing import Final

from plant.reading import Instant
from simulators.formats.report import Report

LARGEST: Final = 100_000
"""Reports kept; then the oldest go, counted."""


class Backlog:
    """The reports of one gateway that wait for its link, oldest first."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.dropped = 0
        self._largest = largest
        self._kept: deque[Report] = deque()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, report: Report) -> None:
        """Put a report behind those that wait."""
        if len(self._kept) >= self._largest:
            self._kept.popleft()
            self.dropped += 1
        self._kept.append(replace(report, past=True))

    def take(self, most: int, at: Instant, sent: Instant) -> list[Report]:
        """The oldest reports, to be sent now.

        :param at: the true time, ``sent`` the gateway's own clock.
        """
        number = min(most, len(self._kept))
        return [replace(self._kept.popleft(), at=at, sent=sent) for _ in range(number)]

    def forget(self) -> None:
        """Lose everything: the gateway keeps nothing over a restart."""
        self._kept.clear()
