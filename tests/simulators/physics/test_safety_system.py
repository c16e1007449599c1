import numpy as np
import pytest

from plant.words import Plant
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics, parse_physics
from simulators.physics.safety_system import SafetySystem
from simulators.physics.valves import Valves

Shown = dict[str, float]


class Bench:
    """A safety system on its valves and machines, with transmitters that say what they are told."""

    def __init__(self, plant: Plant, physics: Physics) -> None:
        self.plant = plant
        self.valves, self.machines = Valves(plant, physics), Machines(plant, physics)
        self.system = SafetySystem(plant, physics)
        self.value = np.zeros(len(plant.tags))

    def say(self, seconds: float = 20.0, **values: float) -> "Bench":
        for tag, value in values.items():
            self.value[self.plant.row_of[tag.replace("_", "-")]] = value
        self.system.step(seconds, self.value, self.value, self.valves, self.machines)
        self.valves.step(seconds, {})
        self.machines.step(seconds, {}, {}, 22)
        return self


@pytest.fixture
def bench(yangtze: Plant, physics: Physics) -> Bench:
    return Bench(yangtze, physics)


def test_the_plants_own_limits_trip_it_by_two_of_three(bench: Bench) -> None:
    bench.say(T_TT301A=86.0, T_TT301B=85.9, T_TT301C=50.0)
    assert not bench.system.logic("T-IL301").tripped
    bench.say(T_TT301B=86.0)
    assert bench.system.logic("T-IL301").tripped
    assert (bench.valves.opening("T-XV3011"), bench.valves.opening("T-XV3016")) == (0, 1)


def test_any_of_its_causes_is_enough_and_only_its_own_effects_move(bench: Bench) -> None:
    bench.say(T_PT301A=0.42)
    assert bench.valves.opening("T-XV3011") == 0
    assert bench.valves.opening("T-XV3021") == 1


def test_a_button_isolates_the_chlorine_and_starts_the_fan(bench: Bench) -> None:
    bench.say(T_HS52=1.0)
    assert bench.valves.opening("T-XV501A") == bench.valves.opening("T-XV501B") == 0
    assert bench.machines.drive("T-YL501").runs


def test_whoever_opens_a_tripped_valve_finds_it_closed_again(bench: Bench) -> None:
    bench.say(T_TT301A=90.0, T_TT301B=90.0)
    bench.valves.command("T-XV3011", 1)
    bench.say()
    assert bench.valves.opening("T-XV3011") == 0


def test_states_and_bypasses_are_shown(bench: Bench, yangtze: Plant) -> None:
    bench.system.bypass("T-IL301", on=True)
    bench.say(T_TT301A=90.0, T_TT301B=90.0, T_TT302A=90.0, T_TT302B=90.0)
    bench.system.show(bench.value)
    shown = {tag: bench.value[yangtze.row_of[tag]] for tag in ("T-UB301", "T-UZ301", "T-UZ302")}
    assert shown == {"T-UB301": 1, "T-UZ301": 0, "T-UZ302": 1}


def test_interlocks_of_any_plant_can_act(taixing: Plant) -> None:
    row = '[[safety_function]]\ninterlock = "B-IL2101"\nstate = "B-UZ2101"\n'
    bench = Bench(taixing, parse_physics(row, taixing))
    bench.say(B_LT2101B=91.0)
    assert bench.valves.opening("B-XV2101") == 0
    bench.say(B_LT2101B=80.0)
    assert not bench.system.logic("B-IL2101").tripped  # the plant says that it resets itself
    assert bench.valves.opening("B-XV2101") == 0  # but nobody has opened the valve
