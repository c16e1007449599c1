import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.vapour_space import Breathing, breathe, fill_nm3, gauge_kpa

VALVES = Breathing()


@given(space=st.floats(1, 5000), warmth=st.floats(-30, 60), pressure=st.floats(-5, 20))
def test_gas_and_pressure_are_each_others_inverse(
    space: float, warmth: float, pressure: float
) -> None:
    gas = fill_nm3(space, warmth, pressure)
    assert gauge_kpa(gas, space, warmth) == pytest.approx(pressure, abs=1e-9)


def test_drawing_calls_for_nitrogen_and_the_pad_holds() -> None:
    """300 m³/h out of a tank: a minute leaves 5 m³ to fill, some 4.7 Nm³ at 20 °C."""
    gas = fill_nm3(1000, 20, 0.3)
    breath = breathe(VALVES, gas, 1005, 20, 60)
    assert breath.nitrogen_nm3 == pytest.approx(5 * 273.15 / 293.15, rel=0.01)
    assert gauge_kpa(breath.gas_nm3, 1005, 20) == pytest.approx(0.3)
    assert breath.vented_nm3 == breath.air_nm3 == 0


def test_without_nitrogen_it_falls_to_the_vacuum_valve_which_lets_air_in() -> None:
    gas = fill_nm3(1000, 20, 0.3)
    breath = breathe(VALVES, gas, 1010, 20, 120, nitrogen_share=0)
    assert breath.air_nm3 > 0
    assert gauge_kpa(breath.gas_nm3, 1010, 20) == pytest.approx(-0.3)


def test_a_valve_that_is_too_small_lets_the_roof_be_sucked_in() -> None:
    choked = Breathing(nitrogen_nm3h=0, vacuum_nm3h=20)
    breath = breathe(choked, fill_nm3(1000, 20, 0), 1050, 20, 60)
    assert gauge_kpa(breath.gas_nm3, 1050, 20) < -4


def test_filling_and_a_warm_day_vent() -> None:
    gas = fill_nm3(1000, 20, 0.3)
    assert breathe(VALVES, gas, 990, 20, 60).vented_nm3 == 0  # 0.3 + 1 kPa: still below the vent
    assert breathe(VALVES, gas, 960, 20, 600).vented_nm3 > 0
    assert breathe(VALVES, gas, 1000, 35, 600).vented_nm3 > 0


@given(
    gas=st.floats(0, 5000),
    steps=st.lists(
        st.tuples(st.floats(10, 5000), st.floats(-20, 60), st.floats(0.1, 60)), max_size=20
    ),
    share=st.floats(0, 1),
)
def test_gas_is_conserved(
    gas: float, steps: list[tuple[float, float, float]], share: float
) -> None:
    balance = gas
    for space, warmth, dt_s in steps:
        breath = breathe(VALVES, gas, space, warmth, dt_s, share)
        gas = breath.gas_nm3
        balance += breath.nitrogen_nm3 + breath.air_nm3 - breath.vented_nm3
        assert min(breath.vented_nm3, breath.nitrogen_nm3, breath.air_nm3, gas) >= 0
    assert gas == pytest.approx(balance, abs=1e-6)
