"""The air over the park: wind, air temperature, humidity, wandering around a day's course.

Pure and seeded; ``elapsed_s`` counts from local noon of the simulated day.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.physics.process_noise import Wander

_DAY_S = 86_400.0
_WANDER = Wander(
    centre=np.zeros(4),
    spread=np.array([0.6, 9.0, 0.3, 1.5]),
    memory_s=np.array([120.0, 180.0, 900.0, 900.0]),
)


@dataclass(frozen=True, slots=True)
class Air:
    """The air at one instant; the wind's direction is where it comes *from*, degrees from north."""

    wind_m_s: float
    wind_from_deg: float
    temperature_c: float
    humidity_percent: float


class Weather:
    """Steps the air forward. ``wind_m_s`` and ``wind_from_deg`` are the day's prevailing wind."""

    def __init__(
        self, generator: np.random.Generator, wind_m_s: float = 3.2, wind_from_deg: float = 135.0
    ) -> None:
        self._generator = generator
        self.wind_m_s = wind_m_s
        self.wind_from_deg = wind_from_deg
        self._departure: NDArray[np.float64] = _WANDER.start(generator)

    def step(self, elapsed_s: float, dt_s: float) -> Air:
        """The air at ``elapsed_s``, which lies ``dt_s`` after the last step."""
        self._departure = _WANDER.step(self._departure, dt_s, self._generator)
        speed, direction, warmth, moisture = (float(each) for each in self._departure)
        course = math.cos(2.0 * math.pi * elapsed_s / _DAY_S)
        temperature = 22.0 + 5.0 * course + warmth
        return Air(
            wind_m_s=max(0.3, self.wind_m_s + speed),
            wind_from_deg=(self.wind_from_deg + direction) % 360.0,
            temperature_c=temperature,
            humidity_percent=min(100.0, max(20.0, 65.0 - 12.0 * course + moisture)),
        )
