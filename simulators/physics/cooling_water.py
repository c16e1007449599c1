"""A cooling-water system: basin and circulation, warmed by units, cooled by tower or chiller.

One lumped heat balance of the circulating water, solved exactly over a step. Water is taken as
4.186 kJ/(kg K) and 1000 kg/m³.
"""

import math
from dataclasses import dataclass

from simulators.physics.weather import Air

_HEAT_KJ_M3_K = 4186.0
_SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class CoolingWater:
    """A system as built. ``approach_k``: supply above its sink at ``duty_kw`` and full flow.

    The sink of a tower is the wet bulb, that of a chiller its set point.
    """

    inventory_m3: float
    flow_m3h: float
    duty_kw: float
    approach_k: float = 4.0


def wet_bulb_c(air: Air) -> float:
    """Wet-bulb temperature at sea level, °C.

    R. Stull, *Wet-Bulb Temperature from Relative Humidity and Air Temperature*, J. Appl. Meteor.
    Climatol. 50 (2011) 2267, equation 1: within 1 K from -20 to 50 °C and 5 to 99 %RH.
    """
    warmth, moisture = air.temperature_c, air.humidity_percent
    wet_bulb: float = (
        warmth * math.atan(0.151977 * math.sqrt(moisture + 8.313659))
        + math.atan(warmth + moisture)
        - math.atan(moisture - 1.676331)
        + 0.00391838 * moisture**1.5 * math.atan(0.023101 * moisture)
        - 4.686035
    )
    return wet_bulb


def circulate(
    system: CoolingWater,
    supply_c: float,
    sink_c: float,
    dt_s: float,
    load_kw: float,
    share: float = 1.0,
) -> float:
    """The supply temperature ``dt_s`` later, °C.

    :param load_kw: heat that the units give to the water.
    :param share: of the rated circulation and of the chillers; at 0 nothing cools it.
    """
    heat_kj_k = system.inventory_m3 * _HEAT_KJ_M3_K
    conductance_kw_k = share * system.duty_kw / system.approach_k
    if conductance_kw_k == 0.0:
        return supply_c + load_kw * dt_s / heat_kj_k
    settled = sink_c + load_kw / conductance_kw_k
    return settled + (supply_c - settled) * math.exp(-conductance_kw_k * dt_s / heat_kj_k)


def return_c(system: CoolingWater, supply_c: float, load_kw: float, share: float) -> float:
    """The temperature at which the water comes back from the units, °C."""
    flow_m3_s = system.flow_m3h * share / _SECONDS_AN_HOUR
    return supply_c if flow_m3_s == 0.0 else supply_c + load_kw / (flow_m3_s * _HEAT_KJ_M3_K)
