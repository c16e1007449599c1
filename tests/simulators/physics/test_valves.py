import numpy as np
import pytest

from plant.words import Plant
from simulators.physics.physics_file import Physics
from simulators.physics.valves import Supply, Valves


def shown(valves: Valves, plant: Plant, *tags: str) -> list[float]:
    value = np.zeros(len(plant.tags))
    valves.show(value)
    return [float(value[plant.row_of[tag]]) for tag in tags]


def test_every_position_tag_of_any_plant_is_a_valve(taixing: Plant) -> None:
    valves = Valves(taixing, Physics())
    assert "B-XV2101" in valves
    assert "B-LT2101A" not in valves
    assert shown(valves, taixing, "B-XV2101", "C-FV3201") == [1, 50]


def test_a_command_takes_its_time_and_both_switches_are_off_on_the_way(
    yangtze: Plant, physics: Physics
) -> None:
    valves = Valves(yangtze, physics)
    valves.command("Y-XV101A", 0)
    valves.step(7.5, {})
    assert shown(valves, yangtze, "Y-XV101A", "Y-ZC101A") == [0, 0]
    valves.step(7.5, {})
    assert shown(valves, yangtze, "Y-XV101A", "Y-ZC101A") == [0, 1]


def test_only_the_enterprise_without_air_loses_its_valves(yangtze: Plant, physics: Physics) -> None:
    valves = Valves(yangtze, physics)
    valves.step(60, {"tonghe": Supply(air_kpa=100)})
    assert shown(valves, yangtze, "T-XV3011", "T-XV3015", "T-TV301") == [0, 1, 100]
    assert shown(valves, yangtze, "Y-XV401A") == [1]


def test_a_stuck_valve_stays_until_it_is_freed(yangtze: Plant, physics: Physics) -> None:
    valves = Valves(yangtze, physics)
    valves.stick("Y-XV401A", stuck=True)
    valves.command("Y-XV401A", 0)
    valves.step(60, {})
    assert valves.opening("Y-XV401A") == 1
    valves.stick("Y-XV401A", stuck=False)
    valves.step(60, {})
    assert valves.opening("Y-XV401A") == 0


def test_a_command_beyond_the_ends_goes_to_the_end(yangtze: Plant, physics: Physics) -> None:
    valves = Valves(yangtze, physics)
    valves.command("T-TV301", 1.7)
    valves.step(60, {})
    assert valves.opening("T-TV301") == 1
    with pytest.raises(KeyError):
        valves.command("nobody", 1)
