"""NAB, the Numenta Anomaly Benchmark: series of one tag with windows around known failures.

A. Lavin, S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly
Benchmark", ICMLA 2015, arXiv 1510.03336. Detectors learn while they judge; the first rows of each
file are not scored. How verdicts are measured is :mod:`simulators.scoring.nab_score`'s business.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from simulators.scoring.run import Run, ScoringError
from simulators.scoring.table_columns import pick_numbers, pick_times, read_table

PROBATION_SHARE: Final = 0.15
PROBATION_ROWS: Final = 5000
"""The share is taken of so many rows at most (``nab/sweeper.py``)."""

_TIME_FORM: Final = "%Y-%m-%d %H:%M:%S"

Window = tuple[int, int]
"""The first and the last row in which an alarm finds the failure."""


@dataclass(frozen=True, slots=True)
class WindowedRun:
    """A run with the windows of its failures, in order."""

    run: Run
    windows: tuple[Window, ...]


def read_nab(folder: Path) -> list[WindowedRun]:
    """The series of a folder that ``combined_windows.json`` names, by their names.

    :raises ScoringError: something is not there or can't be read.
    """
    path = folder / "combined_windows.json"
    try:
        windows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ScoringError(f"{path}: {error}") from error
    return [_read_series(folder, name, spans) for name, spans in sorted(windows.items())]


def count_probation(rows: int) -> int:
    """How many of the first rows of a series are not scored."""
    return int(min(PROBATION_SHARE * rows, PROBATION_SHARE * PROBATION_ROWS))


def _read_series(folder: Path, name: str, spans: list[list[str]]) -> WindowedRun:
    table = read_table(folder / Path(name).name)
    times = pick_times(table, "timestamp", _TIME_FORM)
    values = pick_numbers(table, ("value",))
    run = Run(Path(name).stem, values, times, ("value",), count_probation(len(values)))
    rows = {at: row for row, at in reversed(list(enumerate(times.tolist())))}
    try:
        windows = tuple((rows[_read_time(a)], rows[_read_time(b)]) for a, b in spans)
    except KeyError as error:
        raise ScoringError(f"{name}: no row at the bound of a window, {error}") from error
    return WindowedRun(run, windows)


def _read_time(text: str) -> int:
    return int(np.datetime64(text.replace(" ", "T"), "ms").astype(np.int64))
