"""``report handover``: what it prints of what is kept, and its exit codes."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from alerting.handover import Act, Deed
from alerting.handover_book import HandoverBook
from alerting.handover_shifts import place_shift
from alerting.journal import Journal
from hazardwatch.exit_code import Exit
from hazardwatch.handover_reports import HandoverOptions, print_handovers
from plant.duties import Shift
from tests.alerting.handover_sample import make_content
from tests.alerting.tiny_park import make_entry
from tests.conftest import ROOT

PARK = ROOT / "simulators" / "parks" / "taixing"
DAY = place_shift(Shift("day", "白班", 480, 1200), date(2025, 11, 25), ZoneInfo("Asia/Shanghai"))
NOW = DAY.period.end + 3_600_000
OPTIONS = HandoverOptions("", "", as_json=False, as_html=False)
ONE = replace(OPTIONS, shift="day", day="2025-11-25")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/journal.sqlite"


@pytest.fixture
def config(tmp_path, url):
    config = tmp_path / "hazardwatch.toml"
    config.write_text(
        f'[plant]\ndir = "{PARK}"\n[mqtt]\nurl = "mqtt://b"\n[journal]\nurl = "{url}"\n',
        encoding="utf-8",
    )
    return config


@pytest.fixture
def journal(url):
    """A platform that has watched since the day shift began, whose handover one has signed."""
    journal = Journal(url)
    journal.append([make_entry(at=DAY.period.start - 1, detected=DAY.period.start - 1)])
    with journal.writing(HandoverBook) as book:
        book.draft(DAY, make_content(DAY.period.end - 5), "wang", None)
        book.act(Act(turn=DAY.id, deed=Deed.HANDED_OVER, actor="wang", version=1), NOW)
    yield journal
    journal.close()


def seal(journal):
    with journal.writing(HandoverBook) as book:
        book.act(Act(turn=DAY.id, deed=Deed.TAKEN_OVER, actor="li", version=2), NOW)


def test_the_newest_are_listed_and_what_is_missing_is_a_finding(config, journal, capsys):
    assert print_handovers(config, OPTIONS, NOW) == Exit.FINDINGS
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("2025-11-25 day 白班 11-25 08:00–11-25 20:00")
    assert second.startswith("✗ 2025-11-25 day 白班")
    assert "接班人未签字" in second
    seal(journal)
    assert print_handovers(config, OPTIONS, NOW) == Exit.OK
    assert "wang → li" in capsys.readouterr().out


def test_machines_get_the_same(config, journal, capsys):
    options = replace(OPTIONS, as_json=True)
    assert print_handovers(config, options, NOW) == Exit.FINDINGS
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told["items"]] == [DAY.id]
    assert [(one["id"], one["lacks"]) for one in told["missing"]] == [(DAY.id, "incoming")]


def test_one_is_printed_as_text_as_json_and_as_the_page_for_paper(config, journal, capsysbinary):
    assert print_handovers(config, ONE, NOW) == Exit.OK
    assert "Standing (1)" in capsysbinary.readouterr().out.decode()
    assert print_handovers(config, replace(ONE, as_json=True), NOW) == Exit.OK
    assert json.loads(capsysbinary.readouterr().out)["outgoing"]["by"] == "wang"
    assert print_handovers(config, replace(ONE, as_html=True), NOW) == Exit.OK
    assert capsysbinary.readouterr().out.startswith(b"<!doctype html>")


def test_one_that_there_is_not_is_a_finding(config, journal, capsys):
    assert print_handovers(config, replace(ONE, shift="night"), NOW) == Exit.FINDINGS
    assert "no handover" in capsys.readouterr().err


@pytest.mark.parametrize(
    "flags",
    [
        {"shift": "day"},
        {"day": "2025-11-25"},
        {"shift": "day", "day": "25.11.2025"},
        {"shift": "day", "day": "20251125"},
        {"as_html": True},
        {"shift": "day", "day": "2025-11-25", "as_html": True, "as_json": True},
    ],
)
def test_flags_that_can_not_be_meant_are_usage(config, capsys, flags):
    assert print_handovers(config, replace(OPTIONS, **flags), NOW) == Exit.USAGE
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_where_nothing_was_kept_yet_it_says_so_and_makes_no_tables(config, tmp_path, capsys):
    file = tmp_path / "journal.sqlite"
    file.touch()
    assert print_handovers(config, OPTIONS, NOW) == Exit.BAD_CONFIGURATION
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
    file.unlink()
    Journal(f"sqlite:///{file}").close()
    assert print_handovers(config, OPTIONS, NOW) == Exit.OK
    assert "没有交接班记录" in capsys.readouterr().out


def test_a_journal_that_can_not_be_reached_has_its_own_exit_code(tmp_path):
    config = tmp_path / "hazardwatch.toml"
    config.write_text(
        f'[plant]\ndir = "{PARK}"\n[mqtt]\nurl = "mqtt://b"\n'
        '[journal]\nurl = "postgresql://127.0.0.1:1/x"\n',
        encoding="utf-8",
    )
    assert print_handovers(config, OPTIONS, NOW) == Exit.UNREACHABLE
    assert print_handovers(tmp_path / "none.toml", OPTIONS, NOW) == Exit.BAD_CONFIGURATION
