"""The embedded historian on a day of the demonstration park, beside Parquet segments.

Every tag at 1 Hz, batches of some ten thousand readings, each durable before the next. One hour is
simulated and repeated with its times moved on: what is compressed holds an hour at most.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from plant.directory import read_plant
from plant.reading import ReadingBatch
from plant.words import Plant
from simulators.park import Park
from simulators.scenario_file import read_scenario
from simulators.shipped import PARKS
from tests.bench.figures import Line, Quantiles, tell_ratio
from tests.bench.parquet_segments import ParquetSegments, count_bytes

_T0: Final = 1_699_920_000_000  # a midnight, UTC
_HOUR: Final = 3600
_STEPS_A_BATCH: Final = 24
_SEALING: Final = 1_000_000
_BINS: Final = 1000
_WINDOW_MS: Final = 300_000
_REPEATS: Final = 7


@dataclass(frozen=True, slots=True)
class Store:
    """What one store took and gave: rows/s durable, ms a batch, bytes a row, ms a query."""

    rows_per_s: float
    batch_ms: Quantiles
    bytes_per_row: float
    day_ms: float
    window_ms: float


@dataclass(frozen=True, slots=True)
class Keeping:
    """Both stores over the same ``rows``; ``last_ms``: ours, newest reading of every tag."""

    rows: int
    ours: Store
    parquet: Store
    last_ms: float

    def lines(self) -> Iterator[Line]:
        """The table's lines; the yardstick is Parquet."""
        ours, other = self.ours, self.parquet
        yield Line(
            "historian, written durably",
            "1,000 rows/s",
            f"{ours.rows_per_s / 1000:,.0f}",
            f"{other.rows_per_s / 1000:,.0f}",
            tell_ratio(ours.rows_per_s, other.rows_per_s),
            f"{self.rows:,} rows; yardstick: log and Parquet segments",
        )
        yield Line(
            "historian, a batch of 10,000",
            "ms p50 / p99",
            str(ours.batch_ms),
            str(other.batch_ms),
            f"{tell_ratio(ours.batch_ms.p50, other.batch_ms.p50)} / "
            f"{tell_ratio(ours.batch_ms.p99, other.batch_ms.p99)}",
            f"worst {ours.batch_ms.worst:.0f} against {other.batch_ms.worst:.0f}",
        )
        for what, unit, mine, theirs in (
            (
                "historian, size with the head file",
                "bytes/row",
                ours.bytes_per_row,
                other.bytes_per_row,
            ),
            ("historian, a tag's day in 1,000 bins", "ms", ours.day_ms, other.day_ms),
            ("historian, 5 minutes of all tags", "ms", ours.window_ms, other.window_ms),
        ):
            yield Line(what, unit, f"{mine:.3g}", f"{theirs:.3g}", tell_ratio(mine, theirs))
        yield Line("historian, newest of all tags", "ms", f"{self.last_ms:.3g}")


def measure_keeping(folder: Path, hours: int) -> Keeping:
    """Write so many hours into each store, then ask it."""
    plant = read_plant(PARKS / "taixing")
    hour = simulate_hour(plant)
    batches = list(cut_batches(hour, hours))
    ours, last_ms = asyncio.run(_measure_ours(folder / "embedded", plant, batches))
    parquet = _measure_parquet(folder / "parquet", batches)
    return Keeping(sum(map(len, batches)), ours, parquet, last_ms)


def simulate_hour(plant: Plant) -> NDArray[np.float64]:
    """An hour of the calm park at 1 Hz, float64 (3600, tags)."""
    park = Park(plant, read_scenario("calm"), seed=1)
    return np.stack([park.step(float(second)).value for second in range(_HOUR)])


def cut_batches(hour: NDArray[np.float64], hours: int) -> Iterator[ReadingBatch]:
    """The hour, so many times in a row; readings of one instant a few ms apart."""
    tags = hour.shape[1]
    rows = np.tile(np.arange(tags, dtype=np.int32), _STEPS_A_BATCH)
    jitter = np.random.default_rng(1).integers(0, 20, tags)
    for step in range(0, hours * _HOUR, _STEPS_A_BATCH):
        seconds = step + np.arange(_STEPS_A_BATCH)
        times = (_T0 + seconds[:, None] * 1000 + jitter).ravel()
        yield ReadingBatch.of(rows, times, hour[seconds % _HOUR].ravel())


async def _measure_ours(
    folder: Path, plant: Plant, batches: list[ReadingBatch]
) -> tuple[Store, float]:
    store = EmbeddedHistorian(folder, seal_apart=True)
    tags = tuple(tag.id for tag in plant.tags)
    await store.open(tags)
    took: list[float] = []
    began = time.perf_counter()
    for number, batch in enumerate(batches):
        start = time.perf_counter()
        await store.append(batch, SpoolPosition(1, number))
        took.append((time.perf_counter() - start) * 1e3)
    await store.seal()
    seconds = time.perf_counter() - began
    first, last = int(batches[0].time[0]), int(batches[-1].time[-1]) + 1
    day_ms = await _time(lambda: store.summarise(_find_analog(plant), first, last, _BINS))
    window_ms = await _time(lambda: store.window(last - 10 * _WINDOW_MS, last - 9 * _WINDOW_MS))
    last_ms = await _time(store.last)
    await store.close()
    rows = sum(map(len, batches))
    size = count_bytes(folder)
    return Store(rows / seconds, Quantiles.of(took), size / rows, day_ms, window_ms), last_ms


def _measure_parquet(folder: Path, batches: list[ReadingBatch]) -> Store:
    store = ParquetSegments(folder, _SEALING)
    took: list[float] = []
    began = time.perf_counter()
    for batch in batches:
        start = time.perf_counter()
        store.append(batch)
        took.append((time.perf_counter() - start) * 1e3)
    store.seal()
    seconds = time.perf_counter() - began
    first, last = int(batches[0].time[0]), int(batches[-1].time[-1]) + 1
    row = read_plant(PARKS / "taixing").row_of[_find_analog(read_plant(PARKS / "taixing"))]
    day_ms = _clock(lambda: store.summarise(row, first, last, _BINS))
    window_ms = _clock(lambda: store.window(last - 10 * _WINDOW_MS, last - 9 * _WINDOW_MS))
    rows = sum(map(len, batches))
    size = count_bytes(folder)
    store.close()
    return Store(rows / seconds, Quantiles.of(took), size / rows, day_ms, window_ms)


def _find_analog(plant: Plant) -> str:
    """A tag whose value moves at every step."""
    return next(tag.id for tag in plant.tags if tag.kind == "temperature")


async def _time(ask: Callable[[], Awaitable[object]]) -> float:
    """Median ms of a query, after a first one."""
    took = []
    for _ in range(_REPEATS + 1):
        start = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took[1:])


def _clock(ask: Callable[[], object]) -> float:
    async def waited() -> object:
        return ask()

    return asyncio.run(_time(waited))
