import numpy as np
import pytest

from plant.words import Plant
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.utilities import Utilities
from simulators.physics.weather import Air

AIR = Air(wind_m_s=3, wind_from_deg=135, temperature_c=22, humidity_percent=60)


@pytest.fixture
def machines(yangtze: Plant, physics: Physics) -> Machines:
    return Machines(yangtze, physics)


@pytest.fixture
def utilities(yangtze: Plant, physics: Physics) -> Utilities:
    return Utilities(yangtze, physics, AIR)


def test_one_air_compressor_of_two_holds_the_header_and_none_loses_it_for_all(
    utilities: Utilities, machines: Machines
) -> None:
    machines.stop("H-YL601A")
    machines.step(60, {}, {}, 22)
    utilities.step(3600, AIR, machines)
    assert utilities.pressure_kpa("H-IA") == 650
    machines.stop("H-YL601B")
    machines.step(60, {}, {}, 22)
    utilities.step(3600, AIR, machines)
    air = {name: supply.air_kpa for name, supply in utilities.supplies().items()}
    assert set(air) == {"yanjiang", "tonghe", "haiyuan"}
    assert max(air.values()) < 30


def test_a_leak_beyond_the_feed_pulls_the_header_down_to_where_they_meet(
    utilities: Utilities, machines: Machines
) -> None:
    utilities.set_leak("H-IA", 1800)
    utilities.step(1e6, AIR, machines)
    assert utilities.pressure_kpa("H-IA") == pytest.approx(650 * 1800 / 2700)


def test_blanketing_runs_short_below_half_the_headers_pressure(
    utilities: Utilities, machines: Machines
) -> None:
    assert utilities.nitrogen_share("H-N2") == 1
    utilities.set_feed("H-N2", 0)
    utilities.step(1500, AIR, machines)
    assert 0.2 < utilities.nitrogen_share("H-N2") < 0.5


def test_what_tanks_take_leaves_the_header_and_its_feed_brings_it_back(
    utilities: Utilities, machines: Machines
) -> None:
    """10 Nm³ out of 60 m³ are 17 kPa."""
    utilities.take("H-N2", 10)
    assert utilities.pressure_kpa("H-N2") == pytest.approx(600 - 16.9, abs=0.1)
    utilities.step(600, AIR, machines)
    assert utilities.pressure_kpa("H-N2") == 600
    utilities.take("H-N2", 1e6)
    assert utilities.pressure_kpa("H-N2") == 0


def test_chilled_water_warms_by_its_load_once_the_chiller_stands(
    utilities: Utilities, machines: Machines
) -> None:
    """5.6 MW into 150 t: 0.53 K/min."""
    machines.stop("H-YL702")
    machines.step(60, {}, {}, 22)
    before, _ = utilities.water("H-CHW")
    utilities.load("H-CHW", 5400)
    utilities.step(60, AIR, machines)
    assert utilities.water("H-CHW")[0] - before == pytest.approx(0.535, abs=0.01)


def test_a_battery_carries_the_instruments_and_not_the_machines(
    utilities: Utilities, machines: Machines, yangtze: Plant
) -> None:
    utilities.set_mains("tonghe", on=False)
    value = np.zeros(len(yangtze.tags))
    seen = []
    for minutes in (10, 25):
        utilities.step(minutes * 60, AIR, machines)
        utilities.show(value)
        supply = utilities.supplies()["tonghe"]
        seen.append((supply.mains, supply.instruments, float(value[yangtze.row_of["T-EI01"]])))
    assert seen == [(False, True, 220.0), (False, False, 0.0)]
