"""The clocks by which a batch is judged: what they said when each of its readings arrived.

How the event clock runs is ingest's business (contract section 1, rule 6); here a batch that was
cut from a stream gets back the instants that its cutting took away.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.verdict import Situation
from plant.reading import LONG_AGO, Mark, ReadingBatch


class ArrivalClock:
    """The event clock when each reading of a batch arrived, worked out where it is asked for.

    On a stream's clock every earlier reading that is not late has moved it, in whatever tick.
    Live it is what the last tick left: gateways' clocks are not one another's.
    """

    def __init__(
        self, batch: ReadingBatch, before: NDArray[np.int64], situation: Situation
    ) -> None:
        self._batch = batch
        self._before = before
        self._live = situation.by_silence
        self._newest: NDArray[np.int64] | None = None

    def _find_newest(self) -> NDArray[np.int64]:
        """Int64 ms (n,), the newest reading before each in the batch."""
        if self._newest is not None:
            return self._newest
        time = self._batch.time[:-1]
        if np.count_nonzero(self._batch.marks):
            late = (self._batch.marks[:-1] & np.uint16(Mark.LATE)) != 0
            time = np.where(late, LONG_AGO, time)
        newest = np.empty(len(self._batch), dtype=np.int64)
        newest[0] = LONG_AGO
        np.maximum.accumulate(time, out=newest[1:])
        self._newest = newest
        return newest

    def tell_event(self, place: NDArray[np.intp]) -> NDArray[np.int64]:
        """The event clock, int64 ms (m,), of the tags of some readings when these arrived."""
        before = self._before[self._batch.row[place].astype(np.intp)]
        return before if self._live else np.maximum(before, self._find_newest()[place])

    def tell_arrival(self, place: NDArray[np.intp]) -> NDArray[np.int64]:
        """The platform's clock when some readings arrived, int64 ms (m,), by which silence counts.

        Live, a gateway's clock may be ahead of it.
        """
        event = self.tell_event(place)
        return np.minimum(event, self._batch.received[place]) if self._live else event

    def tell_fresh(self, place: NDArray[np.intp]) -> NDArray[np.int64]:
        """Until when, int64 ms (m,), each tag was silent for all that is known."""
        return np.maximum(self.tell_arrival(place), self._batch.fresh[place])
