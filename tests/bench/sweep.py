"""What a sweep of one limit costs in one pass, beside a backtest for each value.

Both must count the same activations; a difference ends the run.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from detectors.retuning import Setting, judge_settings
from detectors.thinning import Readings
from hazardwatch.backtest import run_backtest
from ingest.data_file import DataFile
from plant.condition import Condition
from plant.reading import ReadingBatch
from plant.words import Plant, Tag
from tests.bench.figures import Line, tell_ratio
from tests.detectors.plants import make_plant, make_tag

VALUES: Final = 31
READINGS: Final = 20_000
"""Of one tag, one a second."""

_BATCH: Final = 65_536


@dataclass(frozen=True, slots=True)
class Sweeping:
    """CPU seconds of one pass for all values, of a pass for each, of a backtest for each."""

    values: int
    readings: int
    activations: int
    one_pass_s: float
    passes_s: float
    backtests_s: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        what = f"sweep of {self.values} values over {self.readings:,} readings"
        note = f"{self.activations:,} activations; yardstick: a {{}} for each value"
        for named, seconds in (("backtest", self.backtests_s), ("pass", self.passes_s)):
            ratio = tell_ratio(self.one_pass_s, seconds)
            told = (f"{self.one_pass_s:.2f}", f"{seconds:.2f}", ratio)
            yield Line(what, "s CPU", *told, note.format(named))


def measure_sweep(readings: int = READINGS, values: int = VALUES) -> Sweeping:
    """A level that wanders about its limits, H from 75 to 90."""
    tag, told = _set(80), _make_readings(readings)
    limits = np.linspace(75, 90, values).round(3).tolist()
    settings = [Setting(1.0, 2000, 0, limit) for limit in limits]
    begun = time.process_time()
    together = judge_settings(tag, Condition.H, settings, told)
    one_pass = time.process_time()
    apart = [judge_settings(tag, Condition.H, [one], told)[0] for one in settings]
    passes = time.process_time()
    judged = [_count_backtest(make_plant(_set(limit)), told) for limit in limits]
    backtests = time.process_time()
    counts = [len(one) for one in together]
    if not counts == [len(one) for one in apart] == judged:
        raise AssertionError("one pass does not come to what a pass for each value does")
    return Sweeping(
        values, readings, sum(counts), one_pass - begun, passes - one_pass, backtests - passes
    )


def _make_readings(count: int) -> Readings:
    number = np.arange(count)
    noise = np.random.default_rng(3).normal(0, 1.0, count)
    value = 76 + 9 * np.sin(number / 1500) + noise
    return Readings(number * 1000, value, np.zeros(count, dtype=np.uint32))


def _set(limit: float) -> Tag:
    return make_tag("T1", h=limit, deadband=1, on_delay_s=2)


def _count_backtest(plant: Plant, told: Readings) -> int:
    rows = np.zeros(len(told), dtype=np.int32)
    batch = ReadingBatch.of(rows, told.time, told.value, told.status)
    parts = (
        batch.take(np.arange(begin, min(begin + _BATCH, len(batch))))
        for begin in range(0, len(batch), _BATCH)
    )
    file = DataFile(Path("memory"), 0, batches=parts, latest=int(told.time[-1]))
    entries = run_backtest(plant, [file]).entries
    return sum((one.alarm, one.event) == ("T1:H", "raised") for one in entries)
