"""What ``replay`` and ``record`` refuse before anything is sent, and with which exit code."""

import pytest
from typer.testing import CliRunner

from hazardwatch.commands import app
from hazardwatch.exit_code import Exit
from simulators.message_record import Head, Message
from simulators.record_writer import RecordWriter
from tests.conftest import ROOT

NOBODY = "mqtt://127.0.0.1:1"
PLANT = str(ROOT / "simulators" / "parks" / "tennessee_eastman")


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("ts,XMEAS1\n0,1\n", encoding="utf-8")
    return path


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "passed.jsonl.gz"
    writer = RecordWriter(path, Head(0))
    writer.write(Message(1, "a", b"1"))
    writer.close()
    return path


@pytest.mark.parametrize(
    "words, code, said",
    [
        ([], Exit.USAGE, "--config or --data-dir"),
        (["{data}"], Exit.USAGE, "--plant"),
        (["{data}", "--data-dir", "."], Exit.USAGE, "--config or --data-dir"),
        (["{data}", "{record}", "--plant", PLANT], Exit.USAGE, "don't mix"),
        (["--data-dir", ".", "--plant", PLANT], Exit.USAGE, "--from"),
        (["{record}", "--from", "5", "--until", "5"], Exit.USAGE, "not before --until"),
        (["{record}", "--from", "noon"], Exit.USAGE, "--from noon"),
        (["{record}", "--topic", "a/#/b"], Exit.USAGE, "--topic a/#/b"),
        (["{record}", "--speed", "0", "--shift-to-now"], Exit.USAGE, "speed"),
        (["{record}", "--shift-to-now"], Exit.FINDINGS, "1 messages on 1 other topics (a)"),
        (["{record}"], Exit.UNREACHABLE, "mqtt://127.0.0.1:1: "),
        (["--config", "nowhere.toml", "--from", "0"], Exit.BAD_CONFIGURATION, "no such file"),
    ],
)
def test_what_can_not_be_played_is_said_with_its_exit_code(data, record, words, code, said):
    words = [word.format(data=data, record=record) for word in words]
    done = run("replay", *words, "--broker", NOBODY)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr


def test_no_broker_leaves_no_file(tmp_path):
    done = run("record", "--broker", NOBODY, "--out", tmp_path / "new.jsonl.gz")
    assert done.exit_code == Exit.UNREACHABLE
    assert not (tmp_path / "new.jsonl.gz").exists()
