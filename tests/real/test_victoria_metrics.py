"""Writing through the unmodified official client into a real server's ``/api/v2/write``."""

import math
from pathlib import Path

import numpy as np
import pytest

from historian.influxdb import InfluxHistorian
from historian.line_protocol import NO_NUMBER
from plant.quality import BAD_NOT_A_NUMBER, UNCERTAIN
from plant.reading import ReadingBatch
from tests.historian.port_contract import NOON, TAGS, UPTO
from tests.real.victoria_metrics import exported, refused_lines, victoria

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
