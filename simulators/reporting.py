"""When a gateway reports which tag: at its interval, or when it changed. No clock, no network."""

import numpy as np
from numpy.typing import NDArray

from plant.words import Plant
from simulators.formats.dispatch import SPOKEN
from simulators.park import Snapshot
from simulators.routing import route_tags

_UNSEEN = np.int64(-1)


class Reporter:
    """The readings that one gateway owes at each snapshot.

    A tag with an interval is due once in each interval. A tag without one is due when its value or
    status changed and after :meth:`restart`, so that who listens knows every standing state.
    """

    def __init__(self, plant: Plant, gateway: int) -> None:
        self.rows = np.flatnonzero(route_tags(plant, SPOKEN) == gateway)
        intervals = [plant.tags[row].interval_s for row in self.rows]
        self._polled = np.array([each is not None for each in intervals], dtype=np.bool_)
        self._interval_s = np.array([each or 1.0 for each in intervals], dtype=np.float64)
        self.restart()

    def restart(self) -> None:
        """Forget what was reported: everything is due again."""
        self._slot = np.full(len(self.rows), _UNSEEN)
        self._value = np.full(len(self.rows), np.nan)
        self._status = np.zeros(len(self.rows), dtype=np.uint32)

    def due(self, snapshot: Snapshot) -> NDArray[np.intp]:
        """The rows to report now, in the plant's order, counted as reported with that."""
        value, status = snapshot.value[self.rows], snapshot.status[self.rows]
        slot = (snapshot.elapsed_s // self._interval_s).astype(np.int64)
        changed = (value != self._value) | (status != self._status)
        due = np.where(self._polled, slot != self._slot, changed) & ~snapshot.silent[self.rows]
        self._slot[due], self._value[due], self._status[due] = slot[due], value[due], status[due]
        rows: NDArray[np.intp] = self.rows[due]
        return rows
