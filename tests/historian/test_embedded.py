"""What only the embedded historian does: sealing, days, damage, a full disk."""

import asyncio
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from historian import embedded
from historian.embedded import EmbeddedHistorian
from historian.port import HistorianUnavailableError, SpoolPosition
from historian.sealing import BLOCK_MS, DAY_MS
from historian.sqlite_file import open_to_read
from plant.reading import ReadingBatch
from tests.historian.port_contract import DAY, NOON, TAGS, UPTO, listed, readings


@pytest.fixture
async def historian(tmp_path: Path):
    historian = EmbeddedHistorian(tmp_path)
    await historian.open(TAGS)
    yield historian
    await historian.close()


def rows_in(path: Path, query: str) -> list[tuple]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        found = file.execute(query).fetchall()
    file.close()
    return found


def day_files(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.glob("*.blocks"))


async def test_blocks_go_into_one_file_a_utc_day(historian, tmp_path):
    midnight = NOON - NOON % DAY
    await historian.append(
        readings((0, midnight - 1, 1.0), (1, midnight, 2.0), (0, midnight + DAY - 1, 3.0)), UPTO
    )
    await historian.seal()
    assert day_files(tmp_path) == ["2024-10-03.blocks", "2024-10-04.blocks"]
    assert rows_in(tmp_path / "head.sqlite", "SELECT count(*) FROM head") == [(0,)]
    names = "SELECT name, t0, n FROM block JOIN tag ON tag.id = tag ORDER BY t0"
    assert rows_in(tmp_path / "2024-10-04.blocks", names) == [
        (TAGS[1], midnight, 1),
        (TAGS[0], midnight + DAY - 1, 1),
    ]


async def test_no_block_reaches_over_a_full_hour(historian, tmp_path):
    times = np.arange(NOON - BLOCK_MS // 2, NOON + BLOCK_MS, 60_000)
    await historian.append(ReadingBatch.of(np.zeros(len(times)), times, times / 1.0), UPTO)
    await historian.seal()
    (file,) = day_files(tmp_path)
    assert rows_in(tmp_path / file, "SELECT max(t1 / 3600000 - t0 / 3600000) FROM block") == [(0,)]
    for start in times.tolist():
        found = await historian.read(TAGS[0], start, start + 61_000)
        assert found.time.tolist() == [t for t in times.tolist() if start <= t < start + 61_000]


async def test_head_and_overlapping_blocks_merge_in_the_order_of_writing(historian):
    oracle: dict[int, float] = {}
    random = np.random.default_rng(11)
    for turn in range(30):
        times = NOON + random.integers(0, 40, 8)
        values = random.normal(size=8)
        await historian.append(ReadingBatch.of(np.zeros(8), times, values), UPTO)
        oracle.update(zip(times.tolist(), values.tolist(), strict=True))
        if turn % 4 == 0:
            await historian.seal()
        found = await historian.read(TAGS[0], NOON, NOON + 40)
        window = await historian.window(NOON, NOON + 40)
        assert dict(zip(found.time.tolist(), found.value.tolist(), strict=True)) == oracle
        assert listed(window[TAGS[0]]) == listed(found)


async def test_seals_by_itself_and_loses_nothing_while_it_does(tmp_path):
    historian = EmbeddedHistorian(tmp_path, head_rows=200)
    await historian.open(TAGS)
    for turn in range(60):
        times = NOON + np.arange(turn * 50, turn * 50 + 50)
        await historian.append(ReadingBatch.of(np.zeros(50), times, times / 1.0), UPTO)
        found = await historian.read(TAGS[0], NOON, NOON + DAY)
        assert found.time.tolist() == list(range(NOON, NOON + turn * 50 + 50))
    await historian.close()
    assert historian.counts.sealed > 1000
    assert historian.counts.seal_failures == 0


async def test_a_crash_between_blocks_and_head_doubles_nothing(historian, tmp_path, monkeypatch):
    await historian.append(readings((0, NOON, 1.0), (0, NOON + 1, 2.0)), UPTO)

    def crash(*_):
        raise OSError("pulled out")

    monkeypatch.setattr(historian, "_remove", crash)
    with pytest.raises(HistorianUnavailableError, match="pulled out"):
        await historian.seal()
    assert rows_in(tmp_path / "head.sqlite", "SELECT count(*) FROM head") == [(1,)]
    await historian.close()
    again = EmbeddedHistorian(tmp_path)
    assert await again.open(TAGS) == UPTO
    for _ in range(2):
        assert len((await again.read(TAGS[0], NOON, NOON + 9)).time) == 2
        await again.seal()
    await again.close()


async def test_when_sealing_fails_for_long_it_takes_no_more_and_recovers(tmp_path, monkeypatch):
    historian = EmbeddedHistorian(tmp_path, head_rows=10)
    await historian.open(TAGS)

    def fail(*_):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(embedded, "write_day", fail)
        with pytest.raises(HistorianUnavailableError, match="disk full"):
            await append_singly(historian, 100)
    assert historian.counts.seal_failures > 0
    taken = len((await historian.read(TAGS[0], 0, NOON * 2)).time)
    assert 40 <= taken < 60
    await historian.seal()
    await historian.append(readings((0, NOON + 1000, 1.0)), UPTO)
    assert len((await historian.read(TAGS[0], 0, NOON * 2)).time) == taken + 1
    await historian.close()


async def append_singly(historian: EmbeddedHistorian, count: int) -> None:
    for turn in range(count):
        await historian.append(readings((0, NOON + turn, 1.0)), UPTO)


async def test_a_damaged_block_is_stepped_over_and_counted(historian, tmp_path):
    await historian.append(readings((0, NOON, 1.0), (0, NOON + BLOCK_MS, 2.0)), UPTO)
    await historian.seal()
    (name,) = day_files(tmp_path)
    with sqlite3.connect(tmp_path / name) as file:
        file.execute("UPDATE block SET data = substr(data, 1, 9) WHERE t0 = ?", (NOON,))
    file.close()
    assert (await historian.read(TAGS[0], NOON, NOON + DAY_MS)).value.tolist() == [2.0]
    assert historian.counts.damaged_blocks == 1
    assert (await historian.window(NOON, NOON + DAY_MS))[TAGS[0]].value.tolist() == [2.0]


async def test_a_day_that_is_no_database_is_set_aside_and_the_rest_goes_on(historian, tmp_path):
    await historian.append(readings((0, NOON, 1.0), (0, NOON + DAY, 2.0)), UPTO)
    await historian.seal()
    name = day_files(tmp_path)[0]
    rubbish = b"no database at all" * 100
    (tmp_path / name).write_bytes(rubbish)
    found = await historian.read(TAGS[0], NOON, NOON + DAY + 1)
    assert listed(found) == [(NOON + DAY, 2.0, 0)]
    assert historian.counts.set_aside == 1
    assert historian.counts.set_aside_last == str(tmp_path / f"{name}.damaged-1")
    assert (tmp_path / f"{name}.damaged-1").read_bytes() == rubbish
    await historian.append(readings((0, NOON, 3.0)), UPTO)
    await historian.seal()
    assert listed(await historian.read(TAGS[0], NOON, NOON + 1)) == [(NOON, 3.0, 0)]
    assert historian.counts.set_aside == 1


async def test_sealing_into_a_damaged_day_mends_it_first(historian, tmp_path):
    await historian.append(readings((0, NOON, 1.0)), UPTO)
    await historian.seal()
    (name,) = day_files(tmp_path)
    with sqlite3.connect(tmp_path / name) as file:
        file.execute("UPDATE written SET blocks = 7")
    file.close()
    await historian.append(readings((0, NOON + 1, 2.0)), UPTO)
    await historian.seal()
    found = await historian.read(TAGS[0], NOON, NOON + 9)
    assert listed(found) == [(NOON, 1.0, 0), (NOON + 1, 2.0, 0)]
    assert historian.counts.set_aside == 1


async def test_a_damaged_head_is_set_aside_and_the_spool_taken_up_anew(tmp_path):
    historian = EmbeddedHistorian(tmp_path)
    await historian.open(TAGS)
    await historian.append(readings((0, NOON, 1.0)), UPTO)
    await historian.append(readings((0, NOON + 1, 2.0)), UPTO)
    await historian.close()
    with sqlite3.connect(tmp_path / "head.sqlite") as file:
        file.execute("UPDATE head SET n = 9 WHERE id = 1")
    file.close()
    again = EmbeddedHistorian(tmp_path)
    assert await again.open(TAGS) is None
    assert listed(await again.read(TAGS[0], 0, 2 * NOON)) == [(NOON + 1, 2.0, 0)]
    assert again.counts.set_aside == 1
    await again.close()


async def test_a_time_that_is_no_date_is_left_out_and_counted(historian):
    await historian.append(readings((0, -1, 1.0), (1, 2**62, 2.0), (2, NOON, 3.0)), UPTO)
    assert set(await historian.last()) == {TAGS[2]}
    assert historian.counts.unstorable == 2


async def test_another_process_may_read_while_it_is_open(historian, tmp_path):
    await historian.append(readings((0, NOON, 1.0)), UPTO)
    await historian.seal()
    await historian.append(readings((0, NOON + 1, 1.0)), SpoolPosition(4, 5))
    (name,) = day_files(tmp_path)
    assert rows_in(tmp_path / name, "SELECT sum(n) FROM block") == [(1,)]
    assert rows_in(tmp_path / "head.sqlite", "SELECT segment, at FROM state") == [(4, 5)]


async def test_forgetting_unlinks_whole_days_with_all_their_files(historian, tmp_path):
    await historian.append(readings((0, NOON - DAY, 1.0), (0, NOON, 2.0)), UPTO)
    await historian.seal()
    await historian.forget(NOON)
    assert [name for name in map(str, tmp_path.iterdir()) if "2024-10-03" in name] == []
    assert listed(await historian.read(TAGS[0], 0, 2 * NOON)) == [(NOON, 2.0, 0)]


async def test_does_not_hold_the_loop(historian):
    """While a large batch is written and sealed the loop goes on turning."""
    count = 200_000
    times = NOON + np.arange(count)
    batch = ReadingBatch.of(np.arange(count) % 3, times, np.round(np.sin(times), 2))
    turns = 0

    async def turn():
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    turning = asyncio.create_task(turn())
    await historian.append(batch, UPTO)
    await historian.seal()
    turning.cancel()
    assert turns > 10


async def test_is_unavailable_when_closed(tmp_path):
    historian = EmbeddedHistorian(tmp_path)
    with pytest.raises(HistorianUnavailableError, match="not open"):
        await historian.append(readings((0, NOON, 1.0)), UPTO)
    await historian.open(TAGS)
    await historian.close()
    with pytest.raises(HistorianUnavailableError, match="closed"):
        await historian.append(readings((0, NOON, 1.0)), UPTO)


def count_bytes(directory: Path) -> int:
    """On the disk, of everything but the head, which comes and goes by itself."""
    files = (file for file in directory.iterdir() if not file.name.startswith("head."))
    return sum(file.stat().st_blocks * 512 for file in files)


async def test_forgetting_gives_the_room_back_and_leaves_readers_of_the_day_alone(tmp_path):
    historian = EmbeddedHistorian(tmp_path)
    await historian.open(TAGS)
    random = np.random.default_rng(3)
    sizes = []
    for day in range(3):
        times = NOON + day * DAY + np.arange(20_000) * 1000
        await historian.append(
            ReadingBatch.of(np.zeros(20_000), times, random.random(20_000)), UPTO
        )
        await historian.seal()
        sizes.append(count_bytes(tmp_path))
    reading = open_to_read(tmp_path / day_files(tmp_path)[0])
    rows = reading.execute("SELECT count(*) FROM block")  # in a transaction until it is fetched
    await historian.forget(NOON + 2 * DAY)
    assert rows.fetchall() == [(6,)]
    assert reading.execute("SELECT sum(n) FROM block").fetchall() == [(20_000,)]
    reading.close()
    assert count_bytes(tmp_path) == sizes[2] - sizes[1] > 100_000
    assert next(iter((await historian.last()).values()))[0] == NOON + 2 * DAY + 19_999_000
    await historian.close()


async def test_late_readings_go_into_days_that_are_sealed_and_the_last_written_wins(historian):
    await historian.append(readings((0, NOON, 1.0), (0, NOON + DAY, 2.0)), UPTO)
    await historian.seal()
    await historian.append(readings((0, NOON + 5, 3.0), (0, NOON, 4.0)), UPTO)
    for _ in range(2):  # from the head, then from its block
        found = await historian.read(TAGS[0], 0, 2 * NOON)
        assert listed(found) == [(NOON, 4.0, 0), (NOON + 5, 3.0, 0), (NOON + DAY, 2.0, 0)]
        await historian.seal()


async def test_the_head_gives_its_room_back_after_sealing(tmp_path):
    historian = EmbeddedHistorian(tmp_path, head_rows=10_000_000)
    await historian.open((*TAGS, *map(str, range(2000))))
    for turn in range(20):
        times = NOON + np.arange(turn * 50_000, (turn + 1) * 50_000)
        await historian.append(ReadingBatch.of(np.zeros(50_000), times, times / 1.0), UPTO)

    def size() -> int:
        return sum(file.stat().st_size for file in tmp_path.glob("head.sqlite*"))

    assert size() > 34_000_000
    await historian.seal()
    await historian.append(readings((0, NOON, 1.0)), UPTO)
    assert size() < 20_000_000
    await historian.close()
    assert size() < 9_000_000


async def test_batches_that_come_faster_than_they_are_sealed_wait_and_are_not_refused(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(embedded, "ROWS_A_REMOVAL", 2)  # so that others come between
    historian = EmbeddedHistorian(tmp_path, head_rows=10)
    await historian.open(TAGS)
    for turn in range(60):
        times = NOON + np.arange(turn * 30, turn * 30 + 30)
        await historian.append(ReadingBatch.of(np.zeros(30), times, times / 1.0), UPTO)
    assert historian.counts.seal_failures == 0
    assert len((await historian.read(TAGS[0], 0, 2 * NOON)).time) == 1800
    await historian.close()
