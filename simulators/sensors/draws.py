"""Random numbers that belong to an instant, not to a step: whoever looks then sees the same.

A stream of steps cut finer or coarser must not move the noise; so each instant has a block of its
own of a counter-based generator (Philox: Salmon et al., SC 2011).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws of one purpose: ``stream`` keeps the purposes of one seed apart."""

    seed: int
    stream: int

    def normal(self, at_s: float, count: int) -> NDArray[np.float64]:
        """Standard normal numbers of an instant, told to a millisecond: float64 (count,)."""
        return self._at(at_s).standard_normal(count)

    def uniform(self, at_s: float, count: int) -> NDArray[np.float64]:
        """Numbers from 0 to 1 of an instant: float64 (count,)."""
        return self._at(at_s).random(count)

    def _at(self, at_s: float) -> np.random.Generator:
        key = np.array([self.seed & _MASK, self.stream & _MASK], dtype=np.uint64)
        counter = np.array([0, round(at_s * 1000) & _MASK, 0, 0], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter))
