"""Gas in puffs, each carried by the wind of its own time: sudden releases, and a wind that turns.

A steady plume (:mod:`simulators.physics.gas_release`) turns as one with the wind; a row of puffs
bends. Each is a Gaussian cloud with reflection at the ground (Pasquill & Smith, *Atmospheric
Diffusion*, 1983, chapter 6), spread as far as it has travelled, by the spreads of the plume and as
long as it is wide (W. B. Petersen, *INPUFF 2.0*, EPA/600/8-86/024, 1986), so that a row of puffs
in a steady wind is the plume. Left out: slumping of heavy gas (chlorine and LPG near a large
leak), obstacles, terrain; good enough to move the right heads in the right order, no basis for
evacuation distances.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.physics.gas_release import spreads_m
from simulators.physics.weather import Air

_FARTHEST_M = 4000.0
_SPACING_S = 0.5
_MOST_A_STEP = 200
_COLUMNS = 6  # east, north, height, mass kg, metres travelled, half-width


@dataclass(frozen=True, slots=True)
class Source:
    """Where gas gets out; metres as in :class:`simulators.physics.gas_release.Release`."""

    x_m: float
    y_m: float
    height_m: float = 1.0
    width_m: float = 3.0


class Cloud:
    """All puffs of one gas. ``carried_off_kg`` is what left the map."""

    def __init__(self) -> None:
        self._puffs: NDArray[np.float64] = np.empty((0, _COLUMNS))
        self.carried_off_kg = 0.0

    @property
    def mass_kg(self) -> float:
        """What is over the map."""
        return float(self._puffs[:, 3].sum())

    def burst(self, source: Source, mass_kg: float) -> None:
        """Release all at once, as when a vessel bursts or a hose tears off."""
        self._add(np.array([_puff(source, mass_kg, 0.0, 0.0, 0.0)]))

    def step(self, dt_s: float, air: Air, leaks: Sequence[tuple[Source, float]] = ()) -> None:
        """Move all puffs with the wind for ``dt_s`` and let leaks, kg/s, add theirs meanwhile."""
        east, north = _drift_m_s(air)
        self._puffs[:, :2] += np.array([east, north]) * dt_s
        self._puffs[:, 4] += air.wind_m_s * dt_s
        for source, rate_kg_s in leaks:
            self._leak(source, rate_kg_s, dt_s, air)
        far = self._puffs[:, 4] > _FARTHEST_M
        self.carried_off_kg += float(self._puffs[far, 3].sum())
        self._puffs = self._puffs[~far]

    def concentrations(
        self, heads: NDArray[np.float64], stability: str = "C"
    ) -> NDArray[np.float64]:
        """Concentration at the heads in mg/m³, float64 (n,).

        :param heads: float64 (n, 3): metres east, north, above ground.
        :param stability: Pasquill class, ``A`` very unstable to ``F`` stable.
        """
        east, north, height, mass, travelled, width = self._puffs.T[:, :, np.newaxis]
        sigma_y, sigma_z = spreads_m(travelled, width, stability)
        aside = ((heads[:, 0] - east) ** 2 + (heads[:, 1] - north) ** 2) / sigma_y**2
        upright = np.exp(-0.5 * ((heads[:, 2] - height) / sigma_z) ** 2)
        mirrored = np.exp(-0.5 * ((heads[:, 2] + height) / sigma_z) ** 2)
        middle = mass * 1e6 / ((2.0 * math.pi) ** 1.5 * sigma_y**2 * sigma_z)
        shares: NDArray[np.float64] = middle * np.exp(-0.5 * aside) * (upright + mirrored)
        total: NDArray[np.float64] = shares.sum(axis=0)
        return total

    def _leak(self, source: Source, rate_kg_s: float, dt_s: float, air: Air) -> None:
        if rate_kg_s * dt_s <= 0.0:
            return
        number = min(_MOST_A_STEP, max(1, math.ceil(dt_s / _SPACING_S)))
        east, north = _drift_m_s(air)
        ages_s = (np.arange(number) + 0.5) * dt_s / number
        mass = rate_kg_s * dt_s / number
        self._add(
            np.array(
                [
                    _puff(source, mass, east * age, north * age, air.wind_m_s * age)
                    for age in ages_s.tolist()
                ]
            )
        )

    def _add(self, puffs: NDArray[np.float64]) -> None:
        self._puffs = np.concatenate([self._puffs, puffs])


def _puff(
    source: Source, mass_kg: float, east_m: float, north_m: float, travelled_m: float
) -> tuple[float, ...]:
    place = (source.x_m + east_m, source.y_m + north_m, source.height_m)
    return (*place, mass_kg, travelled_m, source.width_m)


def _drift_m_s(air: Air) -> tuple[float, float]:
    """The wind as metres a second east and north."""
    towards = math.radians(air.wind_from_deg + 180.0)
    return air.wind_m_s * math.sin(towards), air.wind_m_s * math.cos(towards)
