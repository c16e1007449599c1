"""How fast a backtest is, by form of its file, limits alone and with every kind of judgement on.

The same readings as wide and as long Parquet and CSV, of the mixed plant: one reading in a hundred
lies outside its limits. Beside it in the same run: pyarrow merely reading the file, and numpy
comparing the same arrays, already in memory, with all limits of their tags. Wall time, the median
of several passes; what a backtest writes is written.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from hazardwatch.alarm_file import AlarmFile
from hazardwatch.backtest import run_backtest
from ingest.data_file import DataFileOptions, read_data_files
from plant.reading import ReadingBatch
from plant.words import Plant
from tests.bench.figures import Line, tell_ratio
from tests.bench.mixed_plant import make_mixed_plant, make_mixed_stream

_TAGS: Final = 1_000
_ROWS_AT_ONCE: Final = 1_000
"""Rows in a group of a wide file: a quarter of an hour."""

_SECOND_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Backtesting:
    """Rates of one form of file, readings a second; ``merely_read`` by pyarrow alone."""

    form: str
    readings: int
    alarms: int
    limits: float
    all_kinds: float
    merely_read: float
    compared: float

    def lines(self) -> Iterator[Line]:
        """The table's lines: ours beside a plain comparison in numpy."""
        for what, rate in (("limits", self.limits), ("all kinds", self.all_kinds)):
            yield Line(
                f"backtest, {self.form}, {what}",
                "ns/reading",
                f"{1e9 / rate:,.0f}",
                f"{1e9 / self.compared:,.1f}",
                tell_ratio(self.compared, rate),
                f"{rate / 1e6:.2f} M readings/s of {self.readings:,}; as long as"
                f" {self.merely_read / rate:.1f} times reading the file",
            )


def measure_backtest(folder: Path, readings: int, passes: int) -> Iterator[Backtesting]:
    """Judge so many readings, a multiple of a thousand, from every form of file."""
    plant = make_mixed_plant(_TAGS)
    bare = replace(
        plant,
        tags=tuple(replace(tag, checks={}) for tag in plant.tags),
        votings=(), interlocks=(), gas_arrays=(), modes=(), models=(),
    )  # fmt: skip
    stream = make_mixed_stream(_TAGS, readings)
    second = stream.time // _SECOND_MS * _SECOND_MS
    stream = ReadingBatch.of(stream.row, second, np.round(stream.value, 2))
    compared = readings / _clock(partial(_compare, bare, stream), passes)
    found: set[tuple[int, int]] = set()
    for path in _write_files(folder, plant, stream):
        limits, few = _judge(bare, path, passes)
        all_kinds, many = _judge(plant, path, passes)
        found.add((few, many))
        merely_read = readings / _clock(partial(_read, path), passes)
        yield Backtesting(
            path.stem.replace("_", " ") + " " + path.suffix[1:],
            *(readings, many, limits, all_kinds, merely_read, compared),
        )
    if len(found) != 1:
        raise RuntimeError(f"forms of one stream disagree: {found} alarms")


def _write_files(folder: Path, plant: Plant, stream: ReadingBatch) -> Iterator[Path]:
    names = [tag.id for tag in plant.tags]
    matrix = stream.value.reshape(-1, _TAGS)
    columns = {name: matrix[:, place] for place, name in enumerate(names)}
    wide = pa.table({"ts": stream.time[::_TAGS], **columns})
    tag = pa.DictionaryArray.from_arrays(stream.row, names).dictionary_decode()
    long = pa.table({"ts": stream.time, "tag": tag, "value": stream.value})
    for form, table in (("wide", wide), ("long", long)):
        parquet, text = folder / f"{form}.parquet", folder / f"{form}.csv"
        groups = _ROWS_AT_ONCE if form == "wide" else None
        pq.write_table(table, parquet, row_group_size=groups)
        yield parquet
        pacsv.write_csv(table, text)
        yield text


def _judge(plant: Plant, path: Path, passes: int) -> tuple[float, int]:
    """Readings a second of a whole backtest, and how many alarms were raised."""
    rates, raised = [], 0
    for _ in range(passes):
        with AlarmFile(path.with_suffix(".jsonl")) as alarms:
            began = time.perf_counter()
            files = read_data_files([path], DataFileOptions(), plant)
            outcome = run_backtest(plant, files, alarms.take)
            alarms.write()
            rates.append(outcome.readings / (time.perf_counter() - began))
        raised = outcome.raised.total()
    return median(rates), raised


def _read(path: Path) -> None:
    """All columns of a file as pyarrow gives them, block by block."""
    if path.suffix == ".csv":
        for _ in pacsv.open_csv(path):
            pass
        return
    for _ in pq.ParquetFile(path).iter_batches(_ROWS_AT_ONCE):
        pass


def _compare(plant: Plant, stream: ReadingBatch) -> None:
    """Which readings lie beyond any limit of their tag: nothing is remembered, nothing told."""
    high, low = np.full(_TAGS, np.inf), np.full(_TAGS, -np.inf)
    for row, tag in enumerate(plant.tags):
        limits = {str(name): alarm.limit for name, alarm in tag.alarms.items()}
        high[row] = min((limits[name] for name in ("H", "HH") if name in limits), default=np.inf)
        low[row] = max((limits[name] for name in ("L", "LL") if name in limits), default=-np.inf)
    beyond = (stream.value >= high[stream.row]) | (stream.value <= low[stream.row])
    np.flatnonzero(beyond)


def _clock(act: Callable[[], None], passes: int) -> float:
    """Seconds of wall time, the median."""
    took = []
    for _ in range(passes):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return median(took)
