"""Real servers for the tests of this folder."""

import pytest

from tests.real.chromium import run_chromium
from tests.real.mosquitto import run_mosquitto
from tests.real.postgresql import run_postgresql


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    """One broker for all tests that only need one; names keep them apart."""
    with run_mosquitto(tmp_path_factory.mktemp("mosquitto")) as running:
        yield running


@pytest.fixture(scope="session")
def server():
    """One PostgreSQL for all; each test takes a database of its own."""
    with run_postgresql() as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with run_chromium() as chromium:
        yield chromium
