"""The soil around an earth electrode: rain wets it, days dry it, and its resistance follows.

A store of rain with an exponential loss. Wet clay has well below half the resistivity of dry (IEEE
Std 80-2013 §12, and its figure 18): half is taken. Trust: recalled.
"""

import math

from numpy import float64
from numpy.typing import NDArray

_FULL_MM = 20.0
_DRYING_S = 3.0 * 86_400.0
_WET_SHARE = 0.5


def soak(wetness: float, rain_mm_h: float, dt_s: float) -> float:
    """Wetness of the soil, 0 dry to 1 soaked, ``dt_s`` later."""
    settled = rain_mm_h / 3600.0 / _FULL_MM * _DRYING_S
    later = settled + (wetness - settled) * math.exp(-dt_s / _DRYING_S)
    return min(1.0, later)


def resistance_ohm(dry_ohm: NDArray[float64], wetness: float) -> NDArray[float64]:
    """Resistance of electrodes that measure ``dry_ohm`` in dry soil."""
    return dry_ohm * (1.0 - _WET_SHARE * wetness)
