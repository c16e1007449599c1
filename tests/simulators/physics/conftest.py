"""The park in which everything hangs together, with its physics."""

import pytest

from plant.directory import read_plant
from plant.words import Plant
from simulators.physics.physics_file import Physics, read_physics
from simulators.shipped import PARKS


@pytest.fixture(scope="session")
def yangtze() -> Plant:
    return read_plant(PARKS / "yangtze")


@pytest.fixture(scope="session")
def physics(yangtze: Plant) -> Physics:
    return read_physics(PARKS / "yangtze", yangtze)
