import pytest

from simulators.physics.cooling_water import CoolingWater, circulate, return_c, wet_bulb_c
from simulators.physics.weather import Air

SUMMER = Air(wind_m_s=3, wind_from_deg=90, temperature_c=30, humidity_percent=70)
TOWER = CoolingWater(inventory_m3=400, flow_m3h=1000, duty_kw=10_000, approach_k=4)


def test_the_wet_bulb_is_that_of_the_paper() -> None:
    """Stull 2011, below equation 1: 20 °C and 50 %RH give 13.7 °C."""
    air = Air(3, 90, temperature_c=20, humidity_percent=50)
    assert wet_bulb_c(air) == pytest.approx(13.7, abs=0.05)


def test_at_its_duty_the_basin_settles_an_approach_above_the_wet_bulb() -> None:
    settled = circulate(TOWER, 40, wet_bulb_c(SUMMER), 1e6, load_kw=10_000)
    assert settled == pytest.approx(wet_bulb_c(SUMMER) + 4)
    assert 28 < settled < 31


def test_the_water_comes_back_warmer_by_duty_over_flow() -> None:
    """10 MW in 1000 m³/h: 8.6 K."""
    assert return_c(TOWER, 29, 10_000, share=1) == pytest.approx(37.6, abs=0.05)
    assert return_c(TOWER, 29, 10_000, share=0) == 29


def test_without_circulation_the_load_warms_the_inventory() -> None:
    """10 MW into 400 t: 0.36 K/min."""
    assert circulate(TOWER, 29, 26, 60, 10_000, share=0) == pytest.approx(29.36, abs=0.01)


def test_any_cut_of_a_step_ends_at_the_same_temperature() -> None:
    whole = circulate(TOWER, 35, 26, 3600, 5000, 0.7)
    cut = 35.0
    for _ in range(600):
        cut = circulate(TOWER, cut, 26, 6, 5000, 0.7)
    assert cut == pytest.approx(whole)
