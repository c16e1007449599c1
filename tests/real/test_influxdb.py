"""The InfluxDB historian against a real engine; :mod:`tests.real.influxdb` says what is real."""

import itertools
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from historian.influxdb import InfluxHistorian
from historian.port import HistorianRefusedError, HistorianUnavailableError, SpoolPosition
from plant.quality import GOOD
from plant.reading import Mark, ReadingBatch
from tests.historian.port_contract import (
    NOON,
    TAGS,
    UPTO,
    HistorianContract,
    Reopen,
    listed,
    readings,
)
from tests.platform import find_port
from tests.real.influxdb import ask, influxd, write_route

__all__ = ["influxd"]

pytestmark = pytest.mark.influxdb

_buckets = (f"park{number}" for number in itertools.count())


@pytest.fixture
async def server(influxd: str) -> AsyncIterator[str]:
    async with write_route(influxd) as url:
        yield url


@pytest.fixture
async def bucket(influxd: str) -> AsyncIterator[str]:
    name = next(_buckets)
    await ask(influxd, f'CREATE DATABASE "{name}"')
    yield name
    await ask(influxd, f'DROP DATABASE "{name}"')


@pytest.fixture
async def reopen(server: str, bucket: str, tmp_path: Path) -> AsyncIterator[Reopen]:
    opened: list[InfluxHistorian] = []

    async def reopen(tags: tuple[str, ...] = TAGS) -> InfluxHistorian:
        if opened:
            await opened.pop().close()
        opened.append(InfluxHistorian(server, bucket, position_file=tmp_path / "position.json"))
        await opened[0].open(tags)
        return opened[0]

    yield reopen
    await opened[0].close()


class TestInflux(HistorianContract):
    async def test_forgetting_is_left_to_the_bucket(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON, 1.0)), UPTO)
        await historian.forget(NOON + 1)
        assert listed(await historian.read(TAGS[0], NOON, NOON + 1)) == [(NOON, 1.0, GOOD)]


async def test_many_readings_in_several_writes_the_last_of_each_time_standing(reopen: Reopen):
    historian = await reopen()
    count = 12_000
    times = NOON + np.arange(count) // 2
    value = np.random.default_rng(7).normal(size=count)
    await historian.append(ReadingBatch.of(np.zeros(count, np.int32), times, value), UPTO)
    found = await historian.read(TAGS[0], NOON, NOON + count)
    assert found.value.tolist() == value[1::2].tolist()
    assert historian.counts.written == count // 2


async def test_source_time_and_marks_are_kept_where_there_are_any(
    reopen: Reopen, influxd: str, bucket: str
):
    historian = await reopen()
    batch = ReadingBatch.of([0, 0], [NOON, NOON + 1], [1.0, 2.0])
    late = replace(
        batch,
        source=batch.source - [0, 500],
        marks=np.array([0, Mark.LATE], dtype=np.uint16),
    )
    await historian.append(late, UPTO)
    answer = await ask(influxd, 'SELECT "source", "marks" FROM reading', db=bucket, epoch="ms")
    (series,) = answer["results"][0]["series"]
    assert series["values"] == [[NOON + 1, NOON - 499, 1]]


async def test_a_line_the_server_will_not_have_costs_only_itself(
    reopen: Reopen, influxd: str, bucket: str
):
    historian = await reopen()
    await ask(influxd, f'ALTER RETENTION POLICY autogen ON "{bucket}" DURATION 30d')
    now = int(time.time() * 1000)
    await historian.append(readings((0, 1000, 1.0), (0, now, 2.0), (1, now, 3.0)), UPTO)
    assert set(await historian.last()) == {TAGS[0], TAGS[1]}
    assert historian.counts.given_up == 1
    assert "retention" in historian.counts.complaint


async def test_a_time_beyond_the_servers_range_costs_only_itself(reopen: Reopen):
    historian = await reopen()
    await historian.append(readings((0, NOON, 1.0), (1, 2**60, 2.0), (2, NOON, 3.0)), UPTO)
    assert set(await historian.last()) == {TAGS[0], TAGS[2]}
    assert historian.counts.given_up == 1


async def test_an_unknown_bucket_is_refused(server: str, tmp_path: Path):
    historian = InfluxHistorian(server, "nowhere", position_file=tmp_path / "position.json")
    await historian.open(TAGS)
    with pytest.raises(HistorianRefusedError, match="404"):
        await historian.append(readings((0, NOON, 1.0)), UPTO)
    with pytest.raises(HistorianRefusedError, match="not found"):
        await historian.last()
    await historian.close()


async def test_a_position_belongs_to_its_bucket(reopen: Reopen, server: str, tmp_path: Path):
    historian = await reopen()
    await historian.append(readings((0, NOON, 1.0)), SpoolPosition(5, 6))
    other = InfluxHistorian(server, "another", position_file=tmp_path / "position.json")
    assert await other.open(TAGS) is None
    await other.close()


async def test_a_server_that_is_away_is_unavailable_and_met_when_it_comes(
    influxd: str, bucket: str, tmp_path: Path
):
    port = find_port()
    historian = InfluxHistorian(
        f"http://127.0.0.1:{port}", bucket, position_file=tmp_path / "position.json"
    )
    with pytest.raises(HistorianUnavailableError):
        await historian.open(TAGS)
    with pytest.raises(HistorianUnavailableError):
        await historian.append(readings((0, NOON, 1.0)), UPTO)
    with pytest.raises(HistorianUnavailableError):
        await historian.read(TAGS[0], 0, NOON)
    async with write_route(influxd, port):
        assert await historian.open(TAGS) is None
        await historian.append(readings((0, NOON, 1.0)), UPTO)
        assert historian.server.startswith("InfluxDB 1.6")
        assert await historian.open(TAGS) == UPTO
    await historian.close()


async def test_every_double_comes_back_bit_by_bit(reopen: Reopen):
    historian = await reopen()
    bits = np.random.default_rng(11).integers(0, 2**64, 5_000, dtype=np.uint64)
    noise = bits.view(np.float64)[np.isfinite(bits.view(np.float64))]
    edges = [0.0, 9e7, 90_000_000.5, 1e-8, 1e16, 1e22, 5e-324, 1.7976931348623157e308, 2.0**53]
    decimals = np.round(np.random.default_rng(12).normal(0, 5e3, 5_000), 3)
    value = np.concatenate([noise, edges, np.negative(edges[1:]), decimals])
    time_ = NOON + np.arange(len(value))
    await historian.append(ReadingBatch.of(np.zeros(len(value), np.int32), time_, value), UPTO)
    found = await historian.read(TAGS[0], NOON, NOON + len(value))
    assert found.value.view(np.uint64).tolist() == value.view(np.uint64).tolist()
    assert historian.given_up == 0
