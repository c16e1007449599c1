"""Writing through the unmodified official client into a real server's ``/api/v2/write``."""

import math
from pathlib import Path

import numpy as np
import pytest

from historian.influxdb import InfluxHistorian
from historian.line_protocol import NO_NUMBER
from historian.port import HistorianRefusedError
from plant.quality import BAD_NOT_A_NUMBER, UNCERTAIN
from plant.reading import ReadingBatch
from tests.historian.port_contract import NOON, TAGS, UPTO
from tests.real.victoria_metrics import (
    SAFE,
    exported,
    read_samples,
    refused_lines,
    run_victoria,
    victoria,
    write,
)

__all__ = ["victoria"]

pytestmark = pytest.mark.victoria


async def test_every_reading_arrives_with_value_quality_and_time(victoria: str, tmp_path: Path):
    historian = InfluxHistorian(
        victoria, "park", org="park", token="secret", position_file=tmp_path / "position.json"
    )
    await historian.open(TAGS)
    count = 9_000
    row = np.arange(count) % 2
    time = NOON + np.arange(count) // 2 * 1000
    value = np.round(np.random.default_rng(3).normal(50, 20, count), 3)
    status = np.where(np.arange(count) % 100 == 0, UNCERTAIN, 0)
    value[5], status[5] = math.nan, BAD_NOT_A_NUMBER
    await historian.append(ReadingBatch.of(row, time, value, status), UPTO)
    await historian.append(ReadingBatch.of([2], [NOON], [1e-7]), UPTO)
    assert await historian.open(TAGS) == UPTO
    await historian.close()

    values = await exported(victoria, "reading_value")
    qualities = await exported(victoria, "reading_quality")
    assert await refused_lines(victoria) == 0
    assert values[TAGS[2]] == {NOON: 1e-7}
    for which in range(2):
        mine = (row == which) & ~np.isnan(value)
        assert values[TAGS[which]] == dict(zip(time[mine], value[mine], strict=True))
    expected = dict(zip(time[row == 1], status[row == 1], strict=True))
    expected[time[5]] = NO_NUMBER + BAD_NOT_A_NUMBER
    assert qualities[TAGS[1]] == expected


READING = f"reading,point=T1 value=12.3456,quality=0i {NOON + 1}\n"


async def sample_of(url: str, name: str, lines: str) -> list[tuple[int, float]]:
    await write(url, lines)
    return await read_samples(url, name)


async def test_without_its_deduplication_a_write_sent_again_stands_twice(tmp_path: Path):
    """Why people are warned; a reading that is sent once is there once."""
    with run_victoria(tmp_path, []) as url:
        historian = InfluxHistorian(url, "park", position_file=tmp_path / "position.json")
        await historian.open(TAGS)
        batch = ReadingBatch.of([0], [NOON], [1.0])
        await historian.append(batch, UPTO)
        assert await read_samples(url, "reading_value") == [(NOON, 1.0)]
        await historian.append(batch, UPTO)
        assert await read_samples(url, "reading_value") == [(NOON, 1.0)] * 2
        await historian.close()


@pytest.mark.parametrize(
    ("flags", "name", "lines", "stored"),
    [
        (
            ["-dedup.minScrapeInterval=1m"],
            "reading_value",
            READING + READING.replace(str(NOON + 1), str(NOON + 5)),
            [(NOON + 5, 12.3456)],
        ),
        ([*SAFE, "-influxTrimTimestamp=1s"], "reading_value", READING, [(NOON, 12.3456)]),
        (
            [*SAFE, "-influxSkipSingleField"],
            "reading",
            f"reading,point=T1 quality={BAD_NOT_A_NUMBER}i {NOON}\n",
            [(NOON, float(BAD_NOT_A_NUMBER))],
        ),
        ([*SAFE, "-influxSkipMeasurement"], "value", READING, [(NOON + 1, 12.3456)]),
    ],
    ids=["thrown away", "another time", "a code for a reading", "mixed"],
)
async def test_what_would_invent_or_lose_does_so_and_gets_nothing_of_ours(
    tmp_path: Path, flags, name, lines, stored
):
    with run_victoria(tmp_path, flags) as url:
        historian = InfluxHistorian(url, "park", position_file=tmp_path / "position.json")
        with pytest.raises(HistorianRefusedError) as refused:
            await historian.open(TAGS)
        complaint = str(refused.value)
        assert flags[-1].partition("=")[0] in complaint
        with pytest.raises(HistorianRefusedError):
            await historian.append(ReadingBatch.of([0], [NOON], [1.0]), UPTO)
        await historian.close()
        assert await sample_of(url, name, lines) == stored


async def test_decimals_are_kept_as_they_are_and_other_doubles_to_twelve_digits(
    victoria: str, tmp_path: Path
):
    """It keeps decimals, not doubles; docs/historian.md says so."""
    historian = InfluxHistorian(victoria, "park", position_file=tmp_path / "position.json")
    await historian.open(("decimal", "double"))
    double = np.random.default_rng(1).normal(50, 20, 2_000)
    decimal, time = np.round(double, 4), NOON + np.arange(2_000)
    for row, value in enumerate((decimal, double)):
        await historian.append(ReadingBatch.of(np.full(2_000, row), time, value), UPTO)
    await historian.close()

    async def stored(point: str) -> list[float]:
        samples = await read_samples(victoria, f'reading_value{{point="{point}"}}')
        return [value for _, value in samples]

    assert await stored("decimal") == decimal.tolist()
    found = await stored("double")
    assert found != double.tolist()
    np.testing.assert_allclose(found, double, rtol=1e-12)


async def test_a_string_would_be_stored_as_a_reading_of_0(victoria: str):
    """Why no field of ours is ever a string."""
    lines = f'words,point=T1 value="broken" {NOON}\n'
    assert await sample_of(victoria, "words_value", lines) == [(NOON, 0)]


async def test_a_write_repeated_stands_once(victoria: str, tmp_path: Path):
    historian = InfluxHistorian(victoria, "park", position_file=tmp_path / "position.json")
    await historian.open(("again",))
    batch = ReadingBatch.of([0, 0], [NOON, NOON + 1], [1.5, 2.5])
    for _ in range(3):
        await historian.append(batch, UPTO)
    found = await read_samples(victoria, 'reading_value{point="again"}')
    assert found == [(NOON, 1.5), (NOON + 1, 2.5)]
    await historian.close()


async def test_it_is_written_only_and_says_so(victoria: str, tmp_path: Path):
    historian = InfluxHistorian(victoria, "park", position_file=tmp_path / "position.json")
    await historian.open(TAGS)
    assert historian.server == "VictoriaMetrics"
    with pytest.raises(HistorianRefusedError, match="没有 InfluxQL"):
        await historian.last()
    await historian.close()
