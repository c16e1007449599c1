"""A range of readings in a real InfluxDB as batches to replay, asked as the configuration says."""

import asyncio
from pathlib import Path

import pytest

from hazardwatch.data_directory import DataDirectory
from hazardwatch.settings import HistorianSettings
from hazardwatch.stored_range import StoredRange, choose_reader
from historian.influxdb import InfluxHistorian
from historian.port import HistorianUnavailableError, SpoolPosition
from plant.directory import read_plant
from plant.reading import ReadingBatch, join
from simulators.player import EVERYTHING, Span
from simulators.shipped import PARKS
from tests.real.influxdb import ask, influxd, write_route

__all__ = ["influxd"]

pytestmark = pytest.mark.influxdb

START = 1_704_067_200_000
HOUR = 3_600_000


def read(url: str, bucket: str, folder: Path) -> list[tuple[int, str, float]]:
    plant = read_plant(PARKS / "tennessee_eastman")
    settings = HistorianSettings(kind="influxdb", url=url, bucket=bucket)
    reader = choose_reader(settings, DataDirectory(folder))
    whole = join(list(StoredRange(reader, plant, Span(START, START + 3 * HOUR))(EVERYTHING)))
    names = [plant.tags[row].id for row in whole.row.tolist()]
    return list(zip((whole.time - START).tolist(), names, whole.value.tolist(), strict=True))


async def test_readings_come_by_time_over_several_slices(influxd: str, tmp_path: Path):
    await ask(influxd, 'CREATE DATABASE "range"')
    names = [tag.id for tag in read_plant(PARKS / "tennessee_eastman").tags[:2]]
    times = [0, 0, 500, 2 * HOUR, 3 * HOUR]
    async with write_route(influxd) as url:
        historian = InfluxHistorian(url, "range", position_file=tmp_path / "position.json")
        await historian.open(tuple(names))
        batch = ReadingBatch.of([1, 0, 1, 0, 0], [START + at for at in times], [1, 2, 3, 4, 5])
        await historian.append(batch, SpoolPosition(0, 1))
        await historian.close()
        told = await asyncio.to_thread(read, url, "range", tmp_path)
    one, two = names
    assert told == [(0, one, 2), (0, two, 1), (500, two, 3), (2 * HOUR, one, 4)]


def test_a_store_that_is_away_is_unavailable(free_port: int, tmp_path: Path):
    with pytest.raises(HistorianUnavailableError):
        read(f"http://127.0.0.1:{free_port}", "range", tmp_path)
