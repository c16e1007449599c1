"""Sealing in another process: the same store as sealing here, whatever becomes of the process."""

import asyncio
import os
import signal

import numpy as np
import psutil
import pytest

from historian.embedded import EmbeddedHistorian
from historian.embedded_queries import DamagedDayError
from historian.port import SpoolPosition
from historian.sealing_process import NICENESS, SealingFailedError, SealingProcess, seal_head
from plant.reading import ReadingBatch

TAGS = ("LT-101", "PT-102")
NOON = 1_727_956_800_000


def batch(turn: int) -> ReadingBatch:
    times = NOON + turn * 100_000 + np.arange(100) * 1000
    return ReadingBatch.of(np.arange(100) % 2, times, times / 7)


@pytest.fixture
async def historian(tmp_path):
    historian = EmbeddedHistorian(tmp_path, seal_apart=True)
    await historian.open(TAGS)
    yield historian
    await historian.close()
    assert find_children() == []


def find_children() -> list[psutil.Process]:
    children = psutil.Process().children()
    living = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in living if "historian.sealing_process" in child.cmdline()]


async def fill(historian: EmbeddedHistorian, turns: range) -> None:
    for turn in turns:
        await historian.append(batch(turn), SpoolPosition(1, turn))


async def times(historian: EmbeddedHistorian) -> list[int]:
    found = await historian.window(0, 2 * NOON)
    return sorted(time for series in found.values() for time in series.time.tolist())


def expected(turns: int) -> list[int]:
    return list(range(NOON, NOON + turns * 100_000, 1000))


async def test_seals_what_the_head_holds_and_keeps_what_comes_meanwhile(historian, tmp_path):
    await fill(historian, range(5))
    await asyncio.gather(historian.seal(), fill(historian, range(5, 9)))
    (child,) = find_children()
    assert child.nice() == min(19, os.nice(0) + NICENESS)
    assert historian.counts.sealed >= 500
    assert await times(historian) == expected(9)
    await historian.seal()
    assert find_children() == [child]
    assert historian.counts.sealed == 900
    assert await times(historian) == expected(9)


async def test_when_the_process_is_killed_sealing_is_done_here_and_by_a_new_one_next(historian):
    await fill(historian, range(3))
    await historian.seal()
    (child,) = find_children()
    child.send_signal(signal.SIGKILL)
    await fill(historian, range(3, 6))
    await historian.seal()
    assert historian.counts.sealed == 600
    await fill(historian, range(6, 8))
    await historian.seal()
    (another,) = find_children()
    assert another != child
    assert await times(historian) == expected(8)


async def test_a_damaged_day_is_mended_and_sealed_into(historian, tmp_path):
    await fill(historian, range(2))
    await historian.seal()
    (day,) = tmp_path.glob("*.blocks")
    content = bytearray(day.read_bytes())
    content[18] = 7  # what version of SQLite may write to it
    day.write_bytes(content)
    await fill(historian, range(2, 4))
    await historian.seal()
    assert historian.counts.set_aside == 1
    assert await times(historian) == expected(4)


async def test_says_what_is_wrong(historian, tmp_path):
    with pytest.raises(SealingFailedError, match="other batches"):
        seal_head(tmp_path, 5)
    await fill(historian, range(1))
    seal_head(tmp_path, 1)
    (day,) = tmp_path.glob("*.blocks")
    day.write_bytes(b"rubbish" * 1000)
    process = SealingProcess(tmp_path)
    with pytest.raises(DamagedDayError, match="does not begin"):
        process.seal(1)
    process.close()
    nowhere = SealingProcess(tmp_path / "nowhere")
    with pytest.raises(SealingFailedError, match="other batches"):
        nowhere.seal(1)
    nowhere.close()


def test_ends_with_whoever_started_it(tmp_path):
    process = SealingProcess(tmp_path)
    process.seal(0)
    (child,) = find_children()
    os.kill(child.pid, signal.SIGTERM)  # what a service manager tells a whole group
    process.seal(0)
    process.close()
    assert not child.is_running()
