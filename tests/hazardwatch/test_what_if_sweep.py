"""``what-if sweep``: every value in one pass comes to what a backtest of its own would."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from hazardwatch.backtest import run_backtest
from hazardwatch.commands import app
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit
from hazardwatch.what_if_sweep import read_key, read_span
from ingest.data_file import DataFileOptions, read_data_files
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.kept_site import keep_site
from tests.hazardwatch.test_what_if import RISE, T0

NOISY = (np.array(RISE) + np.random.default_rng(5).normal(0, 1.5, len(RISE))).round(2).tolist()


@pytest.fixture
def plant(tmp_path):
    return write_plant(tmp_path / "plant")


@pytest.fixture
def data(tmp_path):
    rows = [f"{T0 + 1000 * place},{value}" for place, value in enumerate(NOISY)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["ts,LT-101", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def sweep(tmp_path, plant, data):
    """Sweeps LT-101 and gives the JSON that was written."""

    def sweep_values(key, span, *flags):
        out = tmp_path / "out"
        result = run(key, span, "--plant", plant, "--data", data, "--out", out, *flags)
        assert result.exit_code == Exit.OK, result.output
        return json.loads((out / "what_if_sweep.json").read_text(encoding="utf-8"))

    return sweep_values


def run(key, span, *flags):
    named = ["--tag", "LT-101", "--key", key, "--range", span]
    return CliRunner().invoke(app, ["what-if", "sweep", *named, *map(str, flags)])


@pytest.mark.parametrize(
    "key, span, condition",
    [
        ("h", "72:90:3", "H"),
        ("hh", "80:96:4", "HH"),
        ("deadband", "0:6:1.5", "H"),
        ("h_on_delay_s", "0:40:10", "H"),
        ("off_delay_s", "0:60:20", "HH"),
    ],
)
def test_it_is_what_a_backtest_of_each_value_raises(sweep, plant, data, key, span, condition):
    told = sweep(key, span)
    (points,) = (one["points"] for one in told["limits"] if one["condition"] == condition)
    for point in points:
        park = read_plant(plant, [f"LT-101.{key}={point['value']}"])
        entries = run_backtest(park, read_data_files([data], DataFileOptions(), park)).entries
        alarm = f"LT-101:{condition}"
        raised = [one for one in entries if (one.alarm, one.event) == (alarm, "raised")]
        assert point["alarms"] == len(raised), point
    assert len({point["alarms"] for point in points}) > 1


def test_a_common_setting_is_told_for_each_limit_that_it_tunes(sweep):
    told = sweep("deadband", "0:2:1")
    assert [one["condition"] for one in told["limits"]] == ["LL", "L", "H", "HH"]
    assert {one["today"] for one in told["limits"]} == {2.0}


def test_the_warning_time_shrinks_as_the_limit_rises(sweep):
    (limit,) = sweep("h", "72:90:2")["limits"]
    assert limit["today"] == 80.0
    times = [point["shortest_ms"] or 0 for point in limit["points"]]
    assert times == sorted(times, reverse=True)
    assert limit["points"][0]["warned"] == 1
    assert limit["points"][-1]["warned"] == 0


def test_a_limit_that_today_does_not_have(sweep, plant):
    write_plant(
        plant, tags=(plant / "tags.csv").read_text(encoding="utf-8").replace("80,90", ",90")
    )
    (limit,) = sweep("h", "75:85:5")["limits"]
    assert limit["today"] is None
    assert [point["warned"] for point in limit["points"]] == [1, 1, 1]


def test_a_named_value_is_an_event_too(sweep):
    (limit,) = sweep("h", "75:85:5", "--line", "LT-101>=88")["limits"]
    assert {point["events"] for point in limit["points"]} >= {2}


async def test_a_platform_and_its_files_give_the_same_sweep(tmp_path, plant, data, sweep):
    told = sweep("h", "75:85:5")
    config = await keep_site(tmp_path, plant, data)
    until = T0 + 1000 * len(NOISY) - 999
    out = tmp_path / "kept_out"
    result = run(
        *("h", "75:85:5", "--config", config, "--from", T0, "--until", until, "--out", out)
    )
    assert result.exit_code == Exit.OK, result.output
    assert json.loads((out / "what_if_sweep.json").read_text(encoding="utf-8")) == told


def test_every_value_that_does_not_fit_is_told(plant, data, tmp_path):
    result = run("h", "88:94:2", "--plant", plant, "--data", data, "--out", tmp_path / "o")
    assert result.exit_code == Exit.BAD_CONFIGURATION
    assert result.stderr.count("hh: 90 is not above h") == 2


@pytest.mark.parametrize(
    "span, values",
    [
        ("80:82:0.5", ["80.0", "80.5", "81.0", "81.5", "82.0"]),
        ("0.1:0.3:0.1", ["0.1", "0.2", "0.3"]),
        ("0:10:4", ["0", "4", "8"]),
        ("-2:2:2", ["-2", "0", "2"]),
    ],
)
def test_a_range_is_computed_in_decimals(span, values):
    assert read_span(span) == values


@pytest.mark.parametrize(
    "span",
    ["80", "80:95", "95:80:1", "80:95:0", "80:95:-1", "a:b:c", "0:1:0.0001", "0:0:1", "NaN:1:1"],
)
def test_a_range_that_is_none(span):
    with pytest.raises(FlagError):
        read_span(span)


@pytest.mark.parametrize("text, column", [("hh", "hh"), ("死区", "deadband"), ("高限", "h")])
def test_a_key_has_all_the_names_of_its_column(text, column):
    assert read_key(text) == column


@pytest.mark.parametrize("text", ["interval_s", "rate", "tag", "nothing"])
def test_only_what_tunes_a_limit_is_swept(text):
    with pytest.raises(FlagError):
        read_key(text)
