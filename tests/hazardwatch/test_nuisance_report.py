"""``report nuisance``: from files and from a platform's stores the same, and what it proposes."""

import asyncio
import csv
import json

import pytest
from typer.testing import CliRunner

from alerting.nuisance_tally import Tally
from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from hazardwatch.nuisance_table import Row, write_table
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.kept_site import keep_site

T0 = 1_700_000_000_000
CHATTER = [70.0] * 20 + [80.1, 77.9] * 30 + [70.0] * 700
"""About the H of LT-101 (80, deadband 2), a reading a second."""


def run(*flags):
    return CliRunner().invoke(app, ["report", "nuisance", *map(str, flags)])


@pytest.fixture
def plant(tmp_path):
    return write_plant(tmp_path / "plant")


@pytest.fixture
def data(tmp_path):
    rows = [f"{T0 + 1000 * place},{value}" for place, value in enumerate(CHATTER)]
    path = tmp_path / "data.csv"
    path.write_text("\n".join(["ts,LT-101", *rows]), encoding="utf-8")
    return path


@pytest.fixture
async def config(tmp_path, plant, data):
    """A platform that has kept the file's readings and what they raised."""
    return await keep_site(tmp_path, plant, data)


def test_chatter_is_reported_with_the_deadband_that_would_have_spared_it(plant, data):
    told = json.loads(run("--data", data, "--plant", plant, "--json").output)
    (row,) = told["alarms"]
    assert (row["alarm"], row["activations"], row["chattering"]) == ("LT-101:H", 30, 30)
    assert (row["counted"], row["unit"], row["readings"]) == (29, "%", len(CHATTER))
    proposal = row["proposal"]
    assert (proposal["deadband_today"], proposal["deadband"]) == (2.0, 3.0)
    assert (proposal["removed"], proposal["judged"]) == (29, 30)
    assert (proposal["lost"], proposal["later_s"]) == (0, 0.0)


async def test_a_platform_and_its_files_give_the_same_report(config, plant, data):
    files = json.loads(run("--data", data, "--plant", plant, "--json").output)
    kept = json.loads(run("--config", config, "--from", T0, "--to", T0 + 10**7, "--json").output)
    assert kept["alarms"] == files["alarms"]


async def test_what_lies_outside_the_period_is_not_in_the_report(config):
    told = json.loads(run("--config", config, "--from", T0 + 10**7, "--json").output)
    assert told["alarms"] == []


def test_both_files_are_written_and_people_read_what_machines_do(plant, data, tmp_path):
    result = run("--data", data, "--plant", plant, "--out", tmp_path / "out")
    assert "建议 proposal：死区 deadband 2 → 3 %：可减少 spares 29 / 30" in result.output
    (row,) = json.loads((tmp_path / "out/nuisance.json").read_text(encoding="utf-8"))["alarms"]
    with (tmp_path / "out/nuisance.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["alarm"] == row["alarm"]
    assert float(line["removed"]) == row["proposal"]["removed"]


def test_what_could_not_be_read_or_judged_is_said(plant, data, monkeypatch):
    data.write_text(data.read_text(encoding="utf-8") + "\nno time,70", encoding="utf-8")
    monkeypatch.setattr("detectors.bank.Bank.drain_errors", lambda _: {"rate": ValueError("no")})
    result = run("--data", data, "--plant", plant, "--json")
    assert result.exit_code == Exit.OK
    assert "data.csv: 1 rows not read" in result.stderr
    assert "rate failed and was set up anew" in result.stderr


def test_no_alarm_id_becomes_a_formula_in_a_spreadsheet(tmp_path):
    write_table(tmp_path / "n.csv", [Row(Tally("=1+1:H", 1, 0, 0, 0, 0, 0, 0))])
    with (tmp_path / "n.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["alarm"] == "'=1+1:H"


def test_a_top_of_none_proposes_nothing(plant, data):
    told = json.loads(run("--data", data, "--plant", plant, "--top", 0, "--json").output)
    assert [(row["readings"], row["proposal"]) for row in told["alarms"]] == [(None, None)]


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--plant", "{plant}"),
        ("--data", "{data}"),
        ("--config", "x.toml", "--data", "{data}", "--plant", "{plant}"),
        ("--data", "{data}", "--plant", "{plant}", "--from", "yesterday"),
        ("--data", "{data}", "--plant", "{plant}", "--from", "9", "--to", "9"),
    ],
)
def test_flags_that_mean_nothing_are_refused(plant, data, flags):
    assert run(*(flag.format(plant=plant, data=data) for flag in flags)).exit_code == Exit.USAGE


async def test_a_platform_that_never_ran_has_no_journal_and_gets_none(config, tmp_path):
    (tmp_path / "kept/journal.sqlite").unlink()
    result = run("--config", config)
    assert result.exit_code == Exit.FINDINGS
    assert "no journal yet" in result.output
    assert not (tmp_path / "kept/journal.sqlite").exists()


async def test_a_historian_that_is_away_is_unreachable(config):
    historian = '[historian]\nkind = "influxdb"\nurl = "http://127.0.0.1:1"\nbucket = "b"\n'
    config.write_text(config.read_text(encoding="utf-8") + historian, encoding="utf-8")
    result = await asyncio.to_thread(run, "--config", config, "--from", T0, "--to", T0 + 10**7)
    assert result.exit_code == Exit.UNREACHABLE
