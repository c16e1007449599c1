"""A gas released into the wind: Gaussian plume to the detector heads, and the heads' own slowness.

The concentration downwind of a steady point source with reflection at the ground is the classic
Gaussian plume (Pasquill & Smith, *Atmospheric Diffusion*, 1983, chapter 6; D. B. Turner, *Workbook
of Atmospheric Dispersion Estimates*, 1970, equation 3.1), with Briggs's open-country spreads
(G. A. Briggs, NOAA ATDL-79, 1973, table 4.5 in Hanna et al., *Handbook on Atmospheric Diffusion*,
1982). Within a plant the first metres are set by the wake of the equipment, so the plume starts
with a width (virtual source). Left out: slumping of heavy gas, obstacles, terrain: good enough to
move the right heads in the right order, no basis for evacuation distances.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.physics.weather import Air

_BRIGGS: dict[str, tuple[float, float, float, float]] = {
    "A": (0.22, 0.20, 0.0, 0.0),
    "B": (0.16, 0.12, 0.0, 0.0),
    "C": (0.11, 0.08, 2e-4, -0.5),
    "D": (0.08, 0.06, 1.5e-3, -0.5),
    "E": (0.06, 0.03, 3e-4, -1.0),
    "F": (0.04, 0.016, 3e-4, -1.0),
}
"""Stability class → a, c, d, power of σy = a·x/√(1 + 1e-4·x), σz = c·x·(1 + d·x)^power, in m."""


@dataclass(frozen=True, slots=True)
class Release:
    """A steady leak. ``since_s`` and ``until_s`` are on the clock that :func:`concentrations` gets.

    ``width_m``: half-width of the cloud at its source.
    """

    x_m: float
    y_m: float
    rate_kg_s: float
    since_s: float
    until_s: float = math.inf
    height_m: float = 1.0
    width_m: float = 3.0


def concentrations(
    release: Release,
    heads: NDArray[np.float64],
    air: Air,
    at_s: float,
    stability: str = "C",
) -> NDArray[np.float64]:
    """Concentration at the heads in mg/m³, float64 (n,).

    :param heads: float64 (n, 3): metres east, north, above ground, as the release's own place.
    :param stability: Pasquill class, ``A`` very unstable to ``F`` stable.
    The front and the tail of the cloud travel with the wind: a head sees nothing before the gas
    has had time to get there, and still sees it that long after the leak is closed.
    """
    towards = math.radians(air.wind_from_deg + 180.0)
    east, north = heads[:, 0] - release.x_m, heads[:, 1] - release.y_m
    along = east * math.sin(towards) + north * math.cos(towards)
    across = east * math.cos(towards) - north * math.sin(towards)
    distance = np.maximum(along, 0.1)
    left_s = at_s - distance / air.wind_m_s
    reached = (along > 0.0) & (left_s >= release.since_s) & (left_s < release.until_s)
    return np.where(reached, _plume(release, distance, across, heads[:, 2], air, stability), 0.0)


def _plume(
    release: Release,
    distance: NDArray[np.float64],
    across: NDArray[np.float64],
    height: NDArray[np.float64],
    air: Air,
    stability: str,
) -> NDArray[np.float64]:
    sigma_y, sigma_z = spreads_m(distance, release.width_m, stability)
    axis = release.rate_kg_s * 1e6 / (2.0 * math.pi * air.wind_m_s * sigma_y * sigma_z)
    sideways = np.exp(-0.5 * (across / sigma_y) ** 2)
    upright = np.exp(-0.5 * ((height - release.height_m) / sigma_z) ** 2)
    mirrored = np.exp(-0.5 * ((height + release.height_m) / sigma_z) ** 2)
    plume: NDArray[np.float64] = axis * sideways * (upright + mirrored)
    return plume


def spreads_m(
    distance: NDArray[np.float64], width_m: float | NDArray[np.float64], stability: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Briggs's σy and σz, m, ``distance`` metres downwind of a source of that half-width."""
    a, c, d, power = _BRIGGS[stability]
    sigma_y = np.hypot(width_m, a * distance / np.sqrt(1.0 + 1e-4 * distance))
    sigma_z = np.hypot(width_m, c * distance * (1.0 + d * distance) ** power)
    return sigma_y, sigma_z


def respond(
    shown: NDArray[np.float64], true: NDArray[np.float64], t90_s: float, dt_s: float
) -> NDArray[np.float64]:
    """What heads show ``dt_s`` later: a first-order lag with response time T90."""
    kept = math.exp(-dt_s * math.log(10.0) / t90_s)
    return true + (shown - true) * kept
