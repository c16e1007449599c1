"""With every kind of judgement on, a replay through a real broker says what a backtest says.

A quarter of an hour of a unit in which every kind has something to find, sent as fast as the broker
takes it: how the platform cuts it into ticks is left to chance, and may change no byte. Only what
comes after the last reading is left out: the replay's goodbye takes the vote its channels.
"""

import json

import numpy as np
import pytest

from detectors.catalogue import CATALOGUE
from plant.directory import read_plant
from tests.platform import run_command, run_platform
from tests.real.mosquitto import run_mosquitto

pytestmark = pytest.mark.broker

T0 = 1_704_067_200_000
SECONDS = 900
AFTERWARDS = b'{"at":"2024-01-01T00:14:59.001Z"'
PLANT = """
[park]
id = "P1"
name = "回放园区"
clock_uncertainty_s = 0

[[enterprise]]
id = "E"
name = "甲公司"

[[hazard]]
id = "H1"
enterprise = "E"
name = "罐区"
level = 1

[[equipment]]
id = "V1"
hazard = "H1"
kind = "tank"
name = "储罐"
diameter_m = 10
height_m = 100
shape = "vertical"
state = "MODE"

[[gateway]]
id = "gw1"
enterprise = "E"
simulation = true

[[voting]]
id = "VOTE"
tags = ["PA", "PB", "PC"]
need = 2
condition = "HH"
max_age_s = 5

[[interlock]]
id = "IL"
causes = [
    { source = "VOTE", condition = "voted" },
    { source = "LA", condition = "HH", delay_s = 2 },
]
effects = [{ tag = "ZS", expected = 1, travel_s = 5 }]
bypass = "BYP"
bypass_s = 60

[[gas_array]]
id = "GAS"
tags = ["GA", "GB"]
need = 2

[[model]]
id = "MODEL"
kind = "multivariate"
tags = ["PA", "PB", "PC", "GA"]
false_alarm_rate = 0.01

[[mode]]
id = "START"
equipment = "V1"
values = [1]
limits = { LA = { h = 75 } }
suppressed = ["LA:L"]
"""
LIMITS = ["20", "40", "70", "80", "2", "2", "3", "5"]
CHECKS = {
    "LA": {
        "deviation_from": "LB", "deviation": 15, "implausible": 120, "implausible_window_s": 10,
        "forecast": 1, "forecast_window_s": 60,
        "balance": 9000, "balance_from": "in:FA", "balance_window_s": 60,
    },
    "PA": {"rate": 80, "rate_window_s": 20, "spike": 6},
    "PB": {"frozen": 0.5, "frozen_on_delay_s": 20},
    "PC": {"noise_lost": 0.2, "noise_lost_window_s": 20, "noise_lost_usual_s": 60},
    "GA": {"stel": 40, "twa": 1},
    "ZS": {"discrepancy_from": "CMD", "discrepancy": 0.5, "discrepancy_on_delay_s": 2},
}  # fmt: skip
KINDS = {
    "LA": "level", "LB": "level", "PA": "pressure", "PB": "pressure", "PC": "pressure",
    "FA": "flow", "GA": "gas_toxic", "GB": "gas_combustible", "ZS": "other", "CMD": "other",
    "MODE": "other", "BYP": "other",
}  # fmt: skip
UNITS = {"gas_toxic": "mg/m³", "level": "m", "flow": "m³/h"}
STATES = ("ZS", "CMD", "MODE", "BYP")


def write_site(directory):
    """A plant in which every kind of the catalogue is asked for something."""
    directory.mkdir()
    (directory / "plant.toml").write_text(PLANT, encoding="utf-8")
    columns = sorted({column for checks in CHECKS.values() for column in checks})
    head = "tag,enterprise,equipment,kind,unit,lon,lat,ll,l,h,hh,deadband,on_delay_s,off_delay_s"
    lines = [f"{head},interval_s,{','.join(columns)}"]
    for tag, kind in KINDS.items():
        limits = [""] * 8 if tag in STATES else LIMITS
        limits = ["", "", *LIMITS[2:]] if kind.startswith("gas") else limits
        place = [f"{120 + ord(tag[-1]) / 1e5}", "32"] if kind.startswith("gas") else ["", ""]
        unit = UNITS.get(kind, "")
        checks = [str(CHECKS.get(tag, {}).get(column, "")) for column in columns]
        lines.append(",".join([tag, "E", "V1", kind, unit, *place, *limits, *checks]))
    (directory / "tags.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory


def write_data(path):
    """Calm values with slow excursions, ramps, spikes, standstills, gaps and switches."""
    random = np.random.default_rng(6)
    second = np.arange(SECONDS)
    cells = {}
    for number, tag in enumerate(KINDS):
        if tag in STATES:
            values = (random.random(SECONDS // 30) < 0.3).repeat(30).astype(float)
        else:
            swing = 36 * np.sin(second / 40 + number / 5) ** 9
            values = np.round(50 + swing + random.normal(0, 1.5, SECONDS), 2)
            values[random.random(SECONDS) < 0.01] += 25
            values[450 + 20 * number : 530 + 20 * number] = 50  # stands still
        texts = [f"{value:g}" for value in values]
        silent = 60 * number % 400
        texts[silent : silent + 30] = [""] * 30
        texts[300 + number] = "Bad Input"
        cells[tag] = texts
    rows = zip(*cells.values(), strict=True)
    lines = [f"{T0 + 1000 * at},{','.join(row)}" for at, row in enumerate(rows)]
    path.write_text("\n".join([f"ts,{','.join(cells)}", *lines]) + "\n", encoding="utf-8")
    return path


def write_calm(path):
    """The same tags while nothing happens: what a model may learn from."""
    random = np.random.default_rng(7)
    names = [tag for tag in KINDS if tag not in STATES]
    rows = np.round(50 + random.normal(0, 1.5, (SECONDS, len(names))), 2)
    lines = [f"{T0 + 1000 * at},{','.join(map(str, row))}" for at, row in enumerate(rows.tolist())]
    path.write_text("\n".join([f"ts,{','.join(names)}", *lines]) + "\n", encoding="utf-8")
    return path


def test_a_replay_with_every_kind_on_says_what_the_backtest_says(tmp_path):
    plant = write_site(tmp_path / "plant")
    data = write_data(tmp_path / "data.csv")
    calm = write_calm(tmp_path / "calm.csv")
    learnt = run_command("train", "--plant", plant, "--data", calm)
    assert learnt.returncode == 0, learnt.stderr
    asked = read_plant(plant)
    assert all(make(asked) is not None for make in CATALOGUE)
    done = run_command("backtest", "--plant", plant, "--data", data, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    expected = (tmp_path / "out" / "alarms.jsonl").read_bytes()
    with (
        run_mosquitto(tmp_path / "broker", persistence="false") as broker,
        run_platform(tmp_path, plant, broker.url, "stream") as platform,
    ):
        sent = run_command("replay", data, "--plant", plant, "--broker", broker.url, "--speed", "0")
        assert sent.returncode == 0, sent.stderr
        platform.wait_for(
            lambda: [row for row in platform.items("journal") if row["condition"] == "gateway_lost"]
        )
        assert platform.stop() == 0
    told = tmp_path / "told.jsonl"
    done = run_command("export", "alarms", "--config", platform.config, "--out", told)
    assert done.returncode == 0, done.stderr
    lines = told.read_bytes().splitlines(keepends=True)
    assert b"".join(line for line in lines if line < AFTERWARDS) == expected
    found = {json.loads(line)["condition"] for line in expected.splitlines()}
    assert found >= {
        "LL", "L", "H", "HH", "stale", "bad_quality", "deviation", "discrepancy", "rate", "spike",
        "frozen", "noise_lost", "balance", "model", "stel", "twa", "forecast", "implausible",
        "voted", "demand",
    }, found  # fmt: skip
