"""A disk that takes no more: the spool refuses, and keeps and gives back what it had promised.

The kernel's own limit on the size of a file stands in for the full disk; it needs no root, and
the write fails half way as it does there.
"""

import subprocess
import sys

from historian.spool import Spool

CHILD = """
import resource, sys
from pathlib import Path
from historian.spool import Spool, SpoolFullError, TickRecord
from plant.reading import ReadingBatch

resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
spool = Spool(Path(sys.argv[1]), ("a", "b"), ())
now = 0
while True:
    now += 1
    try:
        spool.append(TickRecord(now, ReadingBatch.of([0, 1], [now, now], [1.0, 2.0])))
    except SpoolFullError:
        print(now - 1, spool.counts.refused, spool.position.offset)
        break
    spool.commit()
"""


def test_what_was_committed_before_the_disk_was_full_is_there(tmp_path):
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)], check=True, capture_output=True, text=True
    )
    committed, refused, end = map(int, child.stdout.split())
    assert committed > 10
    assert refused == 1
    (segment,) = tmp_path.iterdir()
    assert segment.stat().st_size == end
    spool = Spool(tmp_path, ("a", "b"), ())
    assert [record.now for _, record in spool.read()] == list(range(1, committed + 1))
    assert (spool.counts.torn_bytes, spool.counts.damaged_bytes) == (0, 0)
    spool.close()
