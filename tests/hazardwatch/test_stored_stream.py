"""A historian's range as a stream: every reading once, in time, whatever the window."""

import pytest

from hazardwatch import stored_range
from hazardwatch.settings import read_settings
from hazardwatch.stored_stream import stream_stored
from plant.directory import read_plant
from plant.reading import join
from tests.contract.plant_directory import write_plant
from tests.hazardwatch.kept_site import keep_site

T0 = 1_700_000_000_000
ROWS = 40


@pytest.fixture
def plant(tmp_path):
    return write_plant(tmp_path / "plant")


@pytest.fixture
async def settings(tmp_path, plant):
    """A platform that has kept two tags, the second every other time."""
    rows = [f"{T0 + 10_000 * n},{n},{n if n % 2 else ''}" for n in range(ROWS)]
    data = tmp_path / "data.csv"
    data.write_text("\n".join(["ts,LT-101,TT-101", *rows]), encoding="utf-8")
    return read_settings(await keep_site(tmp_path, plant, data))


@pytest.mark.parametrize("window_ms", [15_000, 100_000, 10**9])
async def test_every_reading_once_in_time(settings, plant, monkeypatch, window_ms):
    monkeypatch.setattr(stored_range, "SHORTEST_MS", window_ms)
    park = read_plant(plant)
    stream = stream_stored(settings, park, T0 + 10_000, T0 + 300_000)
    batch = join(list(stream.batches))
    names = [park.tags[row].id for row in batch.row]
    expected = [
        (T0 + 10_000 * n, tag, float(n))
        for n in range(1, 30)
        for tag in ("LT-101", "TT-101")
        if n % 2 or tag == "LT-101"
    ]
    assert list(zip(batch.time.tolist(), names, batch.value.tolist(), strict=True)) == expected
    assert (stream.readings, stream.latest) == (len(expected), T0 + 290_000)


async def test_a_range_without_readings(settings, plant):
    stream = stream_stored(settings, read_plant(plant), 0, 1000)
    assert list(stream.batches) == []
    assert stream.latest is None
