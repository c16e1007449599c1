"""Scenarios played through a real broker into a running platform, held against what must come.

Every scenario is rehearsed in memory in :mod:`tests.hazardwatch.test_rehearsal`; here the way over
sockets, broker, spool and journal is added. A few stand for all, many times faster than life on
the show's own time; the long form plays all of them. Whether a gateway is silent or its clock wrong
is judged by the platform's own clock, so scenarios of that kind go no faster than life.
"""

import json

import pytest
from hypothesis import settings

from simulators.scenario_file import list_scenarios, read_scenario
from simulators.shipped import PARKS
from tests.platform import NOBODY, PASSWORD, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]

FEW = ["backfill", "overfill_interlock_fails"]
AS_IN_LIFE = ["clock_jump", "gateway_down", "gateway_restart"]


def choose():
    """All of them in the long form."""
    return list_scenarios() if settings().max_examples > 1000 else FEW


@pytest.mark.parametrize("name", choose())
def test_what_must_come_comes_over_a_real_broker_and_nothing_else(name, tmp_path):
    plant = PARKS / read_scenario(name).park
    clock, pace = (
        ("wall", []) if name in AS_IN_LIFE else ("stream", ["--own-time", "--speed", "60"])
    )
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url, clock, notify=NOBODY) as platform,
    ):
        done = run_command(
            "simulate", "--scenario", name, "--broker", broker.url, *pace,
            "--platform", platform.url, "--json", within_s=900, HAZARDWATCH_PASSWORD=PASSWORD,
        )  # fmt: skip
        assert platform.stop() == 0
    told = json.loads(done.stdout)
    assert told["faults"] == []
    assert done.returncode == 0, done.stderr
    assert told["readings"] > 1000
