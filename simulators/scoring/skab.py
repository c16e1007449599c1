"""SKAB, the Skoltech Anomaly Benchmark: a water loop with a pump and valves, at about 1 Hz.

I. D. Katser, V. O. Kozitsin, doi 10.34740/kaggle/dsv/1693952, v0.9. Of each file the first 400 rows
are there to learn from, the others are scored. How verdicts are measured is
:mod:`simulators.scoring.row_classes`' and :mod:`simulators.scoring.change_points`' business.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulators.scoring.run import Run, ScoringError, Verdicts
from simulators.scoring.table_columns import pick_numbers, pick_times, read_table

TRAINING_ROWS: Final = 400

_LABELS: Final = ("anomaly", "changepoint")
_TIME: Final = "datetime"
_ANOMALY_FREE: Final = "anomaly-free"


@dataclass(frozen=True, slots=True)
class LabelledRun:
    """A run, of each row whether something is wrong, and the times (int64 ms) of change points."""

    run: Run
    anomaly: Verdicts
    changes: NDArray[np.int64]


def read_skab(folder: Path) -> list[LabelledRun]:
    """The labelled files of all folders below, by their names.

    :raises ScoringError: there is none, or one can't be read.
    """
    paths = sorted(path for path in folder.glob("*/*.csv*") if path.parent.name != _ANOMALY_FREE)
    if not paths:
        raise ScoringError(f"{folder}: no file of SKAB")
    return [_read_file(path) for path in paths]


def _read_file(path: Path) -> LabelledRun:
    table = read_table(path, ";")
    tags = tuple(name for name in table.column_names if name not in (_TIME, *_LABELS))
    times = pick_times(table, _TIME, "%Y-%m-%d %H:%M:%S")
    labels = pick_numbers(table, _LABELS) > 0
    name = f"{path.parent.name}/{path.name.partition('.')[0]}"
    run = Run(name, pick_numbers(table, tags), times, tags, TRAINING_ROWS)
    scored = np.arange(len(run)) >= TRAINING_ROWS
    return LabelledRun(run, labels[:, 0], times[labels[:, 1] & scored])
