"""Why a platform does not start: one line on standard error, and an exit code for each kind."""

from pathlib import Path

import pytest

from alerting.journal import Journal, JournalUnavailableError
from hazardwatch.exit_code import Exit
from hazardwatch.listener import AddressTakenError
from hazardwatch.serve import object_to_plant, run_over
from hazardwatch.settings import MqttSettings, PlantSettings, Settings, SettingsError
from plant.words import Gateway, Park, Plant


def run_into(tmp_path, error, journal=None):
    async def run(_data):
        raise error

    return run_over(tmp_path / "data", run, journal)


@pytest.mark.parametrize(
    "error, journal, code",
    [
        (SettingsError(["mqtt.ca x: no such file"]), None, Exit.BAD_CONFIGURATION),
        (JournalUnavailableError("unable to open\n(more)"), None, Exit.BAD_CONFIGURATION),
        (JournalUnavailableError("unable to open\n(more)"), "sqlite:///x", Exit.BAD_CONFIGURATION),
        (JournalUnavailableError("refused\n(more)"), "postgresql://u:pw@h/x", Exit.UNREACHABLE),
        (AddressTakenError("127.0.0.1:80: taken"), None, Exit.BUSY),
    ],
)
def test_each_reason_is_one_line_and_has_its_code(tmp_path, capsys, error, journal, code):
    assert run_into(tmp_path, error, journal) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert str(error).partition("\n")[0] in line
    assert "pw" not in line


@pytest.mark.parametrize("url", ["foo", "mysql://u:pw@h/x", "sqlite://"])
def test_a_journal_that_can_not_be_is_a_wrong_setting(tmp_path, capsys, url):
    async def run(_data):
        Journal(url)

    assert run_over(tmp_path, run, url) == Exit.BAD_CONFIGURATION
    assert capsys.readouterr().err.startswith("journal.url")


@pytest.mark.parametrize("below", ["", "data"])
def test_a_data_directory_that_can_not_be_is_a_wrong_setting(tmp_path, capsys, below):
    file = tmp_path / "file"
    file.touch()
    assert run_over(file / below, None) == Exit.BAD_CONFIGURATION
    assert capsys.readouterr().err.startswith(f"data.dir {file / below}: ")


def object_to(clock, *simulated):
    settings = Settings(
        plant=PlantSettings(dir=Path()), mqtt=MqttSettings(url="mqtt://b"), clock=clock
    )
    gateways = tuple(Gateway(f"g{n}", "E", simulation=flag) for n, flag in enumerate(simulated))
    return object_to_plant(settings, Plant(Park("P", "园区"), (), (), (), gateways, ()))


def test_a_streams_clock_is_refused_beside_any_live_gateway():
    assert object_to("stream", True, True) == []
    assert object_to("wall", True, False) == []
    (mixed,) = object_to("stream", True, False)
    assert "simulation = true" in mixed
    assert mixed.endswith("g1")
    (live,) = object_to("stream", False, False)
    assert live.endswith("g0, g1")
