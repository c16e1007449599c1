"""BATADAL, the Battle of the Attack Detection Algorithms: a water network under attack, hourly.

R. Taormina and others, "Battle of the Attack Detection Algorithms", Journal of Water Resources
Planning and Management 144(8), 2018, doi 10.1061/(ASCE)WR.1943-5452.0000969. One year of normal
operation to learn from, half a year with attacks to be scored on. How verdicts are measured is
:mod:`simulators.scoring.attack_detection`'s business.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulators.scoring.run import Run, Verdicts
from simulators.scoring.table_columns import find_file, pick_numbers, pick_times, read_table

_TIME: Final = "DATETIME"
_LABEL: Final = "ATT_FLAG"


@dataclass(frozen=True, slots=True)
class BatadalData:
    """``training``: a year without attacks; ``test``, with whether each row is under ``attack``."""

    training: Run
    test: Run
    attack: Verdicts


def read_batadal(folder: Path) -> BatadalData:
    """``dataset03.csv`` and ``dataset04.csv`` of a folder, or ``.gz``.

    :raises ScoringError: one is not there or can't be read.
    """
    training, _ = _read_file(find_file(folder, "dataset03.csv"))
    test, attack = _read_file(find_file(folder, "dataset04.csv"))
    return BatadalData(training, test, attack)


def _read_file(path: Path) -> tuple[Run, Verdicts]:
    table = read_table(path)
    table = table.rename_columns([name.strip() for name in table.column_names])
    tags = tuple(name for name in table.column_names if name not in (_TIME, _LABEL))
    times = pick_times(table, _TIME, "%d/%m/%y %H")
    run = Run(path.name.partition(".")[0], pick_numbers(table, tags), times, tags)
    # -999 stands for "not known" in the organisers' own edition, and is no attack.
    return run, pick_numbers(table, (_LABEL,))[:, 0] == 1
