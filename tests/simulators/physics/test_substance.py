import math

import pytest

from plant.words import Plant
from simulators.physics.substance import read_substances

METHANOL = read_substances()["67-56-1"]
AMMONIA = read_substances()["7664-41-7"]


def test_saturation_pressures_are_near_the_handbooks() -> None:
    """At 20 °C: methanol 13.0 kPa, ammonia 857 kPa (CRC Handbook); within 20 %."""
    assert METHANOL.vapour_pressure_kpa(20) == pytest.approx(13.0, rel=0.2)
    assert AMMONIA.vapour_pressure_kpa(20) == pytest.approx(857, rel=0.1)
    assert METHANOL.vapour_pressure_kpa(METHANOL.boiling_point_c) == pytest.approx(101.325)


def test_concentrations_convert_by_molar_mass() -> None:
    """GB/T 50493 practice: chlorine 1 mg/m³ is 0.34 ppm, ammonia 20 mg/m³ is 28.2 ppm, at 20 °C."""
    chlorine = read_substances()["7782-50-5"]
    assert chlorine.parts_per_million(1) == pytest.approx(0.34, abs=0.005)
    assert AMMONIA.parts_per_million(20) == pytest.approx(28.2, abs=0.05)
    assert chlorine.percent_lel(1e6) == 0
    at_lel = METHANOL.lel_vol_percent or math.nan
    mg_m3 = at_lel * 1e4 / METHANOL.parts_per_million(1)
    assert METHANOL.percent_lel(mg_m3) == pytest.approx(100)


def test_everything_the_demonstration_park_holds_is_known(taixing: Plant) -> None:
    held = {chemical.cas for hazard in taixing.hazards for chemical in hazard.chemicals}
    assert held <= set(read_substances())
