"""Stored readings as batches in the order of time, from a store that somebody else writes."""

import numpy as np
import pytest

from hazardwatch import stored_range
from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import HistorianSettings
from hazardwatch.stored_range import StoredRange, choose_reader
from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from plant.directory import read_plant
from plant.reading import ReadingBatch, join
from simulators.player import EVERYTHING, Span
from simulators.shipped import PARKS

START = 1_704_067_200_000
HOUR = 3_600_000


@pytest.fixture(scope="module")
def plant():
    return read_plant(PARKS / "tennessee_eastman")


def batch(rows, times, values, status=0):
    return ReadingBatch.of(rows, [START + time for time in times], values, status)


async def keep(folder, plant, *batches, seal=False):
    historian = EmbeddedHistorian(folder / "historian")
    names = ("elsewhere", *(tag.id for tag in plant.tags))
    await historian.open(names)
    for number, each in enumerate(batches):
        await historian.append(each, SpoolPosition(0, number + 1))
    if seal:
        await historian.seal()
    return historian


def read(folder, plant, start=0, end=100 * HOUR, span=EVERYTHING):
    reader = choose_reader(HistorianSettings(), DataDirectory(folder))
    stored = StoredRange(reader, plant, Span(START + start, START + end))
    whole = join(list(stored(span)))
    names = [plant.tags[row].id for row in whole.row.tolist()]
    return stored, list(
        zip((whole.time - START).tolist(), names, whole.value.tolist(), strict=True)
    )


@pytest.mark.parametrize("seal", [False, True], ids=["head", "sealed"])
async def test_readings_come_by_time_and_at_one_instant_by_the_plants_order(tmp_path, plant, seal):
    one, two = plant.tags[0].id, plant.tags[1].id
    kept = batch([2, 1, 1, 2, 0], [0, 0, 1000, 500, 7], [4.0, 3.0, 6.0, np.nan, 1.0], 0)
    historian = await keep(tmp_path, plant, kept, seal=seal)
    stored, told = read(tmp_path, plant)
    assert told[:2] == [(0, one, 3.0), (0, two, 4.0)]
    assert [each[:2] for each in told[2:]] == [(500, two), (1000, one)]
    assert np.isnan(told[2][2])
    assert stored.skipped == {"elsewhere"}
    await historian.close()


async def test_status_is_kept_and_a_range_is_half_open(tmp_path, plant):
    historian = await keep(tmp_path, plant, batch([1] * 4, [0, 1, 2, 3], [1, 2, 3, 4], 0x40000000))
    stored, told = read(tmp_path, plant, span=Span(START + 1, START + 3))
    assert [value for *_, value in told] == [2, 3]
    assert set(join(list(stored(EVERYTHING))).status.tolist()) == {0x40000000}
    await historian.close()


async def test_slices_lose_and_repeat_nothing_whatever_their_length(tmp_path, plant, monkeypatch):
    """Slices lengthen over the empty hours and shorten in the dense one."""
    monkeypatch.setattr(stored_range, "FULL", 500)
    dense = [20 * HOUR + 50 * number for number in range(5000)]
    times = [0, HOUR, *dense, 90 * HOUR]
    historian = await keep(tmp_path, plant, batch([1] * len(times), times, range(len(times))))
    _, told = read(tmp_path, plant)
    assert [time for time, *_ in told] == times
    await historian.close()
