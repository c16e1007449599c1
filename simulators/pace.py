"""The time of a record on its way out: how fast it goes, and which time its rows are given.

Pure: the clock's reading comes in as a number, and waiting is left to who sends.
"""

import math
from dataclasses import dataclass

from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast, and when it is said to have been.

    ``speed``         seconds of the record that pass in one second; 0 or infinity: flat out
    ``shift_to_now``  stamp each row with the wall clock at which it is due, for a live platform;
                      the frames are then marked as simulated, which the record itself is not
    ``loop``          begin again at the end, one step later, until stopped
    """

    speed: float = 1.0
    shift_to_now: bool = False
    loop: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.speed) or self.speed < 0:
            raise ValueError("speed is 0, infinite, or above 0")
        if self.shift_to_now and self.flat_out:
            raise ValueError("flat out there is no wall clock to shift to: give a speed")

    @property
    def flat_out(self) -> bool:
        """Whether nothing is waited for but acknowledgements."""
        return self.speed == 0 or math.isinf(self.speed)


class Stage:
    """When an instant is due and how it is stamped; ``began`` is the wall clock at the start."""

    def __init__(self, pace: Pace, began: Instant) -> None:
        self._pace = pace
        self._began = began
        self._first: Instant | None = None
        self._offset = 0
        self._last = self._step = 0

    def place(self, ts: Instant) -> tuple[float, Instant]:
        """Seconds from the beginning at which ``ts`` is due, and the time it is stamped with."""
        shifted = ts + self._offset
        if self._first is None:
            self._first = self._last = shifted
        if shifted > self._last:
            self._step = shifted - self._last
            self._last = shifted
        due_s = 0.0 if self._pace.flat_out else (shifted - self._first) / 1000 / self._pace.speed
        if self._pace.shift_to_now:
            return due_s, self._began + round(due_s * 1000)
        return due_s, shifted

    def rewind(self, first: Instant) -> None:
        """Let a further pass begin one step after the end of the last."""
        self._offset = self._last + max(self._step, 1) - first
