"""The air over the park: wind, warmth, humidity, wandering around a day's course; storms.

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
_CLEAR_SUN_W_M2 = 900.0
_GUST = Wander(centre=np.zeros(1), spread=np.ones(1), memory_s=np.array([8.0]))
_TURBULENCE = 0.18  # standard deviation of the wind over its mean, at 10 m over open country


@dataclass(frozen=True, slots=True)
class Air:
    """The air at one instant; the wind's direction is where it comes *from*, degrees from north."""

    wind_m_s: float
    wind_from_deg: float
    temperature_c: float
    humidity_percent: float
    rain_mm_h: float = 0.0
    sun_w_m2: float = 0.0
    """On a plane across the sun's rays; 0 at night."""


@dataclass(frozen=True, slots=True)
class Storm:
    """A thunderstorm's gust front: it comes up within ``rise_s``, and leaves as fast.

    ``wind_m_s`` is the mean of ten minutes at its height, around which the gusts blow. The
    figures are those of a strong squall line; recalled, no source was read.
    """

    since_s: float
    until_s: float
    wind_m_s: float = 18.0
    veer_deg: float = 60.0
    cooling_k: float = 9.0
    rain_mm_h: float = 40.0
    rise_s: float = 240.0

    def share(self, at_s: float) -> float:
        """How much of it is there, 0 to 1."""
        left = min(at_s - self.since_s, self.until_s - at_s)
        return min(1.0, max(0.0, left / self.rise_s))


class Weather:
    """Steps the air forward. ``wind_m_s`` and ``wind_from_deg`` are the day's prevailing wind."""

    def __init__(
        self, generator: np.random.Generator, wind_m_s: float = 3.2, wind_from_deg: float = 135.0
    ) -> None:
        self._generator = generator
        self.wind_m_s = wind_m_s
        self.wind_from_deg = wind_from_deg
        self._departure: NDArray[np.float64] = _WANDER.start(generator)

        self._gust: NDArray[np.float64] = np.zeros(1)

    def step(self, elapsed_s: float, dt_s: float, storm: Storm | None = None) -> Air:
        """The air at ``elapsed_s``, which lies ``dt_s`` after the last step."""
        calm = self._wander(elapsed_s, dt_s)
        if storm is None:
            return calm
        self._gust = _GUST.step(self._gust, dt_s, self._generator)
        return _blow(calm, storm, storm.share(elapsed_s), float(self._gust[0]))

    def _wander(self, elapsed_s: float, dt_s: float) -> Air:
        self._departure = _WANDER.step(self._departure, dt_s, self._generator)
        speed, direction, warmth, moisture = (float(each) for each in self._departure)
        course = math.cos(2.0 * math.pi * elapsed_s / _DAY_S)
        temperature = 22.0 + 5.0 * course + warmth
        return Air(
            wind_m_s=max(0.3, self.wind_m_s + speed),
            wind_from_deg=(self.wind_from_deg + direction) % 360.0,
            temperature_c=temperature,
            humidity_percent=min(100.0, max(20.0, 65.0 - 12.0 * course + moisture)),
            sun_w_m2=_CLEAR_SUN_W_M2 * max(0.0, course) ** 0.5,
        )


def _blow(calm: Air, storm: Storm, share: float, gust: float) -> Air:
    """The air with ``share`` of a storm in it; ``gust`` is a standard normal number."""
    mean = calm.wind_m_s + share * max(0.0, storm.wind_m_s - calm.wind_m_s)
    return Air(
        wind_m_s=max(0.3, mean * (1.0 + share * _TURBULENCE * gust)),
        wind_from_deg=(calm.wind_from_deg + share * storm.veer_deg) % 360.0,
        temperature_c=calm.temperature_c - share * storm.cooling_k,
        humidity_percent=calm.humidity_percent + share * (95.0 - calm.humidity_percent),
        rain_mm_h=share * storm.rain_mm_h,
        sun_w_m2=calm.sun_w_m2 * (1.0 - share),
    )
