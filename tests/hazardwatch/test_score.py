"""``score tep-alarms``: the table is there, twice the same, and bad folders are named."""

import json

from typer.testing import CliRunner

from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from tests.simulators.test_alarm_log import write


def run(folder, *flags):
    return CliRunner().invoke(app, ["score", "tep-alarms", "--data", str(folder), *flags])


def write_logs(folder):
    rows = [(1, at, "FI1", kind) for at, kind in enumerate(("H", "H NR", "H", "H NR", "HH"))]
    for variant in ("original", "filter", "deadband"):
        write(folder / f"alarms_{variant}.parquet", *rows)
    return folder


def test_the_table_is_the_same_twice(tmp_path):
    first, second = (run(write_logs(tmp_path)) for _ in range(2))
    assert first.exit_code == Exit.OK
    assert first.output == second.output
    assert "original | folding | 3 | 2 | 66.67%" in first.output


def test_machines_get_every_rule_of_every_log(tmp_path):
    told = json.loads(run(write_logs(tmp_path), "--json").output)
    assert list(told) == ["original", "filter", "deadband"]
    assert told["filter"]["every activation"]["lines"] == 3
    assert told["filter"]["folding"]["counted"] == 1


def test_a_folder_without_the_logs_is_named(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == Exit.USAGE
    assert "alarms_original.parquet" in result.output
