"""``export alarms``: where it goes, what is said of it, and what keeps it from going."""

import json

import pytest

from alerting.journal import Journal
from hazardwatch.exit_code import Exit
from hazardwatch.journal_reports import export_alarms


@pytest.fixture
def configure(tmp_path):
    def configure(journal=""):
        config = tmp_path / "hazardwatch.toml"
        config.write_text(
            f'[plant]\ndir = "p"\n[mqtt]\nurl = "mqtt://b"\n[journal]\nurl = "{journal}"\n',
            encoding="utf-8",
        )
        return config

    return configure


def test_a_place_that_can_not_be_written_is_refused_before_anything_is_read(tmp_path, capsys):
    (tmp_path / "file").touch()
    for out in (tmp_path, tmp_path / "none" / "x", tmp_path / "file" / "x"):
        assert export_alarms(tmp_path / "no.toml", out, as_json=False) == Exit.USAGE
        assert capsys.readouterr().err.startswith(f"--out {out}: ")


@pytest.mark.parametrize(
    "url, code",
    [
        ("foo", Exit.BAD_CONFIGURATION),
        ("sqlite:////nonexistent/journal.sqlite", Exit.BAD_CONFIGURATION),
        ("postgresql://127.0.0.1:1/x", Exit.UNREACHABLE),
    ],
)
def test_a_journal_that_can_not_be_opened_is_one_line(configure, capsys, url, code):
    assert export_alarms(configure(url), None, as_json=False) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("journal.url")


def test_machines_are_told_path_and_rows_beside_the_rows(configure, tmp_path, capsysbinary):
    url = f"sqlite:///{tmp_path / 'journal.sqlite'}"
    Journal(url).close()
    out = tmp_path / "alarms.jsonl"
    assert export_alarms(configure(url), out, as_json=True) == Exit.OK
    assert json.loads(capsysbinary.readouterr().out) == {"out": str(out), "rows": 0}
    assert out.read_bytes() == b""
    assert export_alarms(configure(url), None, as_json=True) == Exit.OK
    told = capsysbinary.readouterr()
    assert (told.out, json.loads(told.err)) == (b"", {"out": None, "rows": 0})
