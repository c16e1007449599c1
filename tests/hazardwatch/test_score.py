"""``score``: tables with what is quoted beside them, twice the same; broken bounds are findings."""

import gzip
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from hazardwatch.score import SETS
from tests.simulators.scoring.test_alarm_log import write


def run(name, folder, *flags):
    return CliRunner().invoke(app, ["score", name, "--data", str(folder), *flags])


def write_logs(folder, rows=(("H", "H NR", "H", "H NR", "HH"))):
    messages = [(1, at, "FI1", kind) for at, kind in enumerate(rows)]
    for variant in ("original", "filter", "deadband"):
        write(folder / f"alarms_{variant}.parquet", *messages)
    return folder


@pytest.fixture
def small_tep(tmp_path, shared_data):
    """The classic normal run, pieces of two others and the beginning of one fault."""
    folder = tmp_path / "tep"
    folder.mkdir()
    (folder / "d00.csv.gz").symlink_to(shared_data("tep/d00.csv.gz"))
    fault = gzip.decompress(shared_data("tep/d01_te.csv.gz").read_bytes()).splitlines(keepends=True)
    (folder / "d01_te.csv.gz").write_bytes(gzip.compress(b"".join(fault[:261])))
    with np.load(shared_data("tep/extra_normal.npz")) as normal:
        pieces = {name: normal[name][:160] for name in ("normal_1", "normal_2")}
    np.savez(folder / "extra_normal.npz", **pieces)
    return tmp_path


def test_the_folding_is_told_beside_plain_rules(tmp_path):
    result = run("tep-alarms", write_logs(tmp_path))
    assert result.exit_code == Exit.OK
    assert "original: folding | 3 | 2 | 66.67%" in result.output


def test_machines_get_every_rule_of_every_log(tmp_path):
    told = json.loads(run("tep-alarms", write_logs(tmp_path), "--json").output)["tep-alarms"]
    assert told["detectors"]["filter: every activation"]["lines"] == 3
    assert told["detectors"]["filter: folding"]["lines"] == 2
    assert told["broken"] == []


def test_the_folder_of_all_sets_does_for_one(tmp_path):
    (tmp_path / "tep_alarms").mkdir()
    write_logs(tmp_path / "tep_alarms")
    assert run("tep-alarms", tmp_path).exit_code == Exit.OK


@pytest.mark.parametrize("name", [*SETS, "all"])
def test_a_folder_without_the_data_is_named(tmp_path, name):
    result = run(name, tmp_path)
    assert result.exit_code == Exit.USAGE
    assert tmp_path.name in result.output


def test_the_same_data_give_the_same_bytes_in_another_process(small_tep):
    command = [sys.executable, "-m", "hazardwatch.commands", "score", "tep", "--json", "--data"]
    first, second = (
        subprocess.run(
            [*command, small_tep],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    told = json.loads(first)["tep"]
    assert told["detectors"]["house: limits"]["d1"] > 0.8
    assert told["detectors"]["house: model"]["counted"] > 0.8
    assert told["quoted"]["PCA T² or Q, limits by theory"]["far"] == 0.088
    assert told["broken"] == []


@pytest.mark.parametrize(("name", "cells"), [("refinery", 275), ("gas", 10_231)])
def test_recorded_gaps_become_bad_quality_and_raise_no_limit(shared_data, name, cells):
    folder = shared_data(SETS[name][0]).parent
    result = run(name, folder, "--json")
    assert result.exit_code == Exit.OK
    (figures,) = json.loads(result.output)[name]["detectors"].values()
    assert figures["cells"] == cells
    assert figures["unmarked"] == figures["limits_on_bad"] == 0
    assert figures["bad_quality"] == figures["gaps"] > 0


def test_a_broken_bound_is_a_finding(tmp_path, monkeypatch):
    write_logs(tmp_path)
    monkeypatch.setattr("simulators.scoring.alarm_folding.RULES", {"folding": _count_all})
    result = run("tep-alarms", tmp_path)
    assert result.exit_code == Exit.FINDINGS
    assert "broken: tep-alarms: original: folding: severe_folded is 1, must be at most 0" in (
        result.output
    )


def _count_all(messages):
    from alerting.folding import Place

    return [Place.COUNTED for message in messages if message.raised]
