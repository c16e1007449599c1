import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.floating_roof import FloatingRoof
from simulators.physics.sphere import Sphere
from simulators.physics.storage import Around, Build, Storage, blanket
from simulators.physics.substance import read_substances
from simulators.physics.tank import Content, Tank
from simulators.physics.vapour_space import Breathing
from simulators.physics.weather import Air

GASOLINE = read_substances()["86290-81-5"]
LPG = read_substances()["68476-85-7"]
STORM = Air(wind_m_s=18, wind_from_deg=200, temperature_c=12, humidity_percent=95)
MILD = Air(wind_m_s=3, wind_from_deg=135, temperature_c=22, humidity_percent=60)


def tank(held_m3: float, **build: object) -> Storage:
    content = Content(held_m3, 22.0)
    return Storage("TK", Tank(5000, GASOLINE), content, None, (), build=Build(346.36, **build))  # type: ignore[arg-type]


def test_a_floating_roof_keeps_its_vapour_in_and_shows_where_it_stands() -> None:
    floating = tank(2600, roof=FloatingRoof(346.36, 1.8))
    assert (floating.has_landed, floating.pressure_kpa) == (False, 0.0)
    floating.pour(500, 340)
    floating.let_out(before_m=7.5)
    assert floating.emitted_kg == 0
    floating.draw(2600)
    assert floating.has_landed


def test_a_cold_front_pulls_nitrogen_into_a_blanketed_tank_and_without_it_a_vacuum() -> None:
    """4,500 m³ of gas cool by 10 K of 295 within the hour: 150 m³ are missing."""
    for share, lowest in ((1.0, 0.2), (0.0, -0.31)):
        cold = tank(1000)
        cold.gas = blanket(cold, Breathing(nitrogen_nm3h=500, vacuum_nm3h=600), "N2", 22.0)
        for _ in range(60):
            cold.settle(Around(STORM, nitrogen_share=share), 60)
        assert cold.pressure_kpa == pytest.approx(lowest, abs=0.12)
        assert (cold.gas.air_nm3 > 50) is (share == 0.0)


def test_a_sphere_shows_its_height_and_its_vapour_pressure() -> None:
    ball = Sphere(14.2, LPG)
    content = Content(ball.volume_m3 / 2 / 1.0062, 22.0)
    sphere = Storage("V", Tank(ball.volume_m3, LPG), content, None, (), build=Build(ball=ball))
    assert sphere.level_percent == pytest.approx(50, abs=0.01)
    assert sphere.level_m == pytest.approx(7.1, abs=0.01)
    assert 700 < sphere.pressure_kpa < 850


def test_a_hole_empties_a_tank_and_all_that_ran_out_is_counted() -> None:
    leaking = tank(50)
    leaking.hole_mm = 100
    for _ in range(600):
        leaking.settle(Around(MILD), 60)
    assert leaking.content.liquid_m3 == pytest.approx(0, abs=1)
    assert leaking.content.liquid_m3 + leaking.lost_m3 == pytest.approx(50)


@given(
    moves=st.lists(st.tuples(st.floats(0, 400), st.floats(0, 400), st.floats(0, 60)), max_size=15)
)
def test_what_is_held_is_what_came_less_what_went(moves: list[tuple[float, float, float]]) -> None:
    vessel = tank(2000)
    vessel.hole_mm = 30
    balance = 2000.0
    for poured, drawn, dt_s in moves:
        vessel.pour(poured, poured)
        balance += poured - vessel.draw(drawn)
        vessel.settle(Around(MILD), dt_s)
    assert vessel.content.liquid_m3 == pytest.approx(balance - vessel.lost_m3 - vessel.spilled_m3)
