"""The platform's clock: wall time that never steps.

The only place in the house that asks the operating system for the time of judging.
"""

import time

from plant.reading import Instant


class AnchoredClock:
    """Milliseconds of wall time at the start, carried on by the monotonic clock.

    A step of the machine's clock therefore neither ends a shelving nor makes a park stale
    (contract section 1, rule 6).
    """

    def __init__(self) -> None:
        self._wall_ns = time.time_ns()
        self._monotonic_ns = time.monotonic_ns()

    def now(self) -> Instant:
        """The present instant."""
        return (self._wall_ns + time.monotonic_ns() - self._monotonic_ns) // 1_000_000

    def step_ms(self) -> int:
        """How far the machine's wall clock has been stepped away from ours since the start."""
        return time.time_ns() // 1_000_000 - self.now()
