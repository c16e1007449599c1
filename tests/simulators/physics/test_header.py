import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.header import Header, stock_nm3, supply
from simulators.physics.standard_conditions import ATMOSPHERE_KPA

AIR = Header(receiver_m3=20, set_kpa=700, feed_nm3h=1200, use_nm3h=900)


def test_a_healthy_header_stays_at_its_set_pressure() -> None:
    step = supply(AIR, 700, 3600)
    assert step.pressure_kpa == 700
    assert step.fed_nm3 == step.taken_nm3 == pytest.approx(900)


def test_a_header_without_feed_decays_with_the_time_constant_worked_out_by_hand() -> None:
    """20 m³ from 700 kPa hold 138 Nm³ above the atmosphere: 900 Nm³/h would take 553 s."""
    tau_s = 20 * 700 / ATMOSPHERE_KPA / 900 * 3600
    assert tau_s == pytest.approx(553, abs=1)
    assert supply(AIR, 700, tau_s, feed_share=0).pressure_kpa == pytest.approx(700 / math.e)
    below_400_s = tau_s * math.log(700 / 400)
    assert below_400_s == pytest.approx(309, abs=1)
    assert supply(AIR, 700, below_400_s, feed_share=0).pressure_kpa == pytest.approx(400)


def test_too_little_feed_settles_where_feed_and_use_meet() -> None:
    assert supply(AIR, 700, 1e6, feed_share=0.5).pressure_kpa == pytest.approx(700 * 600 / 900)


def test_a_restored_feed_fills_it_to_the_set_pressure_and_no_further() -> None:
    assert 300 < supply(AIR, 300, 120).pressure_kpa < 700
    assert supply(AIR, 300, 1e5).pressure_kpa == 700


STEPS = st.lists(st.tuples(st.floats(0.1, 60), st.floats(0, 1.2), st.floats(0, 2000)), max_size=20)


@given(start=st.floats(0, 900), steps=STEPS)
def test_stock_is_what_was_fed_less_what_was_taken(
    start: float, steps: list[tuple[float, float, float]]
) -> None:
    pressure, balance = start, stock_nm3(AIR, start)
    for dt_s, share, leak in steps:
        step = supply(AIR, pressure, dt_s, feed_share=share, leak_nm3h=leak)
        pressure = step.pressure_kpa
        balance += step.fed_nm3 - step.taken_nm3
        assert pressure >= -1e-9
        assert min(step.fed_nm3, step.taken_nm3) >= -1e-9
    assert stock_nm3(AIR, pressure) == pytest.approx(balance, abs=1e-6)


@given(
    start=st.floats(0, 900),
    cuts=st.lists(st.floats(0.1, 60), min_size=1, max_size=20),
    share=st.floats(0, 1),
)
def test_any_cut_of_a_step_ends_at_the_same_pressure(
    start: float, cuts: list[float], share: float
) -> None:
    whole = supply(AIR, start, sum(cuts), feed_share=share)
    pressure = start
    for cut in cuts:
        pressure = supply(AIR, pressure, cut, feed_share=share).pressure_kpa
    assert pressure == pytest.approx(whole.pressure_kpa, abs=1e-6)
