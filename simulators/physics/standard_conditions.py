"""Constants that several laws share: the standard atmosphere, the ice point, the gas constant."""

from typing import Final

from plant.units import GAS_CONSTANT

ATMOSPHERE_KPA: Final = 101.325
ZERO_CELSIUS_K: Final = 273.15
GAS_CONSTANT_J_MOL_K: Final = float(GAS_CONSTANT)
