"""What the simulated physics must know of a substance; the figures are in ``substances.toml``."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from simulators.physics.standard_conditions import (
    ATMOSPHERE_KPA,
    GAS_CONSTANT_J_MOL_K,
    ZERO_CELSIUS_K,
)

_MOLAR_VOLUME_L = 24.04  # of an ideal gas at 20 °C, as GB/T 50493 converts


@dataclass(frozen=True, slots=True)
class Substance:
    """Physical data of one substance, with the units in the names."""

    name: str
    molar_mass_g_mol: float
    boiling_point_c: float
    vaporisation_kj_mol: float
    density_kg_m3: float
    heat_capacity_j_kg_k: float
    expansion_per_k: float
    lel_vol_percent: float | None = None

    @property
    def latent_heat_j_kg(self) -> float:
        """Heat of vaporisation at the boiling point."""
        return self.vaporisation_kj_mol * 1e6 / self.molar_mass_g_mol

    def vapour_pressure_kpa(self, temperature_c: float) -> float:
        """Absolute saturation pressure (Clausius-Clapeyron from the normal boiling point)."""
        boiling = self.boiling_point_c + ZERO_CELSIUS_K
        steepness = 1e3 * self.vaporisation_kj_mol / GAS_CONSTANT_J_MOL_K
        exponent = steepness * (1.0 / boiling - 1.0 / (temperature_c + ZERO_CELSIUS_K))
        return ATMOSPHERE_KPA * math.exp(exponent)

    def saturation_c(self, pressure_kpa: float) -> float:
        """The temperature at which the absolute saturation pressure is that; the inverse."""
        boiling = self.boiling_point_c + ZERO_CELSIUS_K
        steepness = 1e3 * self.vaporisation_kj_mol / GAS_CONSTANT_J_MOL_K
        inverse = 1.0 / boiling - math.log(pressure_kpa / ATMOSPHERE_KPA) / steepness
        return 1.0 / inverse - ZERO_CELSIUS_K

    def parts_per_million(self, concentration_mg_m3: float) -> float:
        """Volume parts per million of vapour in air at 20 °C."""
        return concentration_mg_m3 * _MOLAR_VOLUME_L / self.molar_mass_g_mol

    def percent_lel(self, concentration_mg_m3: float) -> float:
        """Percent of the lower explosive limit; 0 for what does not burn."""
        if self.lel_vol_percent is None:
            return 0.0
        return self.parts_per_million(concentration_mg_m3) / 1e4 / self.lel_vol_percent * 100.0


def read_substances() -> Mapping[str, Substance]:
    """All substances known to the simulators, by CAS number."""
    text = files("simulators.physics").joinpath("substances.toml").read_text(encoding="utf-8")
    return {cas: Substance(**entry) for cas, entry in tomllib.loads(text).items()}
