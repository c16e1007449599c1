"""kill -9 of a process that writes and seals: what the embedded historian said it kept is there."""

import signal
import subprocess
import sys

import pytest

from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition

CHILD = """
import asyncio, itertools, sys
from pathlib import Path
import numpy as np
from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from plant.reading import ReadingBatch

async def write():
    directory, apart = Path(sys.argv[1]), sys.argv[2] == "apart"
    historian = EmbeddedHistorian(directory, head_rows=400, seal_apart=apart)
    position = await historian.open(("a", "b"))
    for turn in itertools.count(position.offset if position else 0):
        times = np.arange(turn * 50, turn * 50 + 50) * 1000
        batch = ReadingBatch.of(np.arange(50) % 2, times, times / 7)
        await historian.append(batch, SpoolPosition(1, turn + 1))
        print(turn + 1, historian.counts.sealed, flush=True)

asyncio.run(write())
"""


def run_until_killed(directory, acknowledged: int, where: str) -> tuple[int, int]:
    """How many batches a child was told are kept, and how many readings it had sealed."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(directory), where], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(acknowledged)]
    child.send_signal(signal.SIGKILL)
    lines += [line for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    kept, sealed = map(int, lines[-1].split())
    return kept, sealed


@pytest.mark.parametrize("where", ["here", "apart"])
async def test_nothing_acknowledged_is_missing_or_doubled_however_often_it_is_killed(
    tmp_path, where
):
    sealed = 0
    for acknowledged in (3, 40, 75):
        kept, sealed_now = run_until_killed(tmp_path, acknowledged, where)
        sealed += sealed_now
        historian = EmbeddedHistorian(tmp_path)
        position = await historian.open(("a", "b"))
        assert position is not None
        assert SpoolPosition(1, kept) <= position <= SpoolPosition(1, kept + 1)
        expected = [turn * 1000 for turn in range(position.offset * 50)]
        for row, tag in enumerate(("a", "b")):
            found = await historian.read(tag, 0, 10**12)
            assert found.time.tolist() == expected[row::2]
            assert found.value.tolist() == [time / 7 for time in expected[row::2]]
        await historian.close()
    assert sealed > 0
