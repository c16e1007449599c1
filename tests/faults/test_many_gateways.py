"""Hundreds and thousands of gateways at the endpoint: nothing is lost, all they take is bounded.

By the command that a site would measure itself with. How long anything takes is not asked: machines
are shared.
"""

import json
import urllib.request

import psutil
import pytest

from tests.conftest import is_soak, rounds
from tests.platform import PASSWORD, run_command, run_platform

pytestmark = pytest.mark.timeout(400)

MIB = 1 << 20
CROWDS = [
    pytest.param(rounds(100, 2000), 1, id="many that say little"),
    pytest.param(rounds(20, 200), rounds(10, 100), id="fewer that say much"),
]


def count_descriptors(url):
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        told = dict(
            line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[0] != "#"
        )
    return int(float(told["process_open_fds"])), int(float(told["hazardwatch_mqtt_connections"]))


@pytest.mark.parametrize(("gateways", "each"), CROWDS)
def test_all_that_a_crowd_says_is_taken_in_and_leaves_nothing_behind(tmp_path, gateways, each):
    plant, seconds = tmp_path / "plant", rounds(2, 30)
    words = ("--gateways", str(gateways), "--tags", str(2 * gateways))
    assert run_command("bench", "load", "--write-plant", plant, *words).returncode == 0
    with run_platform(tmp_path, plant, None) as platform:
        before = psutil.Process(platform.process.pid).memory_info().rss
        open_before, _ = count_descriptors(platform.url)
        done = run_command(
            *("bench", "load", "--json", "--plant", str(plant), "--no-echo"),
            *("--broker", platform.mqtt, "--platform", platform.url),
            *("--rate", str(gateways * each), "--for", str(seconds), "--alarm-share", "0.01"),
            within_s=300,
            HAZARDWATCH_PASSWORD=PASSWORD,
        )
        (load,) = json.loads(done.stdout)["loads"]
        grown = psutil.Process(platform.process.pid).memory_info().rss - before
        open_after, connected = count_descriptors(platform.url)
    counted = load["counted"]
    assert counted["messages"] == gateways * each * seconds
    assert counted["published"] == counted["acknowledged"]
    assert counted["taken"] == counted["judged"] == counted["stored"] == counted["readings"]
    assert (load["lost"], load["doubled"], load["whole"]) == (0, 0, True)
    assert load["alarms"]["seen"] == load["alarms"]["expected"] > 0
    assert connected == 0
    assert open_after <= open_before + 8, "what comes and goes leaves no descriptor open"
    assert grown < (300 if is_soak() else 120) * MIB
