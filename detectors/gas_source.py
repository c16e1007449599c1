"""From where gas may have come: a sector upwind of the heads that are in alarm.

Pure geometry. The simplification: one wind for the whole array, the last that was measured, over
flat ground without buildings; the sector begins at the heads' centre, weighted by how far each is
beyond its limit, and lies about the direction from which the wind comes. Its half-angle is the
lateral spread of a plume (Pasquill's classes, see :mod:`plant.wind_spread`) divided by the root of
the number of heads, because the mean of several places within a plume scatters less about its axis.
It tells where to look first, and proves nothing.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plant.wind_spread import WindSpread

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

_POINTS: Final = (
    *("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE"),
    *("S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"),
)


class Wind(NamedTuple):
    """Whence it comes, degrees clockwise from north, and its speed in m/s."""

    direction: float
    speed: float


class Sector(NamedTuple):
    """``bearing`` and ``half_angle`` in degrees, from ``centre``, metres (east, north)."""

    bearing: float
    half_angle: float
    centre: tuple[float, float]

    @property
    def edges(self) -> tuple[float, float]:
        """Its left and right edge, degrees clockwise from north."""
        return (self.bearing - self.half_angle) % 360, (self.bearing + self.half_angle) % 360


def find_sector(
    position: NDArray[np.float64], weight: NDArray[np.float64], wind: Wind, spread: WindSpread
) -> Sector | None:
    """The sector from which gas may have come to heads; None in calm, or without heads.

    :param position: float64 (n, 2), metres (east, north).
    :param weight: float64 (n,), above 0.
    """
    if len(position) == 0 or not wind.speed >= spread.calm:
        return None
    centre = weight @ position / weight.sum()
    half_angle = find_half_angle(wind.speed, len(position), spread)
    return Sector(wind.direction % 360, half_angle, (float(centre[0]), float(centre[1])))


def find_half_angle(speed: float, heads: int, spread: WindSpread) -> float:
    """Degrees on each side, wider in less wind and with fewer heads."""
    if speed < spread.light:
        return spread.light_half
    sigma = [degrees for start, degrees in spread.sigma if start <= speed][-1]
    own = spread.edge_sigmas * sigma / float(np.sqrt(heads))
    return min(max(own, spread.least_half), spread.light_half)


def to_metres(location: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres (east, north) of the first of some places, float64 (n, 2).

    Equirectangular: within a park its error is far below the size of a head's surroundings.

    :param location: float64 (n, 2), longitude and latitude in degrees.
    """
    away: NDArray[np.float64] = np.radians(location - location[0])
    # A park that lies across the 180th meridian has its short way round.
    away[:, 0] = (away[:, 0] + np.pi) % (2 * np.pi) - np.pi
    away[:, 0] *= np.cos(np.radians(location[0, 1]))
    away *= EARTH_RADIUS_M
    return away


def name_bearing(degrees: float) -> str:
    """The nearest of the sixteen points of the compass."""
    return _POINTS[round(degrees / 22.5) % len(_POINTS)]
