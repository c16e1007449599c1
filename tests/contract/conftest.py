"""One broker for the folder, a platform for each module that asks, and sites of their own."""

import pytest

from tests.contract.plant_directory import write_plant
from tests.gateway_client import run_gateway
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


@pytest.fixture
def site(tmp_path):
    """A platform with a broker of its own, its plant directory, and a gateway."""
    plant = write_plant(tmp_path / "plant")
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        yield platform, plant, gateway
