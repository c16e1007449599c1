"""InfluxDB away, and us killed beside it: the spool makes up for it in order, each reading once.

Against a real engine; :mod:`tests.real.influxdb` says what of it is real.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from historian.circuit import CircuitState, Pauses
from historian.feeder import Feeder
from historian.influxdb import InfluxHistorian
from historian.port import SpoolPosition
from historian.spool import Spool, TickRecord
from plant.reading import ReadingBatch
from tests.conftest import ROOT
from tests.platform import find_port
from tests.real.influxdb import ask, run_influxd, write_route

pytestmark = pytest.mark.influxdb

TAGS = tuple(f"E{number % 7}.LT-{number:03}" for number in range(100))
T0 = 1_700_000_000_000
BUCKET = "park"


class RecordingHistorian(InfluxHistorian):
    """Remembers the positions up to which it was fed and how long its batches were."""

    def __init__(self, url: str, position_file: Path) -> None:
        super().__init__(url, BUCKET, position_file=position_file)
        self.fed: list[SpoolPosition] = []
        self.longest = 0

    async def append(self, batch: ReadingBatch, upto: SpoolPosition) -> None:
        await super().append(batch, upto)
        self.fed.append(upto)
        self.longest = max(self.longest, len(batch))


@asynccontextmanager
async def serving_influxdb(directory: Path, port: int) -> AsyncIterator[str]:
    """An influxd over a directory, seen as version 2 at a port; killed when the block ends."""
    with run_influxd(directory) as (url, process):
        async with write_route(url, port):
            yield url
        process.kill()


def value_of(tick: int) -> np.ndarray:
    return np.random.default_rng(tick).normal(50, 20, len(TAGS))


def put(spool: Spool, ticks: range) -> None:
    """One reading a tag and tick, committed."""
    rows = np.arange(len(TAGS), dtype=np.int32)
    for tick in ticks:
        times = np.full(len(TAGS), T0 + 1000 * tick)
        spool.append(TickRecord(T0 + tick, ReadingBatch.of(rows, times, value_of(tick))))
    spool.commit()


async def until(met, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.02)


async def count_stored(url: str) -> int:
    """Values in the store, over all tags."""
    answer = await ask(url, 'SELECT count("value") FROM reading', db=BUCKET)
    found = answer["results"][0].get("series", [{"values": [[0, 0]]}])
    return found[0]["values"][0][1]


@pytest.fixture
def spool(tmp_path: Path):
    spool = Spool(tmp_path / "spool", TAGS, (), segment_bytes=256 << 10)
    yield spool
    spool.close()


async def test_an_outage_is_made_up_for_in_order_within_bounded_memory_and_once(spool, tmp_path):
    port, directory = find_port(), tmp_path / "influxd"
    directory.mkdir()
    historian = RecordingHistorian(f"http://127.0.0.1:{port}", tmp_path / "position.json")
    feeder = Feeder(spool, historian, TAGS, batch_rows=5_000, linger_s=0, pauses=Pauses(0.05, 0.2))
    circuit = feeder.state.circuit
    running = asyncio.create_task(feeder.run())

    async with serving_influxdb(directory, port) as url:
        await ask(url, f'CREATE DATABASE "{BUCKET}"')
        put(spool, range(10))
        feeder.wake()
        await until(lambda: feeder.state.readings == 1_000)
        assert circuit.closed

    for first in range(10, 1_010, 100):
        put(spool, range(first, first + 100))
        feeder.wake()
        await until(lambda: circuit.state is CircuitState.OPEN)
    assert (feeder.state.readings, circuit.refused) == (1_000, False)

    tracemalloc.start()
    async with serving_influxdb(directory, port):
        await until(lambda: feeder.state.readings > 20_000)
    async with serving_influxdb(directory, port) as url:  # killed again half way
        await until(lambda: feeder.lag_bytes == 0)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert await count_stored(url) == 101_000
        found = await historian.read(TAGS[42], T0, T0 + 1_010_000)
        assert found.value.tolist() == [value_of(tick)[42] for tick in range(1_010)]
        feeder.stop()
        await running
    await historian.close()

    assert circuit.closed
    assert historian.fed == sorted(historian.fed)
    assert historian.longest <= 5_000
    assert peak < spool.depth.bytes, "held at once: less than the outage's readings, spooled"
    assert historian.given_up == 0


KILLED = """
import asyncio, itertools, os, signal, sys
from pathlib import Path
from historian.feeder import Feeder
from historian.influxdb import InfluxHistorian
from historian.position_file import PositionFile
from historian.spool import Spool
from tests.faults.test_influxdb_outage import BUCKET, TAGS

folder, url, fatal = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
note, notes = PositionFile.write, itertools.count(1)

def note_or_die(file, upto):
    if next(notes) == fatal:
        os.kill(os.getpid(), signal.SIGKILL)
    note(file, upto)

async def feed():
    PositionFile.write = note_or_die
    spool = Spool(folder / "spool", TAGS, ())
    historian = InfluxHistorian(url, BUCKET, position_file=folder / "position.json")
    feeder = Feeder(spool, historian, TAGS, batch_rows=1000, linger_s=0)
    feeder.stop()
    await feeder.run()
    await historian.close()
    print(historian.counts.written)

asyncio.run(feed())
"""


def feed_and_die(folder: Path, url: str, fatal: int) -> subprocess.CompletedProcess[str]:
    """Feed in a process that is killed instead of noting its so-manieth position."""
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), url, str(fatal)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


async def test_killed_between_write_and_note_it_sends_again_and_the_store_keeps_once(
    spool, tmp_path
):
    put(spool, range(60))
    port, directory = find_port(), tmp_path / "influxd"
    directory.mkdir()
    async with serving_influxdb(directory, port) as url:
        await ask(url, f'CREATE DATABASE "{BUCKET}"')
        address, noted = f"http://127.0.0.1:{port}", 0
        for fatal in (1, 2, 3):
            child = await asyncio.to_thread(feed_and_die, tmp_path, address, fatal)
            assert child.returncode == -signal.SIGKILL, child.stderr
            noted += fatal - 1
            assert await count_stored(url) == 1000 * (noted + 1), "one batch more than was noted"
        child = await asyncio.to_thread(feed_and_die, tmp_path, address, 0)
        assert (child.returncode, int(child.stdout)) == (0, 1000 * (6 - noted)), child.stderr
        assert await count_stored(url) == 6000
    position = json.loads((tmp_path / "position.json").read_text())
    assert (position["segment"], position["offset"]) == spool.position
