import numpy as np
import pytest

from plant.words import Plant
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.reactors import Reactors
from simulators.physics.utilities import Utilities
from simulators.physics.valves import Valves
from simulators.physics.weather import Air

AIR = Air(wind_m_s=3, wind_from_deg=135, temperature_c=22, humidity_percent=60)


class Hall:
    """The reactors with what they live on, and no safety functions."""

    def __init__(self, plant: Plant, physics: Physics) -> None:
        self.plant = plant
        self.valves, self.machines = Valves(plant, physics), Machines(plant, physics)
        self.utilities = Utilities(plant, physics, AIR)
        self.reactors = Reactors(plant, physics)

    def work(self, minutes: float, dt_s: float = 5.0) -> "Hall":
        for _ in range(round(minutes * 60 / dt_s)):
            self.utilities.step(dt_s, AIR, self.machines)
            self.reactors.control(self.valves)
            self.valves.step(dt_s, {})
            self.machines.step(dt_s, {}, {}, 22)
            self.utilities.begin()
            self.reactors.step(dt_s, self.valves, self.machines, self.utilities)
        return self

    def read(self, tag: str) -> float:
        value = np.zeros(len(self.plant.tags))
        self.reactors.show(value)
        return float(value[self.plant.row_of[tag]])


@pytest.fixture
def hall(yangtze: Plant, physics: Physics) -> Hall:
    return Hall(yangtze, physics)


def test_controllers_hold_eight_reactors_at_different_loads(hall: Hall) -> None:
    hall.work(30)
    held = [hall.read(f"T-TT30{n}A") for n in range(1, 9)]
    assert held == pytest.approx([76.85] * 8, abs=0.6)
    assert len({round(each, 2) for each in held}) > 4


def test_their_instruments_agree_with_one_another(hall: Hall) -> None:
    hall.work(5)
    assert (
        hall.read("T-TT301A")
        == hall.read("T-TT301C")
        == hall.reactors.charge("T-R301").temperature_c
    )
    assert hall.read("T-PT301A") == pytest.approx(0.3, abs=0.01)
    assert hall.read("T-FT3011") == pytest.approx(10, abs=0.2)  # 10 m³ in an hour
    assert 25 < hall.read("T-FT3012") < 45


def test_a_coolant_valve_in_manual_that_is_closed_runs_it_away(hall: Hall) -> None:
    hall.reactors.set_automatic("T-R303", on=False)
    hall.valves.command("T-TV303", 0)
    hall.work(20)
    assert hall.read("T-TT303A") > 120
    assert hall.read("T-TT304A") == pytest.approx(76.85, abs=0.6)


def test_a_closed_feed_valve_shows_at_once_and_cools_it_slowly(hall: Hall) -> None:
    hall.valves.command("T-XV3021", 0)
    hall.work(20)
    assert hall.read("T-FT3021") == 0
    assert 60 < hall.read("T-TT302A") < 77


def test_a_cold_start_at_full_feed_builds_up_reactant_and_overshoots(hall: Hall) -> None:
    hall.reactors.begin_cold("T-R308")
    hall.work(15, dt_s=20)
    assert hall.read("T-TT308A") == pytest.approx(34, abs=2)
    hall.work(55, dt_s=20)
    assert hall.reactors.charge("T-R308").reactant_mol_m3 > 6000  # 5000 when it runs steadily
    hall.work(35, dt_s=20)
    assert hall.read("T-TT308A") > 86
