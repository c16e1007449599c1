"""An export has every column, times for people and for machines, and starts no program."""

import csv
import json
import tracemalloc

import pytest

from alerting.alarm import Event, Held, Terms
from alerting.journal_tables import JOURNAL
from hazardwatch.journal_export import describe_entry, write_export
from tests.alerting.tiny_park import make_entry

AT = 1_700_000_000_123
HELD = make_entry(
    seq=7,
    previous="f" * 64,
    event=Event.SHELVED,
    held=Held.SHELVED,
    at=AT,
    value=-5.25,
    actor="@SUM(A1)",
    reason="=cmd|' /C calc'!A0",
    terms=Terms(AT + 1, once=True, witness="-李四", work_order="+1"),
)


def test_every_column_of_the_journal_is_there():
    told = describe_entry(HELD)
    renamed = {"terms": "until", "at": "at", "source_time": "source_time"}
    assert {renamed.get(column.name, column.name) for column in JOURNAL.columns} <= told.keys()
    assert told["at"] == "2023-11-14T22:13:20.123Z"
    assert told["at_beijing"] == "2023-11-15 06:13:20.123"
    assert (told["until"], told["witness"]) == ("2023-11-14T22:13:20.124Z", "-李四")
    assert describe_entry(make_entry())["until"] is None


def test_csv_opens_in_a_spreadsheet_and_no_cell_is_a_formula(tmp_path):
    out = tmp_path / "journal.csv"
    assert write_export([HELD, make_entry()], "csv", out) == 2
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["数值 value"] == "-5.25"
    texts = [
        first[name] for name in ("操作人 actor", "原因 reason", "第二人 witness", "工单 work order")
    ]
    assert texts == ["'@SUM(A1)", "'=cmd|' /C calc'!A0", "'-李四", "'+1"]
    assert second["保持至(UTC) until"] == ""
    dangerous = [cell for cell in first.values() if cell[:1] in "=+-@\t\r" and cell[:1]]
    assert dangerous == ["-5.25"]


def test_json_lines_keep_every_character_and_bit(tmp_path):
    out = tmp_path / "journal.jsonl"
    write_export([HELD], "jsonl", out)
    (line,) = out.read_text(encoding="utf-8").splitlines()
    row = json.loads(line)
    assert (row["reason"], row["value"], row["previous"]) == (HELD.reason, -5.25, "f" * 64)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_that_breaks_off_leaves_the_last_one_as_it_was(tmp_path, form):
    def break_off():
        yield HELD
        raise OSError("the store went away")

    out = tmp_path / "journal"
    out.write_text("the last one", encoding="utf-8")
    with pytest.raises(OSError, match="went away"):
        write_export(break_off(), form, out)
    assert [file.name for file in tmp_path.iterdir()] == ["journal"]
    assert out.read_text(encoding="utf-8") == "the last one"


def test_however_many_rows_need_no_more_memory(tmp_path):
    def measure(rows):
        tracemalloc.start()
        write_export((HELD for _ in range(rows)), "csv", tmp_path / "out.csv")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    measure(10)
    assert measure(5_000) < measure(500) + 100_000
