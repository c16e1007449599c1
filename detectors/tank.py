"""Tank arithmetic: from levels to volumes, and what a tank's fill or draw leads to.

A volume comes from the tank's strapping table (its calibration), or from its shape: a vertical
cylinder, a horizontal cylinder with flat ends, a sphere. Outside of what these tell it is unknown.
Pure functions over arrays; what is raised because of them is :mod:`detectors.forecast`'s business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.slopes import look_back
from detectors.trend import Reach, find_reach, fit_trend
from detectors.windows import Kept
from plant.units import Conditions, find_conversion
from plant.words import Equipment

HOUR_MIN: Final = 60.0


class _Shape:
    """How a volume is computed. Plain numbers, because they are compared with arrays."""

    NONE: Final = 0
    VERTICAL: Final = 1
    HORIZONTAL: Final = 2
    SPHERE: Final = 3
    STRAPPED: Final = 4


@dataclass(frozen=True, slots=True)
class Vessels:
    """Tanks as arrays of shape (tanks,), for levels in the unit in which each is measured.

    ``shape``   int8; 0 where no volume can be told
    ``metre``   float64, metres for one unit of level
    ``area``    float64 m², of a vertical cylinder
    ``radius``  float64 m, of a horizontal cylinder or a sphere; ``length`` float64 m
    ``first``   intp (tanks + 1,), where each table begins in ``level`` (m) and ``volume`` (m³)
    """

    shape: NDArray[np.int8]
    metre: NDArray[np.float64]
    area: NDArray[np.float64]
    radius: NDArray[np.float64]
    length: NDArray[np.float64]
    first: NDArray[np.intp]
    level: NDArray[np.float64]
    volume: NDArray[np.float64]

    @classmethod
    def of(cls, tanks: Sequence[tuple[Equipment, str]]) -> "Vessels":
        """Compile equipment, each with the unit of its level; what says too little has no shape."""
        metre = [find_metre(tank, unit) for tank, unit in tanks]
        known = [_find_shape(tank) for tank, _ in tanks]
        tables = [tank.strapping for tank, _ in tanks]
        radius = [tank.figures.get("diameter_m", np.nan) / 2 for tank, _ in tanks]
        length = [tank.figures.get("length_m", np.nan) for tank, _ in tanks]
        rows = np.array([row for table in tables for row in table], dtype=np.float64).reshape(-1, 2)
        return cls(
            shape=np.where(np.isnan(metre), _Shape.NONE, known).astype(np.int8),
            metre=np.array(metre, dtype=np.float64),
            area=np.array([find_area(tank) for tank, _ in tanks], dtype=np.float64),
            radius=np.array(radius, dtype=np.float64),
            length=np.array(length, dtype=np.float64),
            first=np.array([0, *accumulate(map(len, tables))], dtype=np.intp),
            level=np.ascontiguousarray(rows[:, 0]),
            volume=np.ascontiguousarray(rows[:, 1]),
        )

    def measure(self, tank: NDArray[np.integer], level: NDArray[np.float64]) -> NDArray[np.float64]:
        """Volumes in m³ at levels in each tank's unit, float64 (m,); NaN where unknown.

        :param tank: integers (m,), whose level it is.
        """
        height, shape = level * self.metre[tank], self.shape[tank]
        found = np.where(shape == _Shape.VERTICAL, self.area[tank] * height, np.nan)
        round_ = (shape == _Shape.HORIZONTAL) | (shape == _Shape.SPHERE)
        if round_.any():
            own = tank[round_]
            depth, radius = height[round_], self.radius[own]
            lying = shape[round_] == _Shape.HORIZONTAL
            cylinder = fill_horizontal(depth, radius, self.length[own])
            found[round_] = np.where(lying, cylinder, fill_sphere(depth, radius))
        strapped = shape == _Shape.STRAPPED
        if strapped.any():
            found[strapped] = self._look_up(tank[strapped], height[strapped])
        return found

    def _look_up(
        self, tank: NDArray[np.integer], height: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Linear between the table's rows; NaN beyond its ends."""
        low, high = self.first[tank], self.first[tank + 1] - 1
        inside = (height >= self.level[low]) & (height <= self.level[high])
        height = np.where(inside, height, self.level[low])
        while (high - low > 1).any():
            middle = (low + high) // 2
            above = self.level[middle] <= height
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        share = (height - self.level[low]) / (self.level[high] - self.level[low])
        volume = self.volume[low] + share * (self.volume[high] - self.volume[low])
        return np.where(inside, volume, np.nan)


def fill_horizontal(
    depth: NDArray[np.float64], radius: NDArray[np.float64], length: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Volumes in a lying cylinder with flat ends, float64 (m,): the circular segment's area."""
    inside = (depth >= 0) & (depth <= 2 * radius)
    depth = np.where(inside, depth, 0.0)
    up, half_chord = radius - depth, np.sqrt(depth * (2 * radius - depth))
    # Exact to the last digits also near the bottom, where the arc's cosine is not.
    volume = length * (radius * radius * np.arctan2(half_chord, up) - up * half_chord)
    return np.where(inside, volume, np.nan)


def fill_sphere(depth: NDArray[np.float64], radius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Volumes in a sphere, float64 (m,): the spherical cap π h² (3 r − h) / 3."""
    inside = (depth >= 0) & (depth <= 2 * radius)
    return np.where(inside, np.pi * depth * depth * (3 * radius - depth) / 3, np.nan)


def find_area(tank: Equipment) -> float:
    """The area in m² of a vertical tank; NaN where it isn't one or nothing tells it."""
    figures = tank.figures
    if tank.shape not in ("", "vertical"):
        return np.nan
    if "area_m2" in figures:
        return figures["area_m2"]
    if "diameter_m" in figures and tank.shape == "vertical":
        return float(np.pi * figures["diameter_m"] ** 2 / 4)
    if figures.get("height_m", 0) > 0:
        return figures.get("volume_m3", np.nan) / figures["height_m"]
    return np.nan


def find_metre(tank: Equipment, unit: str) -> float:
    """Metres for one unit of a level; NaN for a unit that is none of length.

    Per cent are of the tank's height, or of its diameter where it is not upright.
    """
    per_cent = find_conversion(unit, "%", Conditions())
    if not isinstance(per_cent, str):
        return float(per_cent.factor) * find_height(tank) / 100
    metres = find_conversion(unit, "m", Conditions())
    return np.nan if isinstance(metres, str) else float(metres.factor)


def find_height(tank: Equipment) -> float:
    """What a level of 100 % is in m; NaN where nothing tells it."""
    figures = tank.figures
    if tank.shape in ("horizontal", "sphere"):
        return figures.get("diameter_m", np.nan)
    if "height_m" in figures:
        return figures["height_m"]
    if tank.strapping:
        return tank.strapping[-1][0]
    return figures.get("volume_m3", np.nan) / find_area(tank)


def _find_shape(tank: Equipment) -> int:
    if len(tank.strapping) > 1:
        return _Shape.STRAPPED
    round_ = tank.figures.get("diameter_m", 0) > 0
    if tank.shape == "sphere" and round_:
        return _Shape.SPHERE
    if tank.shape == "horizontal" and round_ and "length_m" in tank.figures:
        return _Shape.HORIZONTAL
    return _Shape.VERTICAL if find_area(tank) > 0 else _Shape.NONE


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of tanks at their newest reading, float64 (m,), NaN where too little is.

    ``volume`` m³ and ``rate`` m³/h with its bounds ``low`` and ``high``, filling is positive.
    ``reach`` for each limit asked about: minutes until it is reached, and their interval.
    """

    volume: NDArray[np.float64]
    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    reach: tuple[Reach, ...]


def estimate(
    kept: Kept,
    window_ms: NDArray[np.int64],
    limits: Sequence[NDArray[np.float64]],
) -> Estimate:
    """What windows of volumes lead to, a point a window.

    :param window_ms: int64 (m,), how far back.
    :param limits: volumes in m³ to ask about, float64 (m,) each, NaN for none.
    """
    trend = fit_trend(look_back(kept, window_ms))
    rate, low, high = (one * HOUR_MIN for one in (trend.rate, trend.low, trend.high))
    reach = tuple(find_reach(trend, limit) for limit in limits)
    return Estimate(trend.now, rate, low, high, reach)
