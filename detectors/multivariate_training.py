"""Training a model: recorded runs become rows as they would be judged, and rows a training.

A run is a stream of readings with a time of its own. Its rows are those that the model would have
judged, of good evidence alone: what is forced, bad or stale is not known. A run is cut where its
rows are too far apart to be successive. Learning from rows is :mod:`detectors.multivariate_fit`'s
business, reading files is not done here.
"""

import hashlib
import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.multivariate_fit import FALSE_ALARM_RATE, FEWEST, TrainingError, fit
from detectors.multivariate_rows import Rows, RowState, TagReadings, make_columns
from plant.quality import QualityClass, classify
from plant.reading import LONG_AGO, NEVER, Mark, ReadingBatch
from plant.training import Training
from plant.training_file import seal
from plant.words import Model, Plant

GAP: Final = 10
"""Times the widest usual distance of rows, that of all but one in a hundred, beyond which a row
does not follow the one before it. Our own choice."""

_UNJUDGED: Final = np.uint16(Mark.LATE | Mark.STORED_ONLY | Mark.SOURCE_DOWN)


class Run(NamedTuple):
    """The rows of one run: int64 ms (rows,) and float64 (rows, tags), NaN for unknown."""

    time: NDArray[np.int64]
    value: NDArray[np.float64]


class RunRows:
    """The rows of one run for one model; feed with :meth:`take`, then :meth:`finish` once.

    :param limit_ms: int64 (tags of the plant,), how long a reading of each counts.
    """

    def __init__(self, plant: Plant, model: Model, limit_ms: NDArray[np.int64]) -> None:
        row = np.array([plant.row_of[tag] for tag in model.tags], dtype=np.intp)
        self._column = make_columns(row, len(plant.tags))
        self._limit_ms = limit_ms
        self._state = RowState.of(len(row))
        self._clock = int(LONG_AGO)
        self._rows: list[Rows] = []

    def take(self, batch: ReadingBatch) -> None:
        """Readings of any tags, in order of arrival, as admission marks them."""
        batch = batch.take(np.flatnonzero((batch.marks & _UNJUDGED) == 0))
        newest = np.maximum.accumulate(np.append(self._clock, batch.time))
        self._clock = int(newest[-1])
        place = np.flatnonzero(self._column[batch.row] >= 0)
        if len(place):
            self._rows.append(self._state.take(self._read(batch, place, newest[place])))

    def finish(self) -> Run:
        """All rows."""
        if self._state.is_open:
            self._rows.append(self._state.close())
        if not self._rows:
            return Run(
                np.empty(0, dtype=np.int64), np.empty((0, np.count_nonzero(self._column + 1)))
            )
        return Run(
            np.concatenate([rows.time for rows in self._rows]),
            np.concatenate([rows.value for rows in self._rows]),
        )

    def _read(
        self, batch: ReadingBatch, place: NDArray[np.intp], clock: NDArray[np.int64]
    ) -> TagReadings:
        row, value = batch.row[place].astype(np.intp), batch.value[place]
        known = classify(batch.status[place], value) <= QualityClass.UNCERTAIN
        count = len(place)
        return TagReadings(
            column=self._column[row].astype(np.intp),
            time=batch.time[place],
            source=batch.source[place],
            received=batch.received[place],
            clock=clock,
            value=value,
            usable=known & np.isfinite(value),
            doubtful=np.zeros(count, dtype=np.bool_),
            until=np.minimum(batch.time[place] + self._limit_ms[row], NEVER),
            marks=np.zeros(count, dtype=np.uint16),
        )


def train(model: Model, runs: Sequence[Run]) -> Training:
    """What a model learns from runs of normal operation.

    :raises TrainingError: nothing can be learnt from them.
    """
    runs = [run for run in runs if len(run.time)]
    rows = sum(len(run.time) for run in runs)
    if rows < FEWEST:
        raise TrainingError(f"{rows} rows of training are fewer than {FEWEST}")
    gap_ms = find_gap([run.time for run in runs])
    rate = model.false_alarm_rate or FALSE_ALARM_RATE
    normal = fit([part for run in runs for part in cut_at_gaps(run, gap_ms)], rate)
    values = np.vstack([run.value for run in runs])
    return seal(
        Training(
            model=model.id,
            tags=model.tags,
            normal=normal,
            gap_ms=gap_ms,
            least=_reduce(values, np.inf, np.minimum),
            greatest=_reduce(values, -np.inf, np.maximum),
            runs=len(runs),
            rows=rows,
            first=min(int(run.time[0]) for run in runs),
            last=max(int(run.time[-1]) for run in runs),
            data=hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest(),
        )
    )


def find_gap(times: Sequence[NDArray[np.int64]]) -> int:
    """How far apart rows may be and still follow one another, ms."""
    apart = np.concatenate([np.diff(time) for time in times])
    usual = np.quantile(apart, 0.99, method="higher") if len(apart) else 0
    return math.ceil(GAP * float(usual))


def cut_at_gaps(run: Run, gap_ms: int) -> list[NDArray[np.float64]]:
    """The values of a run, cut where rows do not follow one another."""
    return np.split(run.value, np.flatnonzero(np.diff(run.time) > gap_ms) + 1)


def _reduce(values: NDArray[np.float64], nothing: float, reduce: np.ufunc) -> NDArray[np.float64]:
    """The least or greatest of each tag, NaN where none is known."""
    known = np.where(np.isfinite(values), values, nothing)
    found: NDArray[np.float64] = reduce.reduce(known, axis=0)
    return np.where(np.isfinite(found), found, np.nan)
