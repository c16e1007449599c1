"""Alarm logs: which files are some, and what their rows say."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulators.scoring.alarm_log import Message, read_alarm_log, split_cases
from simulators.scoring.run import ScoringError


def write(path, *rows):
    """Rows of (case, seconds, tag, type)."""
    columns = {
        "timestamp": pa.array([row[1] * 10**9 for row in rows], pa.timestamp("ns")),
        "tag": pa.array([row[2] for row in rows]).dictionary_encode(),
        "type": [row[3] for row in rows],
        "description": ["" for _ in rows],
        "case": pa.array([row[0] for row in rows], pa.int16()),
    }
    pq.write_table(pa.table(columns), path)
    return path


def test_raises_and_returns_of_each_case_in_their_order(tmp_path):
    rows = (2, 1, "FI1", "H"), (1, 3, "FI1", "LL"), (2, 2, "FI1", "H NR")
    messages = read_alarm_log(write(tmp_path / "log.parquet", *rows))
    assert dict(split_cases(messages)) == {
        1: [Message(1, 3000, "FI1:LL", raised=True)],
        2: [Message(2, 1000, "FI1:H", raised=True), Message(2, 2000, "FI1:H", raised=False)],
    }


@pytest.mark.parametrize("kind", ["rate", "H RN", "", "high"])
def test_what_is_no_limit_is_no_alarm_log(tmp_path, kind):
    with pytest.raises(ScoringError, match="no type of alarm"):
        read_alarm_log(write(tmp_path / "log.parquet", (1, 1, "FI1", kind)))


def test_a_file_that_is_none_is_named(tmp_path):
    (tmp_path / "text").write_text("case,timestamp\n", encoding="utf-8")
    for name in ("text", "absent"):
        with pytest.raises(ScoringError, match=name):
            read_alarm_log(tmp_path / name)
