"""kill -9 of the platform in the middle of a replay: no alarm and no reading is lost or doubled."""

import json
import subprocess
import time

import pytest

from tests.conftest import ROOT
from tests.platform import COMMAND, run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = [pytest.mark.broker, pytest.mark.timeout(240)]

PLANT = ROOT / "simulators" / "parks" / "tennessee_eastman"
FLAGS = ("--start", "2024-01-01T00:00:00Z", "--step", "180")


def test_a_platform_killed_five_times_in_a_replay_ends_where_a_backtest_ends(tmp_path, shared_data):
    data = shared_data("tep/d06_te.csv.gz")
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, PLANT, broker.url, "stream") as platform,
    ):
        platform.get("plant")
        replay = subprocess.Popen(
            [
                *COMMAND,
                "replay",
                data,
                "--plant",
                PLANT,
                "--broker",
                broker.url,
                "--speed",
                "10000",
                *FLAGS,
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(5):
            time.sleep(1.7)  # the stream's own pace: where it is killed is left to chance
            platform.kill()
            platform.start()
        assert replay.wait(60) == 0
        tags = [tag["tag"] for tag in platform.items("tags")]
        end = 1_704_067_200_000 + 960 * 180_000

        def stored(tag):
            return platform.get(f"tags/{tag}/history?from=2024-01-01T00:00:00Z&to={end}")["t"]

        platform.wait_for(lambda: len(stored(tags[-1])) == 960, 30)
        assert [len(stored(tag)) for tag in tags] == [960] * len(tags)
        assert all(len(set(stored(tag))) == 960 for tag in tags[:5])
        assert platform.stop() == 0
        live = tmp_path / "live.jsonl"
        assert (
            run_command("export", "alarms", "--config", platform.config, "--out", live).returncode
            == 0
        )
    out = tmp_path / "out"
    told = run_command("backtest", "--plant", PLANT, "--data", data, "--out", out, *FLAGS)
    assert told.returncode == 0, told.stderr
    expected = (out / "alarms.jsonl").read_bytes()
    assert json.loads(expected.splitlines()[0])["event"] == "raised"
    assert live.read_bytes() == expected
