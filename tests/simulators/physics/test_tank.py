import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.substance import read_substances
from simulators.physics.tank import Content, Tank, gauge_pressure_kpa, move, warm

METHANOL = read_substances()["67-56-1"]
AMMONIA = read_substances()["7664-41-7"]
FLOW = st.floats(0, 5000)


@given(
    held=st.floats(0, 3000),
    moves=st.lists(st.tuples(FLOW, FLOW, st.floats(0, 3600)), max_size=20),
)
def test_mass_is_conserved_whatever_is_filled_and_drawn(
    held: float, moves: list[tuple[float, float, float]]
) -> None:
    tank, content = Tank(3000, METHANOL), Content(held, 20)
    balance = held
    for inflow, outflow, dt_s in moves:
        content, transfer = move(tank, content, inflow, outflow, dt_s)
        balance += transfer.filled_m3 - transfer.drawn_m3 - transfer.spilled_m3
        assert 0 <= content.liquid_m3 <= tank.volume_m3
        assert min(transfer.drawn_m3, transfer.spilled_m3) >= 0
    assert content.liquid_m3 == pytest.approx(balance, abs=1e-6)


def test_a_full_tank_spills_and_an_empty_one_gives_nothing() -> None:
    tank = Tank(100, METHANOL)
    full, over = move(tank, Content(100, 20), inflow_m3h=36, outflow_m3h=0, dt_s=100)
    assert (full.liquid_m3, over.spilled_m3) == (100, 1)
    empty, under = move(tank, Content(0, 20), inflow_m3h=0, outflow_m3h=36, dt_s=100)
    assert (empty.liquid_m3, under.drawn_m3) == (0, 0)


def test_one_long_step_equals_many_short_ones() -> None:
    tank = Tank(3000, METHANOL)
    long, _ = move(tank, Content(1000, 20), 340, 40, 3600)
    short = Content(1000, 20)
    for _ in range(3600):
        short, _ = move(tank, short, 340, 40, 1)
    assert long.liquid_m3 == pytest.approx(short.liquid_m3)
    assert long.liquid_m3 == pytest.approx(1300)


def test_what_enters_mixes_in_by_volume() -> None:
    mixed, _ = move(Tank(3000, METHANOL), Content(100, 20), 100, 0, 3600, inflow_c=40)
    assert mixed.temperature_c == pytest.approx(30)


def test_flows_and_steps_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        move(Tank(100, METHANOL), Content(50, 20), -1, 0, 1)


@given(dt_s=st.floats(0, 1e9))
def test_a_tank_warms_towards_the_air_and_never_past_it(dt_s: float) -> None:
    assert 10 <= warm(Tank(100, METHANOL), Content(50, 10), 30, dt_s).temperature_c <= 30


def test_a_sphere_follows_its_temperature_and_a_roof_tank_its_filling() -> None:
    sphere = Tank(1000, AMMONIA, pad_kpa=0, pressurised=True)
    cold, hot = (gauge_pressure_kpa(sphere, Content(500, celsius)) for celsius in (10, 30))
    assert 400 < cold < hot < 1200
    roof = Tank(1000, METHANOL, pad_kpa=0.5)
    assert gauge_pressure_kpa(roof, Content(500, 20)) == 0.5
    assert gauge_pressure_kpa(roof, Content(500, 20), inflow_m3h=200) == pytest.approx(1.0)
