import numpy as np
import pytest

from plant.words import Plant
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.valves import Supply


def shown(machines: Machines, plant: Plant, *tags: str) -> list[float]:
    value = np.full(len(plant.tags), np.nan)
    machines.show(value)
    return [float(value[plant.row_of[tag]]) for tag in tags]


def test_of_any_plant_the_duty_machine_runs_and_its_spare_stands(taixing: Plant) -> None:
    machines = Machines(taixing, Physics())
    assert shown(machines, taixing, "B-YL2101", "B-YL2102") == [1, 0]


def test_a_started_pump_shows_current_pressure_and_a_warming_bearing(
    yangtze: Plant, physics: Physics
) -> None:
    machines = Machines(yangtze, physics)
    tags = ("Y-YL101A", "Y-II101A", "Y-PT103", "Y-TT103")
    assert shown(machines, yangtze, *tags) == [0, 0, pytest.approx(0.02), 22]
    machines.start("Y-YL101A")
    machines.carry("Y-YL101A", 400)
    machines.step(3600, {}, {"Y-TK101B": 61.0}, air_c=22)
    running, current, pressure, bearing = shown(machines, yangtze, *tags)
    assert (running, current) == (1, pytest.approx(110))
    assert pressure == pytest.approx(0.57)  # 550 kPa at rated flow, and 20 of suction
    assert bearing == pytest.approx(51, abs=1)


def test_an_empty_suction_trips_it_and_a_dip_stops_it(yangtze: Plant, physics: Physics) -> None:
    machines = Machines(yangtze, physics)
    machines.start("Y-YL101A")
    machines.step(10, {}, {"Y-TK101B": 10.0}, 22)
    assert machines.drive("Y-YL101A").tripped
    machines.step(0.2, {"tonghe": Supply(mains=False)}, {}, 22)
    assert not machines.drive("T-YL301").on
    assert machines.drive("H-YL601A").on


def test_the_share_of_machines_that_run_is_what_drives_a_header(
    yangtze: Plant, physics: Physics
) -> None:
    machines = Machines(yangtze, physics)
    pair = ("H-YL601A", "H-YL601B")
    assert machines.share(pair) == 1
    machines.stop("H-YL601B")
    machines.step(60, {}, {}, 22)
    assert machines.share(pair) == 0.5
    assert machines.share(()) == 1
