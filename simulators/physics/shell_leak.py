"""What runs out of a hole in a tank's shell under the liquid's head.

Torricelli's law with the discharge coefficient of a sharp-edged orifice, 0.61 (CCPS, *Guidelines
for Chemical Process Quantitative Risk Analysis*, 2nd ed., 2000, section 2.1; recalled).
"""

import math

_DISCHARGE = 0.61
_GRAVITY_M_S2 = 9.80665
_SECONDS_AN_HOUR = 3600.0


def leak_m3h(hole_mm: float, head_m: float, pressure_kpa: float, density_kg_m3: float) -> float:
    """Liquid through a round hole, m³/h.

    :param head_m: liquid above the hole.
    :param pressure_kpa: gauge pressure of the gas above the liquid.
    """
    drive = 2.0 * (_GRAVITY_M_S2 * max(0.0, head_m) + 1e3 * pressure_kpa / density_kg_m3)
    if head_m <= 0.0 or drive <= 0.0:
        return 0.0
    area_m2 = math.pi * (hole_mm / 1e3) ** 2 / 4.0
    return _DISCHARGE * area_m2 * math.sqrt(drive) * _SECONDS_AN_HOUR
