"""What a model of fifty tags costs a row, row by row as live and in large batches as in a backtest.

All tags once a second. The yardstick is the bare arithmetic of the same rows: one product of all
their windows with the precision matrix, which needs them at once and so can judge no stream.
CPU time of this thread, the median over passes.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.bank import Bank
from detectors.board import Board
from detectors.findings import Findings
from detectors.kind import Arrivals
from detectors.multivariate import make_multivariate
from detectors.multivariate_training import Run, train
from plant.reading import NEVER, ReadingBatch
from plant.words import Model, Plant
from tests.bench.figures import Line, tell_ratio
from tests.detectors.plants import make_plant, make_tag

_TAGS: Final = 50
_T0: Final = 1_700_000_000_000
_BATCHES: Final = (1, 1_000)


@dataclass(frozen=True, slots=True)
class Modelling:
    """Microseconds a row, by rows a batch."""

    rows: int
    own_us: float
    bare_us: float

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        what = f"a model of {_TAGS} tags, {self.rows:,} rows a batch"
        ratio = tell_ratio(self.own_us, self.bare_us)
        note = f"{1000 * self.own_us / _TAGS:,.0f} ns a reading; yardstick: one product of all"
        yield Line(what, "us/row", f"{self.own_us:.1f}", f"{self.bare_us:.2f}", ratio, note)


def measure_models(rows: int, passes: int) -> Iterator[Modelling]:
    """Judge so many rows, a multiple of the largest batch."""
    values = np.random.default_rng(1).normal(size=(rows, _TAGS)).cumsum(axis=1)
    plant = make_trained_plant(values)
    bare = median(_run_bare(plant, values) for _ in range(passes))
    for size in _BATCHES:
        batches = make_batches(values, size)
        own = median(_run(plant, batches) for _ in range(passes))
        yield Modelling(size, own / rows / 1000, bare / rows / 1000)


def make_trained_plant(values: NDArray[np.float64]) -> Plant:
    """A plant whose one model has learnt from its first rows."""
    names = tuple(f"T{tag}" for tag in range(_TAGS))
    model, time_ms = Model("M", "multivariate", names), np.arange(1000) * 1000
    plant = make_plant(*(make_tag(name) for name in names))
    training = train(model, [Run(time_ms, values[:1000])])
    return make_plant(*plant.tags, models={"M": {"tags": names, "training": training}})


def make_batches(values: NDArray[np.float64], size: int) -> list[ReadingBatch]:
    """So many rows a batch, one reading a tag in each."""
    row = np.tile(np.arange(_TAGS, dtype=np.int32), size)
    return [
        ReadingBatch.of(
            row,
            _T0 + 1000 * np.repeat(np.arange(begin, begin + size), _TAGS),
            values[begin : begin + size].ravel(),
        )
        for begin in range(0, len(values), size)
    ]


def _run(plant: Plant, batches: list[ReadingBatch]) -> float:
    """Nanoseconds that the kind takes for all batches; the bank is not asked."""
    kind = make_multivariate(plant)
    assert kind is not None
    findings, board = Findings(kind.rules), Bank(plant).board
    arrivals = [_arrive(batch, board) for batch in batches]
    began = time.thread_time_ns()
    for one in arrivals:
        kind.judge(one, findings)
    return float(time.thread_time_ns() - began)


def _arrive(batch: ReadingBatch, board: Board) -> Arrivals:
    count = len(batch)
    clock = np.append(batch.time[0] - 1000, batch.time)[:-1]
    return Arrivals(
        batch,
        np.zeros(count, dtype=np.uint8),
        np.zeros(count, dtype=np.bool_),
        clock,
        np.full(_TAGS, NEVER),
        board,
        streamed=True,
    )


def _run_bare(plant: Plant, values: NDArray[np.float64]) -> float:
    training = plant.models[0].training
    assert training is not None
    precision = np.linalg.inv(training.normal.covariance)
    scaled = (values - training.normal.center) / training.normal.spread
    windows = np.hstack([scaled, np.roll(scaled, 1, axis=0)])
    began = time.thread_time_ns()
    np.einsum("ij,ij->i", windows @ precision, windows)
    return float(time.thread_time_ns() - began)
