"""``report kpi``: its flags, where it goes, and what keeps it from going."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
import typer

from alerting.journal import Journal
from hazardwatch.data_flags import read_instant
from hazardwatch.exit_code import Exit
from hazardwatch.kpi_reports import KpiOptions, print_kpi, read_period
from tests.alerting.kpi.lives import DAY, START, write
from tests.conftest import ROOT

NOW = START + DAY
PARK = ROOT / "simulators" / "parks" / "taixing"
OPTIONS = KpiOptions("", "", "hazard", "json", None, None, "", as_json=False)


@pytest.fixture
def configure(tmp_path):
    def configure(journal=None, plant=PARK):
        config = tmp_path / "hazardwatch.toml"
        url = f'[journal]\nurl = "{journal}"\n' if journal else ""
        config.write_text(
            f'[plant]\ndir = "{plant}"\n[mqtt]\nurl = "mqtt://b"\n{url}', encoding="utf-8"
        )
        return config

    return configure


@pytest.fixture
def config(configure, tmp_path):
    url = f"sqlite:///{tmp_path}/journal.sqlite"
    journal = Journal(url)
    journal.append(write((60, "raised"), (90, "acknowledged"), (99, "returned"), alarm="A:HH"))
    journal.close()
    return configure(url)


@pytest.mark.parametrize(
    ("form", "begin"), [("json", b'{"park"'), ("csv", b"\xef\xbb\xbf"), ("html", b"<!doctype")]
)
def test_a_report_goes_to_a_file_or_to_standard_output(config, tmp_path, capsysbinary, form, begin):
    options = replace(OPTIONS, form=form)
    assert print_kpi(config, options, NOW) == Exit.OK
    shown = capsysbinary.readouterr().out
    assert shown.startswith(begin)
    out = tmp_path / "report"
    assert print_kpi(config, replace(options, out=out), NOW) == Exit.OK
    assert out.read_bytes() == shown
    assert capsysbinary.readouterr().out == b""


def test_machines_are_told_what_came_out_beside_the_report(config, tmp_path, capsys):
    out = tmp_path / "report"
    assert print_kpi(config, replace(OPTIONS, out=out, as_json=True), NOW) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["annunciated"], told["to"], told["out"]) == (1, NOW, str(out))
    assert "share_low" in told["missed"]


def test_flags_say_of_what_the_report_is(config, capsys):
    options = replace(OPTIONS, by="shift", operators=3, shifts="07:30", start="2025-11-24")
    assert print_kpi(config, options, NOW) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert [group["key"] for group in told["groups"]] == ["07:30"]
    assert told["from"] == START - 8 * 3_600_000  # the park's midnight
    assert told["operators"] == 3


def test_what_no_flag_says_is_the_site_s(config, capsys):
    with config.open("a", encoding="utf-8") as file:
        file.write('[kpi]\noperators = 2\nshifts = ["07:00"]\nflood_begins = 20\nfleeting_s = 30\n')
    assert print_kpi(config, replace(OPTIONS, by="shift"), NOW) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["operators"], told["shifts"]) == (2, ["07:00"])
    definitions = {one["name"]: one["value"] for one in told["definitions"]}
    assert (definitions["flood_begins"], definitions["fleeting_within"]) == (20, 30)
    assert definitions["flood_ends"] == 5


@pytest.mark.parametrize(
    "flags",
    [
        {"by": "moon"},
        {"form": "pdf"},
        {"shifts": "8"},
        {"shifts": "08:00,08:00"},
        {"operators": 0},
        {"start": "soon"},
        {"start": "2030-01-01"},
        {"end": "1990-01-01", "start": "1960-01-01"},
    ],
)
def test_flags_that_can_not_be_meant_are_usage(config, capsys, flags):
    assert print_kpi(config, replace(OPTIONS, **flags), NOW) == Exit.USAGE
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_place_that_can_not_be_written_is_usage(config, tmp_path, capsys):
    assert print_kpi(config, replace(OPTIONS, out=tmp_path / "no" / "x"), NOW) == Exit.USAGE
    assert capsys.readouterr().err.startswith("--out ")


def test_what_is_missing_has_its_own_exit_code(configure, tmp_path):
    assert print_kpi(tmp_path / "none.toml", OPTIONS, NOW) == Exit.BAD_CONFIGURATION
    assert print_kpi(configure(), OPTIONS, NOW) == Exit.FINDINGS  # no journal yet
    assert print_kpi(configure("postgresql://127.0.0.1:1/x"), OPTIONS, NOW) == Exit.UNREACHABLE
    with pytest.raises(typer.Exit) as left:
        print_kpi(configure(plant=tmp_path), OPTIONS, NOW)
    assert left.value.exit_code == Exit.BAD_CONFIGURATION


def test_a_report_makes_no_tables_where_the_platform_has_not_made_them(configure, tmp_path):
    """A newer release that only reads must not migrate the journal under an older one."""
    file = tmp_path / "journal.sqlite"
    file.touch()
    assert print_kpi(configure(f"sqlite:///{file}"), OPTIONS, NOW) == Exit.BAD_CONFIGURATION
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.parametrize(
    "text",
    ["1763913600000", "2025-11-24", "2025-11-24T00:00", "2025-11-23T16:00:00Z"],
)
def test_an_instant_without_an_offset_is_meant_in_the_park_s_zone(text):
    assert read_instant("--from", text, "Asia/Shanghai") == 1_763_913_600_000


def test_a_period_ends_now_and_lasts_thirty_days():
    period = read_period("", "", "Asia/Shanghai", NOW)
    assert (period.start, period.end) == (NOW - 30 * DAY, NOW)
