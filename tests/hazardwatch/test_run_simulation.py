"""What ``simulate`` says and how it ends; what it sends is tested with its publisher."""

import json

import pytest

from hazardwatch.exit_code import Exit
from hazardwatch.live_rehearsal import Performance
from hazardwatch.run_simulation import SimulateOptions, run_simulate
from tests.platform import run_command
from tests.real.mosquitto import run_mosquitto

AWAY = "mqtt://u:secret@127.0.0.1:1"


def simulate(broker, *, speed=1.0, own_time=False, platform="", scenario="calm"):
    performance = Performance(broker, speed, 1, own_time)
    return run_simulate(
        SimulateOptions(None, scenario, performance, True, platform, "admin", "", True)
    )


def test_a_broker_that_is_away_is_named_without_its_password(capsys):
    assert simulate(AWAY) == Exit.UNREACHABLE
    said = capsys.readouterr()
    assert said.err.startswith("mqtt://u:***@127.0.0.1:1: ")
    assert said.out == ""


def test_a_platform_that_is_away_is_told_before_anything_is_played(capsys):
    assert simulate(AWAY, platform="http://127.0.0.1:1") == Exit.UNREACHABLE
    assert "http://127.0.0.1:1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"scenario": "nothing_like_it"}, "there are"),
        ({"platform": "http://127.0.0.1:1", "speed": 20.0}, "needs --own-time"),
        ({"speed": 1000.0}, "speed"),
    ],
)
def test_what_can_not_be_played_is_a_matter_of_use(capsys, words, said):
    assert simulate(AWAY, **words) == Exit.USAGE
    assert said in capsys.readouterr().err


@pytest.mark.broker
def test_a_show_ends_by_itself_with_its_counts_for_machines(tmp_path):
    scenario = tmp_path / "short.toml"
    scenario.write_text("lasts_s = 5", encoding="utf-8")
    with run_mosquitto(tmp_path / "broker") as broker:
        done = run_command(
            "simulate", "--broker", broker.url, "--scenario", scenario, "--once", "--speed", "20",
            "--json",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (counts["steps"], counts["dropped"], counts["disconnects"]) == (6, 0, 0)
    assert counts["readings"] > 400
