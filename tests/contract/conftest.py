"""One broker for the folder; a platform of its own for each module that asks."""

import pytest

from tests.contract.plant_directory import write_plant
from tests.platform import run_platform
from tests.real.mosquitto import run_mosquitto


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broker")
    with run_mosquitto(folder, persistence="false") as broker:
        yield broker.url


@pytest.fixture(scope="module")
def platform(tmp_path_factory, broker):
    folder = tmp_path_factory.mktemp("platform")
    plant = write_plant(folder / "plant")
    with run_platform(folder, plant, broker) as platform:
        yield platform
