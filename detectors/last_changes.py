"""When verdicts of things last changed: no change is dated before the one that it follows.

Few verdicts of a plant ever change, so only the things of those have a row.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.sparse_table import SparseTable
from plant.reading import LONG_AGO


class LastChanges:
    """``table`` holds a column a verdict, int64 ms, LONG_AGO where it never changed.

    :param verdicts: the names of what is judged of each of ``things`` things.
    """

    def __init__(self, things: int, verdicts: Sequence[str]) -> None:
        self.table = SparseTable(things, dict.fromkeys(verdicts, LONG_AGO))

    def note(
        self, verdict: str, thing: NDArray[np.integer], at: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Take note of changes of things, each once; int64 ms (k,), the instants they get."""
        at = np.maximum(at, self.table.read(verdict, thing))
        self.table.write(thing, **{verdict: at})
        return at
