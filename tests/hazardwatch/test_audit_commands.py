"""``audit verify | export``, and the rows that the commands about accounts leave."""

import csv
import json
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from dashboard_api.audit import COMMAND_LINE
from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from tests.contract.plant_directory import write_plant

PASSWORD = "a long password"


@pytest.fixture
def config(tmp_path):
    write_plant(tmp_path / "plant")
    config = tmp_path / "hazardwatch.toml"
    config.write_text('[plant]\ndir = "plant"\n[data]\ndir = "data"\n[mqtt]\nurl = "mqtt://b"\n')
    return config


@pytest.fixture
def run(config):
    def run(*words):
        told = CliRunner().invoke(
            app, [*words, "--config", str(config)], env={"HAZARDWATCH_PASSWORD": PASSWORD}
        )
        return told.exit_code, told.output

    return run


@pytest.fixture
def file(run, tmp_path):
    run("people", "set", "王班长", "--role", "shift_leader")
    run("people", "set", "李", "--role", "king")
    run("people", "remove", "王班长")
    run("people", "remove", "谁")
    return tmp_path / "data" / "audit.sqlite"


def test_commands_about_accounts_leave_a_row_refused_or_not_and_no_password(run, file, tmp_path):
    out = tmp_path / "audit.jsonl"
    assert run("audit", "export", "--out", str(out), "--format", "jsonl")[0] == Exit.OK
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["action"], row["object"], row["outcome"]) for row in rows] == [
        ("account_set", "王班长", "ok"),
        ("account_set", "李", "refused"),
        ("account_removed", "王班长", "ok"),
        ("account_removed", "谁", "refused"),
    ]
    assert {row["role"] for row in rows} == {COMMAND_LINE}
    assert all(row["actor"] for row in rows)
    assert PASSWORD not in out.read_text(encoding="utf-8")


def test_an_export_for_spreadsheets_holds_every_column_and_its_range(run, file, tmp_path):
    out = tmp_path / "audit.csv"
    assert run("audit", "export", "--out", str(out))[0] == Exit.OK
    with out.open(encoding="utf-8-sig", newline="") as text:
        head, *lines = csv.reader(text)
    assert (head[0], head[3], len(lines)) == ("序号 seq", "账户 actor", 4)
    run("audit", "export", "--out", str(out), "--to", "2001-01-01")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1
    assert run("audit", "export", "--out", str(out), "--format", "pdf")[0] == Exit.USAGE
    assert run("audit", "export", "--out", str(out), "--from", "never")[0] == Exit.USAGE


def test_a_whole_chain_is_verified_and_a_changed_row_is_named(run, file):
    code, output = run("audit", "verify")
    assert (code, "4 行 rows" in output) == (Exit.OK, True)
    told = json.loads(run("audit", "verify", "--json")[1])
    anchor = ("--seq", str(told["seq"]), "--digest", told["digest"])
    assert run("audit", "verify", *anchor)[0] == Exit.OK
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE audit SET outcome = 'ok' WHERE seq = 2")
    code, output = run("audit", "verify")
    assert (code, "第 2 行 row 2" in output) == (Exit.FINDINGS, True)
    code, output = run("historian", "check")
    assert (code, "row 2" in output) == (Exit.FINDINGS, True)


def test_no_log_no_database_and_half_an_anchor_are_told(run, tmp_path):
    assert run("audit", "verify")[0] == Exit.BAD_CONFIGURATION
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "audit.sqlite").write_bytes(b"not a database at all" * 100)
    assert run("audit", "verify")[0] == Exit.FINDINGS
    assert run("audit", "verify", "--seq", "1")[0] == Exit.USAGE


def test_an_account_is_made_where_the_log_can_not_be_written_and_that_is_said(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "audit.sqlite").mkdir()
    code, output = run("people", "set", "王班长", "--role", "viewer")
    assert (code, "审计日志 audit log" in output) == (Exit.OK, True)
    assert "王班长" in run("people", "list")[1]
