"""``simulate`` in every format into a running platform: seen and marked, or refused."""

import signal
import subprocess

import pytest

from tests.conftest import ROOT
from tests.contract.plant_directory import write_plant
from tests.platform import COMMAND, find_port, run_platform

pytestmark = pytest.mark.broker

TOPICS = {
    "hazardwatch": "",
    "neuron": "/neuron/{}/#",
    "pinyin": "province/{}/upload",
    "hj212": "hj212/{}",
    "sparkplug": "spBv1.0/Park/+/{}/#",
    "bare": "{}/+/value",
}


def write_park(directory, declared):
    """An enterprise for each format and gateway: one declared as said, one always a simulation."""
    plant = '[park]\nid = "P9"\nname = "模拟园区"\n'
    tags = "tag,enterprise,kind,unit,range_lo,range_hi,interval_s\n"
    for form, topic in TOPICS.items():
        for name, simulation in ((f"{form}-1", "true"), (f"{form}-2", declared)):
            plant += f'[[enterprise]]\nid = "{name}"\nname = "{name}"\n'
            plant += f'[[gateway]]\nid = "gw-{name}"\nenterprise = "{name}"\nformat = "{form}"\n'
            plant += f'topic = "{topic.format(name)}"\n' if topic else ""
            plant += f"simulation = {simulation}\n"
            tags += f"LT-{name},{name},level,m,0,20,1\n"
    return write_plant(directory, plant, tags)


@pytest.fixture(scope="module")
def platform(tmp_path_factory, broker):
    """It takes the second gateway of each format for a live one; the simulator does not."""
    folder = tmp_path_factory.mktemp("simulated")
    plant = write_park(folder / "plant", "false")
    door = f"127.0.0.1:{find_port()}"
    simulated = write_park(folder / "simulated", "true")
    words = ("--plant", simulated, "--scenario", "calm", "--broker", broker, "--hj212", door)
    with run_platform(folder, plant, broker, hj212=f'[hj212]\nlisten = "{door}"') as platform:
        process = subprocess.Popen([*COMMAND, "simulate", *map(str, words)], cwd=ROOT)
        yield platform
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("form", TOPICS)
def test_what_a_declared_simulation_says_is_seen_and_marked(platform, form):
    now = platform.wait_for(lambda: read(platform, f"LT-{form}-1"), 30)
    assert now["quality"] == "good"
    assert "simulated" in now["marks"]


@pytest.mark.parametrize("form", [form for form in TOPICS if form != "bare"])
def test_what_a_simulation_says_of_a_live_gateway_is_refused(platform, form):
    def find_letters():
        found = platform.items(f"gateways/gw-{form}-2/dead-letters")
        return [one for one in found if not one["topic"].endswith("/status")]

    letters = platform.wait_for(find_letters, 30)
    assert {letter["reason"] for letter in letters} == {"simulated"}
    assert read(platform, f"LT-{form}-2") is None


def read(platform, tag):
    now = platform.get(f"tags/{tag}")["now"]
    return now if now and now["value"] is not None else None
