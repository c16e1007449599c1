import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.machine import (
    Drive,
    Machine,
    current_a,
    pressure_rise_kpa,
    start,
    stop,
    turn,
)

PUMP = Machine(
    rated_m3h=200, rise_kpa=500, shut_in_rise_kpa=650, rated_a=85, least_suction=5, trip_delay_s=3
)
RUNNING = Drive(on=True, speed=1.0)


def test_a_pump_runs_up_gives_feedback_and_coasts_to_a_stop() -> None:
    started = turn(PUMP, start(Drive()), 2)
    assert not started.runs
    up = turn(PUMP, started, 2)
    assert up.runs
    off = turn(PUMP, stop(up), 6)
    assert not off.runs
    assert off.speed == pytest.approx(0.5)
    assert turn(PUMP, off, 60).speed == 0


def test_low_suction_trips_after_its_delay_and_only_a_start_resets_it() -> None:
    starved = turn(PUMP, RUNNING, 2.9, suction=4)
    assert starved.runs
    tripped = turn(PUMP, starved, 0.2, suction=4)
    assert tripped.tripped
    assert not tripped.runs
    assert not turn(PUMP, tripped, 60, suction=50).on
    assert turn(PUMP, start(tripped), 10, suction=50).runs


def test_suction_that_recovers_in_time_begins_the_delay_anew() -> None:
    starved = turn(PUMP, RUNNING, 2.9, suction=4)
    recovered = turn(PUMP, starved, 0.1, suction=6)
    assert turn(PUMP, recovered, 2.9, suction=4).runs


def test_a_dip_of_the_mains_stops_it_for_good() -> None:
    dipped = turn(PUMP, RUNNING, 0.3, powered=False)
    assert not turn(PUMP, dipped, 10).on


@given(cuts=st.lists(st.floats(0.1, 60), min_size=1, max_size=12), starved=st.booleans())
def test_any_cut_of_a_step_ends_in_the_same_state(cuts: list[float], starved: bool) -> None:
    suction = 4.0 if starved else 40.0
    whole = turn(PUMP, Drive(on=True), sum(cuts), suction)
    now = Drive(on=True)
    for cut in cuts:
        now = turn(PUMP, now, cut, suction)
    if abs(sum(cuts) - PUMP.trip_delay_s) > 1e-6:
        assert (now.on, now.tripped) == (whole.on, whole.tripped)
        assert now.speed == pytest.approx(whole.speed, abs=1e-9)


def test_the_curve_falls_with_the_flow_and_the_square_of_the_speed() -> None:
    assert pressure_rise_kpa(PUMP, RUNNING, 0) == 650
    assert pressure_rise_kpa(PUMP, RUNNING, 200) == pytest.approx(500)
    assert pressure_rise_kpa(PUMP, Drive(on=True, speed=0.5), 0) == pytest.approx(650 / 4)
    assert pressure_rise_kpa(PUMP, Drive(), 0) == 0


def test_current_is_rated_at_rated_flow_and_idles_against_a_closed_valve() -> None:
    assert current_a(PUMP, RUNNING, 200) == pytest.approx(85)
    assert current_a(PUMP, RUNNING, 0) == pytest.approx(85 * 0.35)
    assert current_a(PUMP, stop(RUNNING), 100) == 0
