"""Row classes: rows under alarm against rows in which something is wrong, counted all together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from simulators.scoring.run import Verdicts


@dataclass(frozen=True, slots=True)
class RowClasses:
    """How many rows were rightly and wrongly under alarm, and rightly and wrongly not."""

    hits: int
    false_alarms: int
    misses: int
    quiet: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[Verdicts, Verdicts]]) -> Self:
        """Count the rows of several runs: verdicts, each with what is true."""
        counts = np.zeros(4, dtype=np.int64)
        for verdicts, wrong in pairs:
            classes = (verdicts & wrong, verdicts & ~wrong, ~verdicts & wrong, ~verdicts & ~wrong)
            counts += [np.count_nonzero(one) for one in classes]
        return cls(*counts.tolist())

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing was found."""
        return _share(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)

    @property
    def far(self) -> float:
        """False alarm rate: the share of the right rows that are under alarm."""
        return _share(self.false_alarms, self.false_alarms + self.quiet)

    @property
    def mar(self) -> float:
        """Missed alarm rate: the share of the wrong rows that are not."""
        return _share(self.misses, self.misses + self.hits)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
