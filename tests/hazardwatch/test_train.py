"""``train`` and ``backtest --train`` on files, as an engineer would use them."""

import csv
import json

import numpy as np
import pytest

from hazardwatch.backtest import print_backtest
from hazardwatch.data_flags import DataFlags
from hazardwatch.exit_code import Exit
from hazardwatch.train import print_training
from plant.directory import read_plant
from tests.contract.plant_directory import write_plant
from tests.detectors.normal_runs import TAGS, make_run

FLAGS = DataFlags("", "", "", "", [], "", None, strict=False)
NAMES = [f"M{tag}" for tag in range(TAGS)]
PLANT = f"""
[park]
id = "P1"
name = "测试园区"
[[enterprise]]
id = "ent1"
name = "甲公司"
[[model]]
id = "MODEL"
kind = "multivariate"
tags = {json.dumps(NAMES)}
false_alarm_rate = 0.01
"""
HEAD = "ts,model,statistic,limit,alarm,top_tag"


@pytest.fixture
def plant(tmp_path):
    return write_plant(tmp_path / "plant", PLANT, "tag\n" + "\n".join([*NAMES, "X"]) + "\n")


@pytest.fixture
def runs(tmp_path):
    return [write_run(tmp_path / f"run{seed}.csv", make_run(300, seed)) for seed in (1, 2)]


def write_run(file, rows, step_ms=1000):
    lines = [
        ",".join([str(1000 + step_ms * n), *map(repr, row)]) for n, row in enumerate(rows.tolist())
    ]
    file.write_text("\n".join([",".join(["ts", *NAMES]), *lines]) + "\n", encoding="utf-8")
    return file


def make_fault():
    rows = make_run(200, 3)
    rows[100:, 1] -= 2 * (rows[100:, 1] - 100)
    return rows


def read_verdicts(out):
    text = (out / "verdicts.csv").read_text(encoding="utf-8")
    assert text.startswith(HEAD + "\n")
    return list(csv.DictReader(text.splitlines()))


def backtest(plant, data, out, train=()):
    assert print_backtest(plant, data, list(train), out, FLAGS, as_json=False) is Exit.OK
    return read_verdicts(out)


def test_a_backtest_trains_and_judges_every_row(plant, runs, tmp_path):
    data = write_run(tmp_path / "data.csv", make_fault())
    rows = backtest(plant, [data], tmp_path / "out", runs)

    assert [int(row["ts"]) for row in rows] == [1000 + 1000 * n for n in range(200)]
    assert {row["model"] for row in rows} == {"MODEL"}
    assert {row["limit"] for row in rows} == {rows[0]["limit"]}
    over = [float(row["statistic"]) > float(row["limit"]) for row in rows]
    assert [row["alarm"] == "1" for row in rows] == over
    assert sum(over[:100]) <= 2
    assert sum(over[110:]) >= 80
    assert {row["top_tag"] for row in rows[120:]} == {"M1"}
    alarms = (tmp_path / "out" / "alarms.jsonl").read_text(encoding="utf-8").splitlines()
    assert "MODEL:model" in {json.loads(line)["alarm"] for line in alarms}


def test_what_was_trained_before_judges_alike(plant, runs, tmp_path):
    data = write_run(tmp_path / "data.csv", make_fault())
    at_once = backtest(plant, [data], tmp_path / "one", runs)

    assert print_training(plant, runs, None, FLAGS, as_json=False) is Exit.OK
    assert backtest(plant, [data], tmp_path / "two") == at_once
    assert read_plant(plant).models[0].training.rows == 600


def test_the_cut_of_a_file_changes_no_verdict(plant, runs, tmp_path):
    rows = make_fault()
    whole = write_run(tmp_path / "data.csv", rows)
    lines = whole.read_text(encoding="utf-8").splitlines()
    parts = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for part, own in zip(parts, (lines[1:78], lines[78:]), strict=True):
        part.write_text("\n".join([lines[0], *own]) + "\n", encoding="utf-8")

    assert backtest(plant, [whole], tmp_path / "one", runs) == backtest(
        plant, parts, tmp_path / "two", runs
    )


def test_each_time_has_a_line_for_each_model_whatever_is_known(plant, runs, tmp_path):
    data = tmp_path / "data.csv"
    head, bad = ",".join(["ts", *NAMES, "X"]), ",".join(["Bad"] * 3)
    data.write_text(
        f"{head}\n1000,100,100,100,100,100,1\n2000,,,,,,2\n3000,{bad},100,100,3\n"
        "2500,100,100,100,100,100,4\n4000,Bad,100,100,100,100,\n",
        encoding="utf-8",
    )
    rows = backtest(plant, [data], tmp_path / "out", runs)

    assert [row["ts"] for row in rows] == ["1000", "2000", "3000", "2500", "4000"]
    assert [bool(row["statistic"]) for row in rows] == [True, False, False, False, True]
    assert {(row["alarm"], row["top_tag"]) for row in rows if not row["statistic"]} == {("0", "")}


def test_a_model_that_is_not_trained_has_empty_lines_and_is_warned_of(plant, tmp_path, capsys):
    data = write_run(tmp_path / "data.csv", make_run(3, 1))
    rows = backtest(plant, [data], tmp_path / "out")

    assert [(row["statistic"], row["limit"], row["alarm"]) for row in rows] == [("", "", "0")] * 3
    assert "模型 MODEL 无可用的训练结果" in capsys.readouterr().err


def test_too_short_a_training_is_named_and_leaves_no_file(plant, tmp_path, capsys):
    short = write_run(tmp_path / "short.csv", make_run(20, 1))

    assert print_training(plant, [short], None, FLAGS, as_json=False) is Exit.FINDINGS
    assert "20 rows of training are fewer than 100" in capsys.readouterr().err
    assert not (plant / "models").exists()


def test_what_was_learnt_is_told(plant, runs, tmp_path, capsys):
    out = tmp_path / "elsewhere"
    assert print_training(plant, runs, out, FLAGS, as_json=True) is Exit.OK

    (told,) = json.loads(capsys.readouterr().out)
    assert (told["model"], told["rows"], told["runs"], told["tags"]) == ("MODEL", 600, 2, TAGS)
    assert (out / "MODEL.json").exists()


def test_rows_are_independent_of_how_wide_a_stream_is_read(plant, runs, tmp_path):
    rows = np.vstack([make_run(300, 5)] * 3)
    long = tmp_path / "long.csv"
    lines = [
        f"{1000 + 1000 * n},{name},{value!r}"
        for n, row in enumerate(rows.tolist())
        for name, value in zip(NAMES, row, strict=True)
    ]
    long.write_text("\n".join(["ts,tag,value", *lines]) + "\n", encoding="utf-8")
    wide = write_run(tmp_path / "wide.csv", rows)

    assert backtest(plant, [long], tmp_path / "one", runs) == backtest(
        plant, [wide], tmp_path / "two", runs
    )
