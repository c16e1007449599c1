"""A second, real process reads while this one writes and seals: whatever was committed is found."""

import asyncio
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from plant.reading import ReadingBatch
from tests.conftest import ROOT

READER = """
import json, sys
from pathlib import Path
from historian.embedded_reader import EmbeddedReader

reader = EmbeddedReader(Path(sys.argv[1]))
for line in sys.stdin:
    row = json.loads(line)
    found = reader.read(f"tag-{row}", 0, 10**12)
    window = reader.window(0, 10**12)[f"tag-{row}"]
    wrong = [t for t, v in zip(found.time.tolist(), found.value.tolist()) if v != t / 7]
    print(json.dumps({
        "times": found.time.tolist(),
        "window_too": set(found.time.tolist()) <= set(window.time.tolist()),
        "wrong": wrong,
        "newest": reader.last()[f"tag-{row}"][0],
        "damaged": reader.damaged_blocks,
    }), flush=True)
"""
TAGS = tuple(f"tag-{row}" for row in range(4))
ROWS = 200
TURNS = 60


def start_reader(directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", READER, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def ask(reader: subprocess.Popen[str], row: int) -> dict:
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(json.dumps(row) + "\n")
    reader.stdin.flush()
    return json.loads(reader.stdout.readline())


def batch(turn: int) -> ReadingBatch:
    times = np.arange(turn * ROWS, (turn + 1) * ROWS) * 1000
    return ReadingBatch.of(np.arange(ROWS) % len(TAGS), times, times / 7)


async def test_every_committed_reading_is_found_while_batches_come_and_are_sealed(tmp_path):
    historian = EmbeddedHistorian(tmp_path, head_rows=1000)
    await historian.open(TAGS)
    with start_reader(tmp_path) as reader:
        for turn in range(TURNS):
            row = turn % len(TAGS)
            await historian.append(batch(turn), SpoolPosition(1, turn))
            asking = asyncio.create_task(asyncio.to_thread(ask, reader, row))
            written = turn
            while not asking.done():  # what is appended meanwhile may be found or not
                written += 1
                await historian.append(batch(written % TURNS), SpoolPosition(1, written))
                await asyncio.sleep(0)
            answer = await asking
            committed = range(row * 1000, (turn + 1) * ROWS * 1000, len(TAGS) * 1000)
            assert set(committed) <= set(answer["times"])
            assert answer["times"] == sorted(set(answer["times"]))
            assert (answer["wrong"], answer["damaged"], answer["window_too"]) == ([], 0, True)
            assert answer["newest"] >= answer["times"][-1]
    assert historian.counts.sealed > 10 * ROWS
    assert (historian.counts.seal_failures, historian.counts.damaged_blocks) == (0, 0)
    await historian.close()


def digests(directory: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in directory.iterdir()
        if not file.name.endswith(("-shm", "-wal"))
    }


async def test_a_reader_changes_no_file_and_needs_no_writer(tmp_path):
    historian = EmbeddedHistorian(tmp_path)
    await historian.open(TAGS)
    for turn in range(3):
        await historian.append(batch(turn), SpoolPosition(1, turn))
        if turn < 2:
            await historian.seal()
    await historian.close()
    before = await asyncio.to_thread(digests, tmp_path)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", READER, str(tmp_path)],
        input="1\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert len(json.loads(done.stdout)["times"]) == 3 * ROWS // len(TAGS)
    assert await asyncio.to_thread(digests, tmp_path) == before
