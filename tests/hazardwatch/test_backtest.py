"""A backtest in which something fails: its files can't tell, so the terminal does.

What a backtest finds is in tests/contract/test_commands.py.
"""

import pytest

from detectors.first_out import FirstOut
from hazardwatch.backtest import print_backtest
from hazardwatch.data_flags import DataFlags
from hazardwatch.exit_code import Exit
from tests.contract.plant_directory import write_plant

FLAGS = DataFlags("", "", "", "", [], "", None, strict=False)


@pytest.fixture
def run(tmp_path):
    """Runs a backtest of one row."""
    data = tmp_path / "data.csv"
    data.write_text("ts,LT-101\n2024-01-01 08:00:00,95\n", encoding="utf-8")
    plant = write_plant(tmp_path / "plant")
    return lambda: print_backtest(plant, [data], [], tmp_path / "out", FLAGS, as_json=False)


def test_a_judgement_that_fails_is_told_with_its_traceback(run, monkeypatch, capsys):
    def fail(_stage, _changes):
        raise ZeroDivisionError("thirteen")

    monkeypatch.setattr(FirstOut, "mark", fail)

    assert run() is Exit.OK
    told = capsys.readouterr().err
    assert "warning: first_out failed and was set up anew" in told
    assert "in fail\n" in told
    assert told.endswith("ZeroDivisionError: thirteen\n")


def test_where_nothing_fails_nothing_is_told(run, capsys):
    assert run() is Exit.OK
    assert "failed" not in capsys.readouterr().err
