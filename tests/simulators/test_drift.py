"""Gas between what leaks and the heads that meet it."""

import numpy as np
import pytest

from plant.directory import read_plant
from simulators.actions import Action
from simulators.drift import Drift
from simulators.physics.weather import Air
from simulators.scenario import Happening
from simulators.shipped import PARKS

SOUTH_WEST = Air(wind_m_s=2.0, wind_from_deg=245.0, temperature_c=22.0, humidity_percent=60.0)


@pytest.fixture(scope="module")
def yangtze():
    return read_plant(PARKS / "yangtze")


def leak(target, rate_kg_s):
    return Happening(Action.LEAK, target, 0.0, 1e9, {"rate_kg_s": rate_kg_s})


def show(drift, plant):
    clean = np.zeros(len(plant.tags))
    met = drift.show(clean)
    return {plant.tags[row].id: value for row, value in zip(drift.rows, met, strict=True)}


def drift_for(plant, seconds, *leaks, air=SOUTH_WEST):
    drift = Drift(plant)
    for _ in range(seconds):
        drift.step(1.0, air, leaks, ())
    return show(drift, plant)


def test_clean_air_shows_nothing(yangtze):
    assert set(drift_for(yangtze, 5).values()) == {0.0}


def test_heads_downwind_meet_the_gas_and_those_upwind_do_not(yangtze):
    met = drift_for(yangtze, 60, leak("Y-V401A", 3.0))
    assert met["Y-GT401A1"] > 25.0  # north-east of the sphere
    assert met["Y-GT401A2"] < 1.0  # north-west
    assert met["Y-GT401A3"] < 1.0  # south


def test_a_head_takes_no_other_substance_for_its_own(yangtze):
    met = drift_for(yangtze, 120, leak("T-V501A", 0.08))
    chlorine = {name for name, value in met.items() if value > 0.01}
    assert chlorine
    assert all(name.startswith("T-AT") for name in chlorine)


def test_what_is_released_at_once_passes_and_is_gone(yangtze):
    drift = Drift(yangtze)
    burst = Happening(Action.RELEASE, "Y-V401A", 0.0, 0.0, {"mass_kg": 50.0})
    drift.step(1.0, SOUTH_WEST, (), [burst])
    met = []
    for _ in range(300):
        drift.step(1.0, SOUTH_WEST, (), ())
        met.append(show(drift, yangtze)["Y-GT401A1"])
    assert max(met) > 25.0
    assert met[-1] < 0.1


def test_equipment_without_a_known_gas_leaks_nothing(yangtze):
    assert set(drift_for(yangtze, 30, leak("H-IA", 5.0)).values()) == {0.0}
