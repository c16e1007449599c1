"""Step sums: what came together in windows that move on in steps, in arrays of a fixed size.

A window is the full steps before the present one and what has passed of that. What held for a while
is added to every step that it touched. What is summed up is not known here.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 30
"""Full steps of a window; more of them take more memory and err less."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """What held for a while since each window was last added to, shape (m,).

    ``last``, ``now``   int64 ms, when that was, and when it is added
    ``begin``, ``end``  int64 ms, from when to when it held; nothing did where ``end`` is not later
    ``width``   int64 ms, the step of each window; steps are counted from 1970
    ``amount``  float64, how much came with every ms
    """

    last: NDArray[np.int64]
    now: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    width: NDArray[np.int64]
    amount: NDArray[np.float64]

    def take(self, wanted: NDArray[np.bool_] | NDArray[np.intp]) -> "Stretches":
        """Some of them."""
        return Stretches(*(getattr(self, field.name)[wanted] for field in fields(self)))

    def stand_up(self) -> "Stretches":
        """The same as columns, shape (m, 1)."""
        return Stretches(*(getattr(self, field.name)[:, None] for field in fields(self)))

    def measure(self, step: NDArray[np.int64]) -> NDArray[np.float64]:
        """How much came in steps, float64 (m, …)."""
        begin = step * self.width
        held = np.minimum(self.end, begin + self.width) - np.maximum(self.begin, begin)
        came: NDArray[np.float64] = np.maximum(held, 0) * self.amount
        return came


@dataclass(frozen=True, slots=True)
class StepSums:
    """The sums of windows, arrays that are written into.

    ``full``    float32 (windows, BUCKETS), of each full step, that of step n at n modulo BUCKETS
    ``before``  float64 (windows,), all of these together
    ``present`` float64 (windows,), of the present step
    """

    full: NDArray[np.float32]
    before: NDArray[np.float64]
    present: NDArray[np.float64]

    def add(self, window: NDArray[np.intp], held: Stretches) -> None:
        """Move windows, intp (m,), each once, on to the present and add what held meanwhile."""
        step = held.now // held.width
        later = held.last // held.width != step
        if np.count_nonzero(later):
            self._advance(window[later], held.take(later).stand_up())
        begin = np.maximum(held.begin, step * held.width)
        self.present[window] += np.maximum(held.end - begin, 0) * held.amount

    def read(self, window: NDArray[np.intp]) -> NDArray[np.float64]:
        """The whole sums, float64 (m,)."""
        total: NDArray[np.float64] = self.before[window] + self.present[window]
        return total

    def _advance(self, window: NDArray[np.intp], held: Stretches) -> None:
        """End the present step of windows and all after it up to now, with what held in them.

        :param held: as columns.
        """
        number, step = held.last // held.width, held.now // held.width
        ended = step - np.arange(BUCKETS, 0, -1)
        came = held.measure(ended) + np.where(ended == number, self.present[window, None], 0)
        full, slot = self.full[window], ended % BUCKETS
        came = np.where(ended < number, np.take_along_axis(full, slot, axis=1), came)
        np.put_along_axis(full, slot, came, axis=1)
        self.full[window] = full
        # Whole rows of float64: a sum that casts as it goes depends on who else is advanced.
        self.before[window] = full.astype(np.float64).sum(axis=1)
        self.present[window] = 0
