"""``report online``: its flags, where it goes, and what keeps it from going."""

import json
from dataclasses import replace

import pytest

from alerting.filed_stops.scope import Points
from alerting.journal import Journal
from alerting.online_rate.watch_record import BEAT_MS, WatchRecord
from hazardwatch.exit_code import Exit
from hazardwatch.online_reports import OnlineOptions, print_online
from plant.directory import read_plant
from plant.link import Links
from tests.conftest import ROOT

PARK = ROOT / "simulators" / "parks" / "taixing"
NOW = 1_764_000_000_000
OPTIONS = OnlineOptions("", "", "json", None, as_json=False)


def configure(directory, journal):
    config = directory / "hazardwatch.toml"
    config.write_text(
        f'[plant]\ndir = "{PARK}"\n[mqtt]\nurl = "mqtt://b"\n'
        f'[data]\ndir = "{directory}"\n{journal}',
        encoding="utf-8",
    )
    return config


@pytest.fixture
def config(tmp_path):
    plant, record = read_plant(PARK), WatchRecord()
    points = Points.of(plant, Links.of(plant).gateway_of)
    url = f"sqlite:///{tmp_path}/journal.sqlite"
    journal = Journal(url)
    for minute in range(3):
        with journal.writing() as connection:
            record.beat(connection, points, NOW - (3 - minute) * BEAT_MS)
    journal.close()
    return configure(tmp_path, f'[journal]\nurl = "{url}"\n')


@pytest.mark.parametrize(
    ("form", "begin"), [("json", b'{"park"'), ("csv", b"\xef\xbb\xbf"), ("html", b"<!doctype")]
)
def test_a_report_goes_to_a_file_or_to_standard_output(config, tmp_path, capsysbinary, form, begin):
    options = replace(OPTIONS, form=form)
    assert print_online(config, options, NOW) == Exit.OK
    shown = capsysbinary.readouterr().out
    assert shown.startswith(begin)
    out = tmp_path / "report"
    assert print_online(config, replace(options, out=out), NOW) == Exit.OK
    assert out.read_bytes() == shown


def test_machines_are_told_what_came_out(config, tmp_path, capsys):
    options = replace(OPTIONS, out=tmp_path / "report", as_json=True)
    assert print_online(config, options, NOW) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["rate"], told["met"], told["to"]) == (100.0, True, NOW)
    assert json.loads((tmp_path / "report").read_bytes())["listened_ms"] == 2 * BEAT_MS


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"form": "pdf"}, "--format pdf"),
        ({"start": "yesterday"}, "--from"),
        ({"start": str(NOW), "end": str(NOW)}, "a period ends"),
    ],
)
def test_flags_that_make_no_sense_are_usage(config, capsys, changed, word):
    assert print_online(config, replace(OPTIONS, **changed), NOW) == Exit.USAGE
    assert word in capsys.readouterr().err


def test_a_platform_that_never_ran_has_no_journal(tmp_path, capsys):
    assert print_online(configure(tmp_path, ""), OPTIONS, NOW) == Exit.FINDINGS
    assert "no journal yet" in capsys.readouterr().err
