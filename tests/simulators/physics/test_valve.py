import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.valve import Fail, Travel, Valve, travel

OPEN = Travel(1.0, 1.0)


def test_a_valve_takes_its_travel_time_and_its_switches_make_at_the_ends() -> None:
    valve, closing = Valve(travel_s=10), Travel(1.0, 0.0)
    half = travel(valve, closing, 5)
    assert half.opening == pytest.approx(0.5)
    assert not half.is_open(valve)
    assert not half.is_closed(valve)
    assert travel(valve, half, 5).is_closed(valve)


@given(
    cuts=st.lists(st.floats(0.1, 60), min_size=1, max_size=20),
    start=st.floats(0, 1),
    demand=st.floats(0, 1),
)
def test_any_cut_of_a_step_ends_at_the_same_opening(
    cuts: list[float], start: float, demand: float
) -> None:
    valve, now = Valve(travel_s=30), Travel(start, demand)
    whole = travel(valve, now, sum(cuts))
    for cut in cuts:
        now = travel(valve, now, cut)
    assert now.opening == pytest.approx(whole.opening, abs=1e-9)
    assert 0 <= now.opening <= 1


@pytest.mark.parametrize(
    ("fails", "opening"), [(Fail.CLOSED, 0.0), (Fail.OPEN, 1.0), (Fail.LAST, 0.4)]
)
def test_without_air_or_power_a_valve_goes_where_its_spring_takes_it(
    fails: Fail, opening: float
) -> None:
    valve, now = Valve(fails=fails, least_air_kpa=300), Travel(0.4, 0.7)
    assert travel(valve, now, 60, air_kpa=299).opening == opening
    assert travel(valve, now, 60, powered=False).opening == opening
    assert travel(valve, now, 60, air_kpa=300).opening == 0.7


def test_a_stuck_valve_does_not_move() -> None:
    stuck = Travel(1.0, 0.0, stuck=True)
    assert travel(Valve(), stuck, 60, air_kpa=0, powered=False) == stuck
