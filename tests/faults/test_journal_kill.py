"""kill -9 of a process that appends to its journal: what was told stays, groups stay whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from alerting.journal import Journal

ROOT = Path(__file__).parents[2]
GROUP = 40
WRITER = f"""
import sys
from alerting.journal import Journal
from tests.alerting.tiny_park import make_entry

journal = Journal(sys.argv[1])
while True:
    first = journal.last_seq
    journal.append([make_entry(at=first + place) for place in range({GROUP})])
    print(journal.last_seq, flush=True)
"""


@pytest.mark.parametrize("rounds", [4])
def test_a_killed_writer_loses_nothing_it_told_and_leaves_no_half_group(tmp_path, rounds):
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    kept = 0
    for round_ in range(rounds):
        told = kill_writer(url, after=3 + 5 * round_)
        journal = Journal(url)
        entries = journal.read()
        assert told > kept
        assert len(entries) >= told
        assert len(entries) % GROUP == 0
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert journal.last_seq == len(entries)
        assert journal.verify() is None
        kept = len(entries)
        journal.close()


def kill_writer(url: str, after: int) -> int:
    """Kill a writer while it appends, after so many commits.

    :returns: the last ``seq`` that it said to be durable.
    """
    return int(kill_process(WRITER, url, after)[-1])


def kill_process(script: str, url: str, after: int) -> list[bytes]:
    """Kill a process of a script after so many lines; all the lines that it said."""
    command = [sys.executable, "-c", script, url]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}
    ) as writer:
        lines = [writer.stdout.readline() for _ in range(after)]
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.read().splitlines()
    assert writer.returncode == -signal.SIGKILL
    return lines
