import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.sphere import (
    Sphere,
    Surroundings,
    gauge_pressure_kpa,
    height_share,
    level_percent,
    relieve,
    seen_m3,
    warm,
)
from simulators.physics.substance import read_substances
from simulators.physics.tank import Content

LPG = read_substances()["68476-85-7"]
AMMONIA = read_substances()["7664-41-7"]
BALL = Sphere(diameter_m=14.2, substance=LPG)
HALF = Content(750, 20)


@given(share=st.floats(0, 1))
def test_the_height_is_that_of_the_spherical_segment(share: float) -> None:
    h = height_share(share)
    assert 3 * h**2 - 2 * h**3 == pytest.approx(share, abs=1e-9)


def test_a_sphere_of_14_m_holds_1500_m3_and_reads_half_at_half() -> None:
    assert BALL.volume_m3 == pytest.approx(1499, abs=1)
    assert level_percent(BALL, Content(BALL.volume_m3 / 2, 20)) == pytest.approx(50)


def test_pressures_are_those_of_the_tables() -> None:
    """Propane: 8.4 bar absolute at 20 °C; ammonia: 8.6 (CRC Handbook), both within a tenth."""
    ammonia = Sphere(12.3, AMMONIA)
    assert gauge_pressure_kpa(BALL, HALF) == pytest.approx(736, rel=0.1)
    assert gauge_pressure_kpa(ammonia, Content(500, 20)) == pytest.approx(757, rel=0.1)


def test_a_warm_liquid_stands_higher_without_more_of_it() -> None:
    assert seen_m3(BALL, Content(750, 30)) == pytest.approx(750 * 1.031)
    assert level_percent(BALL, Content(750, 30)) > level_percent(BALL, HALF)


def test_summer_sun_warms_it_by_a_degree_a_day_and_the_spray_cools_it_faster() -> None:
    """The sun: 1 kW/m² on 158 m² of shadow, 30 % absorbed: 47 kW into 390 t, 1.3 K in 8 h.

    The spray: 63 kW/K over 12 K, 2.6 K in the first hour.
    """
    noon = Surroundings(air_c=20, sun_w_m2=1000)
    warmed = warm(BALL, HALF, noon, 8 * 3600)
    assert 0.8 < warmed.temperature_c - 20 < 1.4
    hot = Content(750, 38)
    sprayed = warm(BALL, hot, Surroundings(air_c=35, sun_w_m2=1000, spray_c=26), 3600)
    assert 38 - sprayed.temperature_c == pytest.approx(2.5, abs=0.3)


@given(hours=st.floats(0, 1e4), start=st.floats(-20, 60), air=st.floats(-20, 45))
def test_it_never_warms_past_its_surroundings(hours: float, start: float, air: float) -> None:
    later = warm(BALL, Content(750, start), Surroundings(air), hours * 3600).temperature_c
    assert min(start, air) - 1e-9 <= later <= max(start, air) + 1e-9


def test_one_long_step_equals_many_short_ones() -> None:
    around = Surroundings(30, 800)
    short = HALF
    for _ in range(600):
        short = warm(BALL, short, around, 6)
    assert short.temperature_c == pytest.approx(warm(BALL, HALF, around, 3600).temperature_c)


@given(warmth=st.floats(20, 90), dt_s=st.floats(0.1, 600))
def test_the_relief_valve_conserves_mass_and_heat_and_never_cools_below_its_set_pressure(
    warmth: float, dt_s: float
) -> None:
    hot = Content(750, warmth)
    blown = relieve(BALL, hot, dt_s)
    left_kg = blown.content.liquid_m3 * LPG.density_kg_m3
    assert left_kg + blown.blown_kg == pytest.approx(750 * LPG.density_kg_m3)
    taken_j = blown.blown_kg * LPG.latent_heat_j_kg
    cooled_j = left_kg * LPG.heat_capacity_j_kg_k * (warmth - blown.content.temperature_c)
    assert taken_j == pytest.approx(cooled_j, rel=1e-6, abs=1)
    if blown.blown_kg:
        assert gauge_pressure_kpa(BALL, blown.content) >= BALL.relief_kpa - 1e-3


def test_heat_of_vaporisation_and_saturation_are_sound() -> None:
    assert LPG.latent_heat_j_kg == pytest.approx(430e3, rel=0.02)
    assert LPG.saturation_c(LPG.vapour_pressure_kpa(25)) == pytest.approx(25)
