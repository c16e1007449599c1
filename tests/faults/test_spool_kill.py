"""kill -9 of a process that writes to the spool: whatever it said was committed is there."""

import signal
import subprocess
import sys
from pathlib import Path

from historian.port import SpoolPosition
from historian.spool import Spool

CHILD = """
import itertools, sys
from pathlib import Path
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch

spool = Spool(Path(sys.argv[1]), ("a", "b"), (), segment_bytes=20_000)
for now in itertools.count(int(sys.argv[2])):
    spool.append(TickRecord(now, ReadingBatch.of([0, 1], [now, now], [1.0 * now, 2.0])))
    if now % 3 == 0:
        position = spool.commit()
        print(now, *position, flush=True)
"""


def run_until_killed(directory: Path, first: int, commits: int) -> tuple[int, SpoolPosition]:
    """Let a child write from ``first`` on; returns the last commit that it told of."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(directory), str(first)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for _ in range(commits):
        line = child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    line = ([line] + [rest for rest in child.stdout if rest.endswith("\n")])[-1]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    now, segment, offset = map(int, line.split())
    return now, SpoolPosition(segment, offset)


def test_nothing_committed_is_missing_however_often_it_is_killed(tmp_path):
    first, ends = 1, []
    for commits in (1, 7, 150, 40):
        now, position = run_until_killed(tmp_path, first, commits)
        ends.append((now, position))
        spool = Spool(tmp_path, ("a", "b"), ())
        found = [record.now for _, record in spool.read()]
        spool.close()
        assert found == list(range(1, len(found) + 1))
        assert found[-1] >= now
        first = found[-1] + 1
    spool = Spool(tmp_path, ("a", "b"), ())
    for now, position in ends:
        assert next((record.now for _, record in spool.read(position)), now + 1) == now + 1
    assert spool.counts.damaged_bytes == 0
    assert spool.depth.segments > len(ends)
    spool.close()
