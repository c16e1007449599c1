"""Real servers for the tests of this folder."""

import pytest

from tests.real.mosquitto import run_mosquitto


@pytest.fixture(scope="session")
def broker(tmp_path_factory):
    """One broker for all tests that only need one; names keep them apart."""
    with run_mosquitto(tmp_path_factory.mktemp("mosquitto")) as running:
        yield running
