"""When each message is due: an open loop, whatever became of the messages before.

A closed loop, which waits for the answer before it sends the next message, sends least while the
system is slow and so measures its best moments (coordinated omission). Here a message is due at
its place in the schedule, and every latency counts from there, as wrk2 does.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """Messages numbered from 0, evenly spaced: ``rate`` a second for ``seconds``."""

    rate: float
    seconds: float

    @property
    def messages(self) -> int:
        """How many in all; one at least."""
        return max(1, round(self.rate * self.seconds))

    def due_ns(self, number: int) -> int:
        """When a message is due, ns after the beginning."""
        return int(number * NS / self.rate)

    def due_all(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """When messages are due, int64 (n,), ns after the beginning."""
        return (numbers * (NS / self.rate)).astype(np.int64)

    def count_due(self, passed_ns: int) -> int:
        """How many are due once so many ns have passed."""
        return min(self.messages, int(passed_ns * self.rate / NS) + 1)
