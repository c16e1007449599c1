"""``bench load`` against a real broker and a real platform: all that is sent is found again."""

import json

import pytest

from tests.platform import PASSWORD, run_command, run_platform

pytestmark = pytest.mark.broker


def run_load(*words, **environment):
    done = run_command("bench", "load", "--json", *words, **environment)
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout)


def check(load, messages, batch):
    counted = load["counted"]
    assert counted["messages"] == messages
    assert counted["published"] == counted["acknowledged"]
    greetings = counted["readings"] - messages * batch
    assert greetings == 2 * load["asked"]["tags"]
    assert counted["taken"] == counted["judged"] == counted["stored"] == counted["readings"]
    assert counted["compared"]["sent"] > 0
    assert (load["lost"], load["doubled"], load["whole"]) == (0, 0, True)
    assert load["alarms"]["seen"] == load["alarms"]["expected"] > 0
    whole = load["alarm"]["mean"]
    assert sum(stage["mean"] for stage in load["stages"].values()) == pytest.approx(whole)
    assert load["echo"]["samples"] > 0


def test_by_itself_it_starts_measures_and_ends_everything():
    told = run_load("--self", "--for", "1", "--rate", "200", "--alarm-share", "0.05")
    (load,) = told["loads"]
    check(load, messages=200, batch=1)
    assert told["knee"] in {None, 200}


def test_what_a_platform_leaves_out_is_found_by_counts_and_by_values(tmp_path, broker):
    """Coalescing (contract section 1, rule 8) drops calm readings of a gateway that sends more
    than it may, and never one beyond a limit.
    """
    plant = tmp_path / "plant"
    words = ("--gateways", "1", "--tags", "4", "--form", "json-columns")
    assert run_command("bench", "load", "--write-plant", plant, *words).returncode == 0
    file = plant / "plant.toml"
    file.write_text(
        file.read_text().replace("simulation = true\n", "simulation = true\nmax_rate = 1\n")
    )
    with run_platform(tmp_path, plant, broker.url) as platform:
        told = run_load(
            *("--plant", str(plant), "--broker", broker.url, "--platform", platform.url),
            *("--form", "json-columns", "--batch", "4", "--rate", "800", "--for", "1"),
            *("--alarm-share", "0.02"),
            HAZARDWATCH_PASSWORD=PASSWORD,
        )
        left = platform.items("alarms")
    (load,) = told["loads"]
    counted = load["counted"]
    assert counted["taken"] == counted["readings"]
    assert counted["missing_numbers"] == 0
    assert counted["coalesced"] > 0
    assert load["lost"] >= counted["readings"] - counted["stored"] >= counted["coalesced"]
    assert counted["compared"]["lost"] > 0
    assert not load["whole"]
    # What was calm between two excursions of a tick may be left out: then they are one alarm.
    assert 0 < load["alarms"]["seen"] <= load["alarms"]["expected"]
    assert load["alarms"]["unexpected"] == 0
    assert {row["state"] for row in left} == {"returned_unacknowledged"}
