"""The end of a replay, and a second one on the same broker, say what a backtest says."""

import pytest

from tests.platform import run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

PLANT = """
[park]
id = "P1"
name = "回放园区"

[[enterprise]]
id = "E"
name = "甲公司"

[[gateway]]
id = "gw1"
enterprise = "E"
simulation = true
"""
TAGS = """\
tag,enterprise,kind,h,on_delay_s,interval_s
A,E,level,10,3,5
B,E,level,10,,5
"""
DUE_AT_THE_END = "ts,A,B\n0,5,5\n1000,15,5\n2000,15,5\n4000,15,5\n"
EMPTY_AT_THE_END = "ts,A,B\n0,5,5\n1000,15,5\n9000,,\n30000,,\n"


def at(rows):
    """The same rows, in 2024."""
    head, *lines = rows.splitlines()
    moved = (line.partition(",") for line in lines)
    return "\n".join([head, *(f"{1_704_067_200_000 + int(ts)},{rest}" for ts, _, rest in moved)])


@pytest.mark.soak
@pytest.mark.parametrize("rows", [DUE_AT_THE_END, EMPTY_AT_THE_END], ids=["due", "empty"])
def test_each_of_two_replays_ends_where_the_backtest_ends(tmp_path, rows):
    plant, data = tmp_path / "plant", tmp_path / "data.csv"
    plant.mkdir()
    (plant / "plant.toml").write_text(PLANT, encoding="utf-8")
    (plant / "tags.csv").write_text(TAGS, encoding="utf-8")
    data.write_text(at(rows), encoding="utf-8")
    done = run_command("backtest", "--plant", plant, "--data", data, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    expected = (tmp_path / "out" / "alarms.jsonl").read_bytes()
    assert expected
    with run_mosquitto(tmp_path / "broker", persistence="false") as broker:
        for number in ("first", "second"):
            folder = tmp_path / number
            folder.mkdir()
            with run_platform(folder, plant, broker.url, "stream") as platform:
                sent = run_command(
                    "replay", data, "--plant", plant, "--broker", broker.url, "--speed", "0"
                )
                assert sent.returncode == 0, sent.stderr
                platform.wait_for(
                    lambda p=platform: [
                        row for row in p.items("journal") if row["condition"] == "gateway_lost"
                    ]
                )
                assert platform.stop() == 0
            told = folder / "told.jsonl"
            done = run_command("export", "alarms", "--config", platform.config, "--out", told)
            assert done.returncode == 0, done.stderr
            assert told.read_bytes() == expected
