"""``alarms list|tail|ack`` against a running platform, as an operator at a terminal uses them."""

import json
import subprocess
import sys

import pytest

from tests.contract.plant_directory import PATIENT, write_plant
from tests.gateway_client import now_ms, run_gateway
from tests.platform import COMMAND, PASSWORD, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with (
        run_mosquitto(folder / "broker", persistence="false") as broker,
        run_platform(folder, write_plant(folder / "plant", tags=PATIENT), broker.url) as platform,
        run_gateway(broker.url) as gateway,
    ):
        yield platform, gateway


def ask(platform, *words):
    return run_command("alarms", *words, "--url", platform.url, HAZARDWATCH_PASSWORD=PASSWORD)


def test_alarms_are_listed_acknowledged_and_listed_again(site):
    platform, gateway = site
    gateway.send({"ts": now_ms(), "values": {"LT-101": 95}})
    platform.wait_for(lambda: len(platform.items("alarms")) == 2)
    listed = ask(platform, "list", "--json")
    assert listed.returncode == 0, listed.stderr
    assert {row["id"] for row in json.loads(listed.stdout)} == {"LT-101:H", "LT-101:HH"}
    assert "高高" in ask(platform, "list").stdout
    told = ask(platform, "ack", "LT-101:H", "LT-101:HH", "--reason", "on my way")
    assert told.returncode == 0, told.stderr
    states = {row["state"] for row in json.loads(ask(platform, "list", "--json").stdout)}
    assert states == {"acknowledged"}


def test_what_is_not_there_is_a_finding(site):
    platform, _ = site
    told = ask(platform, "ack", "NO-SUCH:H")
    assert told.returncode == 1
    assert told.stderr


def test_a_wrong_password_and_a_wrong_address_have_their_codes(site):
    platform, _ = site
    wrong = run_command("alarms", "list", "--url", platform.url, HAZARDWATCH_PASSWORD="guess")
    assert wrong.returncode == 1
    nobody = run_command(
        "alarms", "list", "--url", "http://127.0.0.1:1", HAZARDWATCH_PASSWORD=PASSWORD
    )
    assert nobody.returncode == 4


def test_tail_follows(site):
    platform, gateway = site
    with subprocess.Popen(
        [*COMMAND, "alarms", "tail", "--json", "--url", platform.url, "--password", PASSWORD],
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    ) as tail:
        assert tail.stdout is not None
        gateway.send({"ts": now_ms(), "values": {"ESD-1": 1}})
        for line in tail.stdout:
            if json.loads(line)["id"] == "ESD-1:digital":
                break
        else:
            raise AssertionError("the alarm did not come")
        tail.kill()
