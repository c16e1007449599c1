"""Writing line protocol: all lines of a batch at once, beside one formatted string a reading.

Batches as the feeder makes them, of a thousand tags. The loop is the least that one can do: it
knows neither marks nor readings without a number, which ours does. Both are measured turn by turn,
so that a busy machine is as busy for either.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from historian.line_protocol import LineEncoder
from plant.quality import UNCERTAIN
from plant.reading import ReadingBatch
from tests.bench.figures import Line, tell_ratio, tell_runs
from tests.historian.naive_line_protocol import encode_plainly, name_key

_T0: Final = 1_700_000_000_000
_TAGS: Final = tuple(f"E{number % 9}.LT-{number:03}" for number in range(1000))
_ROWS: Final = 20_000
_TURNS: Final = 15


@dataclass(frozen=True, slots=True)
class Encoding:
    """Rows/s, a run each, of values of one kind; ``bytes_per_row`` as they are sent."""

    values: str
    ours: list[float]
    loop: list[float]
    bytes_per_row: float

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        yield Line(
            f"line protocol, {self.values}",
            "1,000 rows/s",
            tell_runs(self.ours),
            tell_runs(self.loop),
            tell_ratio(float(np.median(self.ours)), float(np.median(self.loop))),
            f"{self.bytes_per_row:.0f} bytes/row; yardstick: a formatted string a reading",
        )


def measure_encoding(passes: int) -> Iterator[Encoding]:
    """Values as sensors send them, and doubles without an end."""
    noise = np.random.default_rng(1).normal(50, 20, _ROWS)
    for name, value in (("2 decimals", np.round(noise, 2)), ("any doubles", noise)):
        yield _measure(name, _make_batch(value), passes)


def _make_batch(value: NDArray[np.float64]) -> ReadingBatch:
    random = np.random.default_rng(2)
    rows = random.integers(0, len(_TAGS), len(value))
    times = _T0 + np.sort(random.integers(0, 20_000, len(value)))
    return ReadingBatch.of(
        rows, times, value, np.where(random.random(len(value)) < 0.001, UNCERTAIN, 0)
    )


def _measure(values: str, batch: ReadingBatch, passes: int) -> Encoding:
    encoder, keys = LineEncoder(_TAGS), [name_key(tag) for tag in _TAGS]
    ours: list[float] = []
    loop: list[float] = []
    lines = b""
    for _ in range(passes * _TURNS):
        start = time.perf_counter()
        lines = encoder.encode(batch)
        middle = time.perf_counter()
        plain = encode_plainly(keys, batch)
        end = time.perf_counter()
        if lines != plain:
            raise AssertionError("the two don't write the same")
        ours.append(len(batch) / (middle - start))
        loop.append(len(batch) / (end - middle))
    return Encoding(values, ours, loop, len(lines) / len(batch))
