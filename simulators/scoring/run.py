"""Runs and what judges them: the port between data sets, detectors and the scoring arithmetic.

A verdict on a row may rest on that row and earlier ones of its run alone. A detector may give
several verdicts at once, each under a name of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Verdicts = NDArray[np.bool_]
"""Bool (rows,): an alarm stands on the row."""


class ScoringError(Exception):
    """A data set is not what it should be, or can't be read; the message says where."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One recording without a break in its meaning; what came before it is not known.

    ``values``  float64 (rows, tags), in the units of the data set; NaN: no value
    ``times``   int64 ms (rows,), as the file has them
    ``tags``    the columns
    ``begin``   the first row that is scored; earlier ones are history, and only that
    """

    name: str
    values: NDArray[np.float64]
    times: NDArray[np.int64]
    tags: tuple[str, ...]
    begin: int = 0

    def __len__(self) -> int:
        return len(self.values)

    def cut(self, begin: int, end: int) -> "Run":
        """The rows from ``begin`` to before ``end`` as a run by itself, all of it scored."""
        return Run(self.name, self.values[begin:end], self.times[begin:end], self.tags)


Judge = Callable[[Run], Mapping[str, Verdicts]]
"""Judges a run from its first row on; the verdicts are of all its rows, also of unscored ones."""


class Detector(Protocol):
    """Something that can learn what is normal and then judge runs."""

    @property
    def names(self) -> Sequence[str]:
        """What its verdicts are called in a table."""

    def learn(self, runs: Sequence[Run]) -> Judge:
        """Learn from runs of normal operation; the first is the data set's own training run."""
