"""The restlessness of a calm process: values that wander around a set point and never settle.

An Ornstein-Uhlenbeck process, stepped by its exact solution, so that the step length changes
neither its spread nor its memory. Pure: the random generator comes in as an argument.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Wander:
    """How values wander; arrays of shape (n,), float64.

    ``centre``    where they are drawn back to
    ``spread``    their standard deviation in the long run, in the same unit; 0 stands still
    ``memory_s``  time in which a departure falls to 1/e
    """

    centre: NDArray[np.float64]
    spread: NDArray[np.float64]
    memory_s: NDArray[np.float64]

    def start(self, generator: np.random.Generator) -> NDArray[np.float64]:
        """Values (n,) drawn from the long-run distribution."""
        return self.centre + self.spread * generator.standard_normal(len(self.centre))

    def step(
        self, value: NDArray[np.float64], dt_s: float, generator: np.random.Generator
    ) -> NDArray[np.float64]:
        """The values ``dt_s`` later (Gillespie, Phys. Rev. E 54, 1996, equation 1.9)."""
        kept = np.exp(-dt_s / self.memory_s)
        fresh = self.spread * np.sqrt(1.0 - kept**2)
        shock = generator.standard_normal(len(value))
        return self.centre + (value - self.centre) * kept + fresh * shock
