import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.words import Plant
from simulators.physics.lines import Lines
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.tank_farm import TankFarm
from simulators.physics.valves import Valves

TANKS = [f"Y-TK101{c}" for c in "ABCD"]
COMMAND = st.tuples(
    st.sampled_from([f"Y-XV10{n}{c}" for n in "12" for c in "ABCD"]),
    st.floats(0, 1),
    st.floats(0, 500),
    st.floats(0, 60),
)


def test_whatever_the_line_up_what_came_less_what_went_is_held(
    yangtze: Plant, physics: Physics
) -> None:
    @given(commands=st.lists(COMMAND, max_size=12))
    def check(commands: list[tuple[str, float, float, float]]) -> None:
        valves, machines = Valves(yangtze, physics), Machines(yangtze, physics)
        farm, lines = TankFarm(yangtze, {}, physics), Lines(yangtze, physics)
        machines.start("Y-YL101A")
        before = sum(farm.storages[name].content.liquid_m3 for name in TANKS)
        for valve, demand, flow_m3h, dt_s in commands:
            valves.command(valve, demand)
            lines.set_flow("gasoline-receipt", flow_m3h)
            lines.set_flow("gasoline-loading", 380)
            valves.step(dt_s, {})
            machines.step(dt_s, {}, farm.levels_percent(), 22)
            lines.step(dt_s, valves, machines, farm)
        held = sum(farm.storages[name].content.liquid_m3 for name in TANKS)
        moved = lines.moved_m3("gasoline-receipt") - lines.moved_m3("gasoline-loading")
        assert held == pytest.approx(before + moved, abs=1e-6)

    check()


def test_a_meter_shows_the_flow_even_before_time_has_passed(
    yangtze: Plant, physics: Physics
) -> None:
    valves, machines = Valves(yangtze, physics), Machines(yangtze, physics)
    farm, lines = TankFarm(yangtze, {}, physics), Lines(yangtze, physics)
    lines.set_flow("gasoline-receipt", 340)
    lines.step(0.0, valves, machines, farm)
    assert lines.flow_m3h("gasoline-receipt") == pytest.approx(340)
    assert lines.moved_m3("gasoline-receipt") == 0
    assert "gasoline-receipt" in lines
    assert "nobody" not in lines


def test_product_from_outside_brings_its_own_warmth(yangtze: Plant, physics: Physics) -> None:
    valves, machines = Valves(yangtze, physics), Machines(yangtze, physics)
    farm, lines = TankFarm(yangtze, {"Y-TK101A": 10.0}, physics), Lines(yangtze, physics)
    tank = farm.storages["Y-TK101A"]
    tank.content = type(tank.content)(500.0, 10.0)
    lines.set_flow("gasoline-receipt", 500)
    lines.step(3600, valves, machines, farm)
    assert tank.content.temperature_c == pytest.approx(16)  # half and half of 10 and 22 °C
