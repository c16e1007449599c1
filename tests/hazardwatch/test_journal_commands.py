"""``journal verify | export``: what is told, and with which exit code."""

import json
import sqlite3

import pytest
from sqlalchemy import update

from alerting.alarm import Terms
from alerting.filed_stops.register import Register
from alerting.filed_stops.store import append_entries
from alerting.filed_stops.tables import FILED_STOP
from alerting.handling_tables import ENTRIES
from alerting.journal import Journal
from alerting.journal_tables import digest_row, make_row
from hazardwatch.data_directory import DataDirectory
from hazardwatch.exit_code import Exit
from hazardwatch.journal_commands import export_journal, print_verification
from hazardwatch.site_check import check_site
from tests.alerting.filed_stops.works import NOW, wish
from tests.alerting.handling_sample import SITE, raised
from tests.alerting.tiny_park import make_alarms, make_entry
from tests.conftest import ROOT

ROWS = 12
HOUR = 3_600_000


@pytest.fixture
def site(tmp_path):
    """A configuration over a data directory whose journal has twelve rows and a snapshot."""
    config, data = tmp_path / "hazardwatch.toml", tmp_path / "data"
    data.mkdir()
    config.write_text(
        f'[plant]\ndir = "p"\n[data]\ndir = "{data}"\n[mqtt]\nurl = "mqtt://b"\n', encoding="utf-8"
    )
    journal, shown = Journal(f"sqlite:///{DataDirectory(data).journal}"), make_alarms()
    for at in range(ROWS):
        for entry in journal.append([make_entry(at=at * HOUR, version=at + 1)]):
            shown.record(entry)
    list(journal.write_snapshot(shown.snapshot(), 0, 0))
    yield config, data, journal
    journal.close()


def verify(config=None, data_dir=None, seq=None, digest=None):
    return print_verification(config, data_dir, seq, digest, as_json=True)


def test_a_sound_journal_is_told_with_what_to_keep_elsewhere(site, capsys):
    config, data, journal = site
    head = digest_row(make_row(journal.read()[-1]))
    for where in ({"config": config}, {"data_dir": data}):
        assert verify(**where) == Exit.OK
        assert json.loads(capsys.readouterr().out) == {
            "journal": journal.id,
            "rows": ROWS,
            "first": 1,
            "seq": ROWS,
            "digest": head,
            "snapshots": 1,
            "findings": [],
            "handling": [],
            "filed_stops": None,
        }
    assert print_verification(config, None, None, None, as_json=False) == Exit.OK
    assert f"--seq {ROWS} --digest {head}" in capsys.readouterr().out


def test_what_was_kept_elsewhere_is_compared(site, capsys):
    config, _, journal = site
    (entry,) = journal.read(after=4, limit=1)
    assert verify(config, seq=5, digest=digest_row(make_row(entry))) == Exit.OK
    capsys.readouterr()
    assert verify(config, seq=6, digest=digest_row(make_row(entry))) == Exit.FINDINGS
    assert [one["seq"] for one in json.loads(capsys.readouterr().out)["findings"]] == [6]


def test_a_changed_row_is_found_here_and_by_the_check_of_the_site(site, capsys):
    config, data, _ = site
    with sqlite3.connect(DataDirectory(data).journal) as file:
        file.execute("UPDATE journal SET actor = 'nobody' WHERE seq = 3")
    file.close()
    assert print_verification(config, None, None, None, as_json=False) == Exit.FINDINGS
    assert "✗ 第 3 行 row 3: " in capsys.readouterr().out
    (flaw,) = check_site(DataDirectory(data), lambda: None)
    assert flaw.detail.startswith("row 3: ")


def test_a_changed_handling_record_is_found(site, capsys):
    config, data, journal = site
    journal.handling = SITE
    journal.append([raised(at=9_000)])
    assert verify(config) == Exit.OK
    with journal.writing() as connection:
        connection.execute(update(ENTRIES).values(actor="nobody"))
    capsys.readouterr()
    assert verify(config) == Exit.FINDINGS
    assert json.loads(capsys.readouterr().out)["handling"][0]["seq"] == 1
    assert print_verification(config, None, None, None, as_json=False) == Exit.FINDINGS
    assert "处置记录 handling 1" in capsys.readouterr().out
    (flaw,) = check_site(DataDirectory(data), lambda: None)
    assert flaw.detail.startswith("handling 1: ")


def test_a_changed_filed_stop_is_found(site, capsys):
    config, data, journal = site
    with journal.writing() as connection:
        append_entries(connection, [Register().request(wish(), "甲·张", NOW, "abc")])
        connection.execute(update(FILED_STOP).values(actor="乙·王"))
    assert verify(config) == Exit.FINDINGS
    assert json.loads(capsys.readouterr().out)["filed_stops"]["seq"] == 1
    assert print_verification(config, None, None, None, as_json=False) == Exit.FINDINGS
    assert "报备停用 filed stops 1" in capsys.readouterr().out
    (flaw,) = check_site(DataDirectory(data), lambda: None)
    assert "filed stops, row 1" in flaw.detail


def test_a_damaged_snapshot_is_found_by_both(site, capsys):
    config, data, _ = site
    with sqlite3.connect(DataDirectory(data).journal) as file:
        file.execute("UPDATE journal_snapshot_part SET data = x'00' WHERE part = 1")
    file.close()
    assert verify(config) == Exit.FINDINGS
    capsys.readouterr()
    (flaw,) = check_site(DataDirectory(data), lambda: None)
    assert "snapshot" in flaw.detail


@pytest.mark.parametrize("language", ["", ".zh-CN"])
def test_the_program_in_the_documentation_verifies_the_same(site, monkeypatch, capsys, language):
    config, data, journal = site
    page = (ROOT / "docs" / f"journal{language}.md").read_text(encoding="utf-8")
    program = page.partition("```python\n")[2].partition("```")[0]
    journal.append([make_entry(at=99 * HOUR, terms=Terms(5, witness="李四"), actor="值班员")])
    monkeypatch.chdir(data)
    for before in (0, 4 * HOUR):
        journal.forget(before, 100 * HOUR)
        assert verify(config) == Exit.OK
        told = json.loads(capsys.readouterr().out)
        exec(program, {})  # noqa: S102 - our own page
        assert capsys.readouterr().out == f"{told['seq']} {told['digest']}\n"
    assert journal.cut_seq == 4
    with journal._engines.write.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET reason = 'x' WHERE seq = 7")
    with pytest.raises(AssertionError, match="8"):
        exec(program, {})  # noqa: S102


@pytest.mark.parametrize(
    "anchor",
    [
        {"seq": 1},
        {"digest": "0" * 64},
        {"seq": 1, "digest": "0" * 63},
        {"seq": 1, "digest": "g" * 64},
    ],
)
def test_half_an_anchor_is_wrong_usage(site, anchor):
    assert verify(site[0], **anchor) == Exit.USAGE


def test_a_journal_that_is_not_there_is_a_wrong_configuration_and_is_not_made(tmp_path, capsys):
    assert verify(data_dir=tmp_path) == Exit.BAD_CONFIGURATION
    assert "journal.sqlite" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    with sqlite3.connect(DataDirectory(tmp_path).journal) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("CREATE TABLE of_another_program (x)")
    file.close()
    assert verify(data_dir=tmp_path) == Exit.BAD_CONFIGURATION
    assert "no journal" in capsys.readouterr().err


def test_a_server_that_is_away_a_locked_and_a_ruined_file_have_codes_of_their_own(site, capsys):
    config, data, journal = site
    config.write_text(
        config.read_text(encoding="utf-8")
        + '[journal]\nurl = "postgresql://u:secret@127.0.0.1:1/x"',
        encoding="utf-8",
    )
    assert verify(config) == Exit.UNREACHABLE
    assert "secret" not in capsys.readouterr().err
    journal.close()
    file = DataDirectory(data).journal
    with sqlite3.connect(file) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        assert verify(data_dir=data) == Exit.BUSY
    holder.close()
    file.write_bytes(b"no database " * 1000)
    assert verify(data_dir=data) == Exit.FINDINGS


def export(site, tmp_path, start=None, end=None, form="jsonl"):
    out = tmp_path / f"out.{form}"
    return export_journal(site[0], start, end, form, out, as_json=True), out


def test_the_rows_of_a_time_are_exported(site, tmp_path, capsys):
    code, out = export(site, tmp_path, "1970-01-01T10:00", "1970-01-01T04:00:00Z")
    assert code == Exit.OK
    assert json.loads(capsys.readouterr().out) == {"out": str(out), "rows": 2}
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["at"] for row in rows] == ["1970-01-01T02:00:00.000Z", "1970-01-01T03:00:00.000Z"]
    assert export(site, tmp_path, str(3 * HOUR))[0] == Exit.OK
    assert len(out.read_text(encoding="utf-8").splitlines()) == ROWS - 3


@pytest.mark.parametrize("wrong", [{"start": "yesterday"}, {"end": "1970-13-01"}, {"form": "xlsx"}])
def test_what_can_not_be_understood_is_wrong_usage_and_writes_nothing(site, tmp_path, wrong):
    code, out = export(site, tmp_path, **wrong)
    assert code == Exit.USAGE
    assert not out.exists()


def test_a_place_that_can_not_be_written_leaves_nothing_behind(site, tmp_path):
    assert export(site, tmp_path / "none")[0] == Exit.UNREACHABLE
    (tmp_path / "out.jsonl").mkdir()
    assert export(site, tmp_path)[0] == Exit.UNREACHABLE
    assert not list(tmp_path.glob(".*"))
