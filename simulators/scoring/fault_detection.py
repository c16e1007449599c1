"""Fault detection: the false alarm rate, the detection rate and the delay on faulty test runs.

The measures of Russell, Chiang and Braatz (Springer 2000) with the settings of the protocol: six
successive alarm rows find a fault, and above a false alarm rate of 1 % detection does not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from simulators.scoring.run import Verdicts

DROPPED: Final = 3
"""Rows at the beginning of every run that are not scored: a detector may need as many."""

SUCCESSIVE: Final = 6
"""Alarm rows in a row by which a fault is found."""

MOST_FALSE: Final = 0.01
"""The false alarm rate above which nothing that was found counts."""

NEARLY_INVISIBLE: Final = frozenset({3, 9, 15})
"""Faults of the Tennessee Eastman process that are told apart from the mean of the others."""


@dataclass(frozen=True, slots=True)
class FaultScore:
    """``far``: share of normal rows; by fault ``detection``, share of faulty rows, and ``delay``.

    The delay is in rows: 1 where the first row at the onset begins the six.
    """

    far: float
    detection: Mapping[int, float]
    delay: Mapping[int, int]

    @property
    def counts(self) -> bool:
        """Whether what was found counts at all."""
        return self.far <= MOST_FALSE

    def average(self, figures: Mapping[int, float], *, invisible: bool = False) -> float | None:
        """The mean over the faults that can be seen, or over the others; None without any."""
        own = [one for fault, one in figures.items() if (fault in NEARLY_INVISIBLE) == invisible]
        return fmean(own) if own else None


def score_faults(
    normal: Iterable[Verdicts], faulty: Mapping[int, Verdicts], onset: int
) -> FaultScore:
    """Score the verdicts on runs.

    :param normal: on all rows of normal runs.
    :param faulty: by fault, on all rows of its test, which is faulty from the row ``onset`` on.
    """
    before = [run[:onset] for run in faulty.values()]
    quiet = np.concatenate([run[DROPPED:] for run in [*normal, *before]])
    after = {fault: run[onset:] for fault, run in faulty.items()}
    return FaultScore(
        far=float(quiet.mean()),
        detection={fault: float(run.mean()) for fault, run in after.items()},
        delay={fault: find_delay(run) for fault, run in after.items()},
    )


def find_delay(faulty: Verdicts) -> int:
    """How many rows of a fault pass until the first of six successive alarm rows, that included.

    All of them where there are no six.
    """
    if len(faulty) < SUCCESSIVE:
        return len(faulty)
    six = np.lib.stride_tricks.sliding_window_view(faulty, SUCCESSIVE).all(axis=1)
    return int(six.argmax()) + 1 if six.any() else len(faulty)
