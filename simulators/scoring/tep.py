"""The Tennessee Eastman runs: normal ones and, from an onset on, faulty ones, 52 columns at 3 min.

J. J. Downs, E. F. Vogel, Computers & Chemical Engineering 17(3), 1993; the files are the classic
ones of Russell, Chiang and Braatz, "Data-driven Methods for Fault Detection and Diagnosis in
Chemical Processes" (Springer 2000). How verdicts on them are measured is
:mod:`simulators.scoring.fault_detection`'s business.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulators.scoring.run import Run, ScoringError
from simulators.scoring.table_columns import find_file, pick_numbers, read_table

INTERVAL_MS: Final = 180_000
ONSET: Final = 160
"""The first faulty row of a test file: the fault comes after 8 h."""

_START_MS: Final = 946_684_800_000
"""2000-01-01: the files have no times."""


@dataclass(frozen=True, slots=True)
class TepData:
    """``training``: the classic normal run, ``normal``: further normal runs, both to learn from.

    ``unseen``: normal runs that nothing may be learnt from; ``faulty``: fault → its test.
    """

    training: Run
    normal: tuple[Run, ...]
    unseen: tuple[Run, ...]
    faulty: dict[int, Run]


def read_tep(folder: Path) -> TepData:
    """Everything of a folder with ``d00.csv``, ``extra_normal.npz`` and ``dNN_te.csv``, or ``.gz``.

    :raises ScoringError: something is not there or can't be read.
    """
    training = _read_run(find_file(folder, "d00.csv"))
    tests = sorted(folder.glob("d[0-9][0-9]_te.csv*"))
    faulty = {_read_number(path): _read_run(path) for path in tests}
    if not faulty or any(len(run) <= ONSET for run in faulty.values()):
        raise ScoringError(f"{folder}: no test file, or one that ends before its fault")
    normal = _read_normal(folder / "extra_normal.npz", training.tags)
    unseen = (faulty.pop(0),) if 0 in faulty else ()
    return TepData(training, normal, unseen, faulty)


def _read_number(path: Path) -> int:
    return int(path.name[1:3])


def _read_run(path: Path) -> Run:
    table = read_table(path)
    tags = tuple(table.column_names)
    return make_run(path.name.partition(".")[0], pick_numbers(table, tags), tags)


def _read_normal(path: Path, tags: tuple[str, ...]) -> tuple[Run, ...]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return tuple(make_run(name, arrays[name], tags) for name in sorted(arrays.files))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise ScoringError(f"{path}: {error}") from error


def make_run(name: str, values: NDArray[np.float64], tags: tuple[str, ...]) -> Run:
    """A run of rows that are 3 min apart.

    :raises ScoringError: it has not as many columns as there are tags.
    """
    if values.ndim != 2 or values.shape[1] != len(tags):
        raise ScoringError(f"{name}: {values.shape} is not rows of {len(tags)} tags")
    times = _START_MS + INTERVAL_MS * np.arange(len(values), dtype=np.int64)
    return Run(name, np.asarray(values, dtype=np.float64), times, tags)
