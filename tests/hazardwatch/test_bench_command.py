"""The flags of ``bench load``; that it measures is tests/real/test_bench_load.py's."""

import tomllib

import pytest
from typer.testing import CliRunner

from hazardwatch.bench_command import read_ramp
from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from hazardwatch.settings import read_settings
from plant.directory import read_plant


def run(*words):
    return CliRunner().invoke(app, ["bench", "load", *map(str, words)])


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("1000:3000:1000", [1000, 2000, 3000]),
        ("100:250:100", [100, 200]),
        ("0.5:0.7:0.1", pytest.approx([0.5, 0.6, 0.7])),
        ("5:5:1", [5]),
    ],
)
def test_a_ramp_has_both_its_ends(text, rates):
    assert read_ramp(text) == rates


@pytest.mark.parametrize("text", ["1000", "1:2", "0:10:1", "10:1:1", "1:2:0", "a:b:c"])
def test_a_ramp_that_goes_nowhere_is_refused(text):
    with pytest.raises(ValueError, match="FROM:TO:STEP"):
        read_ramp(text)
    assert run("--self", "--ramp", text).exit_code == Exit.USAGE


def test_the_written_plant_and_configuration_are_what_a_platform_reads(tmp_path):
    done = run("--write-plant", tmp_path / "load", "--gateways", 3, "--tags", 20)
    assert done.exit_code == Exit.OK
    plant = read_plant(tmp_path / "load")
    assert (len(plant.gateways), len(plant.tags)) == (3, 20)
    settings = read_settings(tmp_path / "load" / "hazardwatch.toml")
    assert settings.plant.dir == tmp_path / "load"
    assert run("--write-plant", tmp_path / "load").exit_code == Exit.USAGE


def test_without_a_plant_it_shows_the_one_that_the_platform_must_run():
    shown = run("--gateways", 2, "--tags", 3).stdout
    plant = shown.split("# --- PLANT/plant.toml\n")[1].split("# --- PLANT/tags.csv")[0]
    assert len(tomllib.loads(plant)["gateway"]) == 2
    assert shown.count("TT0") == 3
    assert "[mqtt]" in shown


def test_a_running_platform_needs_its_broker_named(tmp_path):
    assert run("--plant", tmp_path, "--password", "x").exit_code == Exit.USAGE


def test_an_unknown_form_is_told_those_there_are():
    done = run("--form", "xml")
    assert done.exit_code == Exit.USAGE
    assert "json-columns" in done.stderr


def test_a_platform_that_is_away_is_said_to_be(tmp_path, free_port):
    run("--write-plant", tmp_path / "load")
    words = ("--broker", f"mqtt://127.0.0.1:{free_port}", "--password", "x")
    away = ("--platform", f"http://127.0.0.1:{free_port}")
    done = run("--plant", tmp_path / "load", *words, *away)
    assert done.exit_code == Exit.UNREACHABLE
