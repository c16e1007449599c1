"""The sensing element: how the process reaches it, and what it has become.

Dead time of the sample line, first-order lags, sensitivity lost. True values in, what the element
feels out, in the tag's unit; the signal made of that is :mod:`simulators.sensors.transmitter`'s.
"""

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulators.sensors.active import Active
from simulators.sensors.fault import FaultKind
from simulators.sensors.instruments import Instruments

AT_ONCE_S: Final = 1e-3
"""A lag below this is no lag."""

_DAY_S = 86_400.0


class Element:
    """The elements of all tags, with what they remember.

    Lags are solved exactly for a value that holds through a step, so a step may be cut anywhere in
    which the value does not change.
    """

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self._past: deque[tuple[float, NDArray[np.float64]]] = deque()
        self._felt: NDArray[np.float64] | None = None
        self._sluggish: NDArray[np.float64] | None = None

    def step(
        self, true: NDArray[np.float64], at_s: float, dt_s: float, active: Active
    ) -> NDArray[np.float64]:
        """What the elements feel at ``at_s``, float64 (tags,); the first step finds them settled.

        :param dt_s: since the step before, through which ``true`` is taken to have held.
        """
        reached = self._delay(true, at_s, active)
        slow_s = np.zeros(len(true))
        if (faults := active.get(FaultKind.SLUGGISH)) is not None:
            np.maximum.at(slow_s, faults.row, faults.amount)
        if self._felt is None or self._sluggish is None:
            self._felt, self._sluggish = reached.copy(), reached.copy()
        self._felt, self._sluggish = follow_twice(
            (self._felt, self._sluggish), reached, (self._instruments.lag_s, slow_s), dt_s
        )
        return self._desensitise(self._sluggish.copy(), at_s, active)

    def _delay(self, true: NDArray[np.float64], at_s: float, active: Active) -> NDArray[np.float64]:
        dead_s = self._instruments.dead_s
        if (faults := active.get(FaultKind.DELAYED)) is not None:
            dead_s = dead_s.copy()
            np.add.at(dead_s, faults.row, faults.amount)
        longest = float(dead_s.max(initial=0.0))
        if not longest:
            self._past.clear()
            return true
        self._past.append((at_s, true.copy()))
        while self._past[0][0] < at_s - longest:
            self._past.popleft()
        return self._look_back(true.copy(), at_s - dead_s, np.flatnonzero(dead_s))

    def _look_back(
        self, value: NDArray[np.float64], when_s: NDArray[np.float64], rows: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """What held at an instant: the value of the step that reached it, or the oldest known."""
        places = np.searchsorted([time for time, _ in self._past], when_s[rows])
        for place in np.unique(places).tolist():
            chosen = rows[places == place]
            value[chosen] = self._past[place][1][chosen]
        return value

    def _desensitise(
        self, felt: NDArray[np.float64], at_s: float, active: Active
    ) -> NDArray[np.float64]:
        low = self._instruments.low
        if (faults := active.get(FaultKind.POISONED)) is not None:
            left = 1.0 - faults.amount / 100.0
            felt[faults.row] = low[faults.row] + (felt - low)[faults.row] * left
        if (faults := active.get(FaultKind.AGEING)) is not None:
            left = (1.0 - faults.amount / 100.0) ** (faults.age_s(at_s) / _DAY_S)
            felt[faults.row] = low[faults.row] + (felt - low)[faults.row] * left
        return felt


def follow_twice(
    states: tuple[NDArray[np.float64], NDArray[np.float64]],
    goal: NDArray[np.float64],
    lags_s: tuple[NDArray[np.float64], NDArray[np.float64]],
    dt_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two first-order lags, one behind the other, after a step through which the goal holds.

    The exact solution, so that halves of a step end where the whole does: what is left of the first
    departure reaches the second as b · ∫ exp(-a s) exp(-b (t - s)) ds with the rates a and b.

    :param lags_s: below :data:`AT_ONCE_S` a lag is none.
    """
    first, second = (state - goal for state in states)
    a, b = (1.0 / np.maximum(lag_s, AT_ONCE_S) for lag_s in lags_s)
    apart = np.abs(a - b) * dt_s
    mean = np.ones(len(goal))
    np.divide(-np.expm1(-apart), apart, out=mean, where=apart > 0)
    passed = b * dt_s * np.exp(-np.minimum(a, b) * dt_s) * mean
    one = np.where(lags_s[0] < AT_ONCE_S, 0.0, first * np.exp(-a * dt_s))
    through = np.where(lags_s[0] < AT_ONCE_S, 0.0, first * passed)
    two = np.where(lags_s[1] < AT_ONCE_S, one, second * np.exp(-b * dt_s) + through)
    return goal + one, goal + two
